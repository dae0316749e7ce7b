package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.cloud.DatabaseEndpoint.Side;
import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.wire.AwsError;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that the emulated account holds. All of it is guarded by this object's monitor: a call works on it under
 * {@code synchronized (cloud)}, and what happens later runs under it too.
 */
public final class Cloud implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cloud.class);

    // AWS forgets after two weeks; an emulator that runs for weeks must not grow.
    private static final int MOST_EVENTS = 10_000;

    private final Arns arns;
    private final Faults faults;
    private final Clock clock;
    private final Delays delays;
    private final ReplicationInstance instance;
    private final Map<String, DatabaseEndpoint> endpoints = new LinkedHashMap<>();
    private final Map<String, ConnectionTest> connections = new LinkedHashMap<>();
    private final Map<String, ReplicationTask> tasks = new LinkedHashMap<>();
    private final Map<String, ReplicationConfig> configs = new LinkedHashMap<>();
    private final Map<String, AssessmentRun> assessmentRuns = new LinkedHashMap<>();
    private Runnable onChange = () -> {};
    private Consumer<Event> onEvent = event -> {};
    private final Map<String, Map<String, String>> tags = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(action -> {
        var thread = new Thread(action, "dms-timers");
        thread.setDaemon(true);
        return thread;
    });

    public Cloud(Arns arns, ReplicationInstance instance, Delays delays, Faults faults, Clock clock) {
        this.arns = arns;
        this.instance = instance;
        this.delays = delays;
        this.faults = faults;
        this.clock = clock;
    }

    public Arns arns() {
        return arns;
    }

    public Faults faults() {
        return faults;
    }

    public Delays delays() {
        return delays;
    }

    public Clock clock() {
        return clock;
    }

    public Instant now() {
        return clock.instant();
    }

    public ReplicationInstance instance() {
        return instance;
    }

    public Map<String, DatabaseEndpoint> endpoints() {
        return endpoints;
    }

    /** An endpoint of a task, which must be on that side. */
    public DatabaseEndpoint endpoint(String arn, Side side) {
        var endpoint = endpoints.get(arn);
        if (endpoint == null) {
            throw AwsError.notFound("Endpoint " + arn + " not found.");
        }
        if (endpoint.side() != side) {
            throw AwsError.invalidValue(
                    "ReplicationEngineType " + endpoint.engine() + " endpoint must be of type " + side);
        }
        return endpoint;
    }

    /** The last connection test of each endpoint that was ever tested, by the endpoint's ARN. */
    public Map<String, ConnectionTest> connections() {
        return connections;
    }

    public Map<String, ReplicationTask> tasks() {
        return tasks;
    }

    public ReplicationTask task(String arn) {
        return Optional.ofNullable(tasks.get(arn))
                .orElseThrow(() -> AwsError.notFound("Replication Task " + arn + " not found."));
    }

    /** The tags of a resource, by key. */
    public Map<String, String> tags(String arn) {
        return tags.computeIfAbsent(arn, anyone -> new LinkedHashMap<>());
    }

    Map<String, Map<String, String>> allTags() {
        return tags;
    }

    public List<Event> events() {
        return events;
    }

    void tell(ReplicationTask task, TaskEvent kind, String message) {
        var event = new Event(task.arn(), task.definition().identifier(), kind, message, now());
        if (events.size() == MOST_EVENTS) {
            events.remove(0);
        }
        events.add(event);
        onEvent.accept(event);
    }

    /** Asks to be told of each event, in their order. */
    public void onEvent(Consumer<Event> listener) {
        onEvent = listener;
    }

    void forget(ReplicationTask task) {
        tasks.remove(task.arn());
        configs.remove(task.arn());
        tags.remove(task.arn());
    }

    boolean holds(ReplicationTask task) {
        return tasks.containsKey(task.arn()) || configs.containsKey(task.arn());
    }

    /** Serverless replications with their configurations, by the configuration's ARN. */
    public Map<String, ReplicationConfig> configs() {
        return configs;
    }

    public ReplicationConfig config(String arn) {
        return Optional.ofNullable(configs.get(arn))
                .orElseThrow(() -> AwsError.notFound("Replication Config " + arn + " not found."));
    }

    public Map<String, AssessmentRun> assessmentRuns() {
        return assessmentRuns;
    }

    /** To be called after every change, however it came about. */
    public void changed() {
        onChange.run();
    }

    /** Asks to be called after every change. */
    public void onChange(Runnable listener) {
        onChange = listener;
    }

    /** Does something after a delay, under this object's monitor. */
    public void later(Duration delay, Runnable action) {
        var unused = timers.schedule(() -> run(action), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void run(Runnable action) {
        try {
            action.run();
            changed();
        } catch (RuntimeException e) {
            LOG.error("a step of the emulated cloud failed", e);
        }
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }
}
