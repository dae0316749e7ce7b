package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.cloud.DatabaseEndpoint.Side;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.ControlTables;
import io.windowreload.local.dms.load.DocumentReading;
import io.windowreload.local.dms.load.FullLoad;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.local.dms.load.LoadException;
import io.windowreload.local.dms.load.LoadOutcome;
import io.windowreload.local.dms.load.LoadScope;
import io.windowreload.local.dms.load.TableCounters;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loads that are under way, each in a thread of its own, and how they end. Called under the {@link Cloud}'s monitor. */
final class TaskRuns {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRuns.class);

    private static final Set<TaskStatus> MOVING_CHANGES =
            EnumSet.of(TaskStatus.STARTING, TaskStatus.RUNNING, TaskStatus.STOPPING);

    private final Cloud cloud;
    private final DocumentReading reading;
    private final Captures captures;
    private final Map<String, Run> runs = new HashMap<>();

    TaskRuns(Cloud cloud, DocumentReading reading, Captures captures) {
        this.cloud = cloud;
        this.reading = reading;
        this.captures = captures;
    }

    private static final class Run {
        private final Deque<LoadScope> waiting = new ArrayDeque<>();
        private FullLoad current;
        private boolean cancelled;

        synchronized void begin(FullLoad load) {
            current = load;
            if (cancelled) {
                load.cancel();
            }
        }

        synchronized void cancel() {
            cancelled = true;
            if (current != null) {
                current.cancel();
            }
        }
    }

    /** Loads what the scope says, after what the task is already loading. */
    void load(ReplicationTask task, LoadScope scope) {
        var run = runs.get(task.arn());
        if (run != null) {
            run.waiting.add(scope);
            return;
        }
        var begun = new Run();
        begun.waiting.add(scope);
        runs.put(task.arn(), begun);
        var worker = new Thread(
                () -> work(task, begun), "dms-task-" + task.definition().identifier());
        worker.setDaemon(true);
        worker.start();
    }

    /** Ends the load of a task early; false if none is under way. */
    boolean cancel(ReplicationTask task) {
        var run = runs.get(task.arn());
        if (run != null) {
            run.cancel();
        }
        return captures.stop(task) || run != null;
    }

    /** Waits until a task loads nothing any more, or the patience is over. */
    void awaitRest(String arn, Duration patience) {
        var end = System.nanoTime() + patience.toNanos();
        synchronized (cloud) {
            while (runs.containsKey(arn) && System.nanoTime() < end) {
                try {
                    cloud.wait(100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    void cancelAll() {
        runs.values().forEach(Run::cancel);
        captures.stopAll();
    }

    private void work(ReplicationTask task, Run run) {
        LoadOutcome outcome = new LoadOutcome.Finished();
        for (var scope = next(task, run, outcome); scope != null; scope = next(task, run, outcome)) {
            outcome = outcome(task, run, scope);
        }
    }

    /** What the run is to load next; null, and the run is over, if there is nothing left or something went wrong. */
    private LoadScope next(ReplicationTask task, Run run, LoadOutcome outcome) {
        synchronized (cloud) {
            if (outcome instanceof LoadOutcome.Finished && !run.waiting.isEmpty()) {
                return run.waiting.remove();
            }
            runs.remove(task.arn());
            ended(task, outcome);
            cloud.notifyAll();
            return null;
        }
    }

    // Whatever happens, the task comes to an end.
    private LoadOutcome outcome(ReplicationTask task, Run run, LoadScope scope) {
        try {
            var load = fullLoad(task, scope);
            run.begin(load);
            makeControlTables(task.definition());
            if (!captures.moves(task)) {
                return task.definition().loads() ? load.run() : load.capture(false);
            }
            if (!scope.only().isEmpty()) {
                return again(task, load);
            }
            return scope.goesOn() || !task.definition().loads()
                    ? captures.run(task, load, scope.goesOn(), this::captureEnded)
                    : captures.loadAndRun(task, load, this::captureEnded);
        } catch (SQLException | LoadException e) {
            return new LoadOutcome.Failed(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the load of task {} failed inside of the emulator", name(task), e);
            return new LoadOutcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    /** Tables of a capture that runs are loaded anew while it waits. */
    private LoadOutcome again(ReplicationTask task, FullLoad load) throws SQLException {
        var capture = captures.of(task);
        if (capture.isEmpty()) {
            return load.run();
        }
        var outcome = new AtomicReference<LoadOutcome>();
        capture.get().pausedFor(() -> outcome.set(load.run()));
        return outcome.get();
    }

    private void captureEnded(ReplicationTask task, Optional<String> why) {
        synchronized (cloud) {
            if (cloud.holds(task) && MOVING_CHANGES.contains(task.status())) {
                why.ifPresentOrElse(message -> fail(task, message), () -> stopped(task, "NORMAL"));
                cloud.changed();
            }
            cloud.notifyAll();
        }
    }

    private void makeControlTables(TaskDefinition definition) throws SQLException {
        if (definition.capturesChanges()) {
            ControlTables.create(endpoint(definition.targetArn(), Side.TARGET), definition.settings());
        }
    }

    private JdbcAddress endpoint(String arn, Side side) {
        synchronized (cloud) {
            return cloud.endpoint(arn, side).address();
        }
    }

    private static List<TableCounters> merged(List<TableCounters> before, List<TableCounters> now) {
        var names = now.stream().map(TableCounters::name).toList();
        var all = new ArrayList<>(before);
        all.removeIf(table -> names.contains(table.name()));
        all.addAll(now);
        return all;
    }

    private FullLoad fullLoad(ReplicationTask task, LoadScope scope) {
        var definition = task.definition();
        var load = new FullLoad(
                endpoint(definition.sourceArn(), Side.SOURCE),
                endpoint(definition.targetArn(), Side.TARGET),
                definition.mappings(),
                definition.settings(),
                scope,
                reading,
                cloud.faults(),
                cloud.clock());
        load.whenFound(tables -> {
            synchronized (cloud) {
                task.loads(merged(task.progress(), tables));
            }
        });
        return load;
    }

    private void ended(ReplicationTask task, LoadOutcome outcome) {
        if (!cloud.holds(task)) {
            return;
        }
        var late = cloud.faults().delay(FaultKind.LATE_STATISTICS, name(task));
        if (!late.isZero()) {
            task.statisticsLate(cloud.now().plus(late));
        }
        if (outcome instanceof LoadOutcome.Failed failed) {
            fail(task, failed.message());
        } else if (task.status() == TaskStatus.STOPPING || outcome instanceof LoadOutcome.Cancelled) {
            stopped(task, "NORMAL");
        } else {
            finished(task);
        }
        cloud.changed();
    }

    private void finished(ReplicationTask task) {
        task.loaded(cloud.now());
        var failure = cloud.faults().take(FaultKind.FAIL, name(task));
        if (failure.isPresent()) {
            fail(task, failure.get().text());
        } else if (cloud.faults().take(FaultKind.FAILED_MOVE, name(task)).isPresent()) {
            task.stopped("NORMAL", cloud.now());
            task.status(TaskStatus.FAILED_MOVE);
        } else if (!task.definition().capturesChanges()) {
            stopped(
                    task,
                    cloud.faults()
                            .take(FaultKind.STOP_REASON, name(task))
                            .map(Fault::text)
                            .orElse("FULL_LOAD_ONLY_FINISHED"));
        }
    }

    void stopped(ReplicationTask task, String reason) {
        task.stopped(reason, cloud.now());
        cloud.tell(task, TaskEvent.STOPPED, "Replication task has stopped. Stop Reason " + reason);
    }

    void fail(ReplicationTask task, String why) {
        var reason = why.contains("Stop Reason ") ? "" : " Stop Reason FATAL_ERROR Error Level FATAL";
        captures.stop(task);
        task.failed("Last Error  " + why + reason, cloud.now());
        cloud.tell(task, TaskEvent.FAILED, "Replication task has failed. " + why);
    }

    private static String name(ReplicationTask task) {
        return task.definition().identifier();
    }
}
