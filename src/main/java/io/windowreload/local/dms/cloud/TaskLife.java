package io.windowreload.local.dms.cloud;

import static java.util.stream.Collectors.toSet;

import io.windowreload.local.dms.change.ChangeCapture;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.DocumentReading;
import io.windowreload.local.dms.load.LoadScope;
import io.windowreload.local.dms.load.TableCounters;
import io.windowreload.local.dms.wire.AwsError;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The state machine of a task: creating, ready, starting, running, stopped or failed, deleting, gone. What AWS refuses in a
 * state is refused with its code and, where one is on record, its message. Called under the {@link Cloud}'s monitor.
 */
public final class TaskLife implements AutoCloseable {
    private static final String START = "start-replication";
    private static final String RESUME = "resume-processing";

    private final Cloud cloud;
    private final ConnectionTests tests;
    private final TaskRuns runs;
    private final Captures captures;
    private final ProvisioningRuns provisioning;

    public TaskLife(Cloud cloud, ConnectionTests tests, DocumentReading reading, CaptureOptions capturing) {
        this.cloud = cloud;
        this.tests = tests;
        this.captures = new Captures(cloud, capturing);
        this.runs = new TaskRuns(cloud, reading, captures);
        this.provisioning = new ProvisioningRuns(cloud, runs);
    }

    /** Begins the life of a task that the cloud holds. */
    public void create(ReplicationTask task) {
        var slow = cloud.faults().delay(FaultKind.SLOW_READY, name(task));
        cloud.later(cloud.delays().ready().plus(slow), () -> {
            task.status(TaskStatus.READY);
            cloud.tell(task, TaskEvent.CREATED, "Replication task has been created.");
        });
    }

    /** Sets a task going that has been running since before anybody looked. */
    public void createRunning(ReplicationTask task) {
        task.started(cloud.now());
        begin(task, LoadScope.ALL);
    }

    /** Goes on with a task that stood in a state file; a load that was under way is lost. */
    void resume(ReplicationTask task) {
        switch (task.status()) {
            case CREATING -> create(task);
            case STARTING, RUNNING, STOPPING -> {
                if (captures.moves(task) && task.hasLoaded()) {
                    goOn(task);
                } else if (task.definition().loads()) {
                    task.failed(
                            "Last Error  The emulator was restarted while the task was running. Stop Reason "
                                    + "RECOVERABLE_ERROR Error Level RECOVERABLE",
                            cloud.now());
                } else {
                    createRunning(task);
                }
            }
            case MODIFYING, MOVING, TESTING -> task.status(task.hasRun() ? TaskStatus.STOPPED : TaskStatus.READY);
            case READY, STOPPED, FAILED, FAILED_MOVE, DELETING -> {}
        }
    }

    private void goOn(ReplicationTask task) {
        begin(task, LoadScope.found(task.progress()));
    }

    /** How far a task that moves changes is behind; empty for another. */
    public Optional<Duration> lag(ReplicationTask task) {
        return captures.of(task).map(ChangeCapture::lag);
    }

    /** Starts a task; {@code type} is one of the API's three. */
    public void start(ReplicationTask task, String type) {
        if (!TaskStatus.AT_REST.contains(task.status())) {
            throw AwsError.invalidState("Replication Task cannot be started, invalid state");
        }
        if (!task.definition().serverless()) {
            tests.requireSuccessful(task.definition().sourceArn());
            tests.requireSuccessful(task.definition().targetArn());
        }
        requireFit(task, type);
        var scope =
                switch (type) {
                    case START -> LoadScope.ALL;
                    case RESUME -> rest(task);
                    default -> LoadScope.AGAIN;
                };
        task.started(cloud.now());
        if (task.definition().serverless()) {
            provisioning.begin(task, () -> begin(task, scope));
        } else {
            cloud.later(cloud.delays().start(), () -> begin(task, scope));
        }
    }

    // A capture goes on where it stood; one whose load did not end has no rows that it could go on from.
    private LoadScope rest(ReplicationTask task) {
        if (captures.moves(task)) {
            return task.hasLoaded() ? LoadScope.found(task.progress()) : LoadScope.AGAIN;
        }
        return LoadScope.rest(task.progress().stream()
                .filter(TableCounters::completed)
                .map(TableCounters::name)
                .collect(toSet()));
    }

    private static void requireFit(ReplicationTask task, String type) {
        var word = type.toUpperCase(Locale.ROOT).replace('-', '_');
        if (type.equals(START) && task.hasRun() && task.definition().loads()) {
            throw AwsError.invalidCombination(
                    "Start Type : " + word + ", valid only for tasks running for the first time");
        }
        if (!type.equals(START) && !task.hasRun()) {
            throw AwsError.invalidCombination(
                    "Start Type : " + word + ", not valid for tasks running for the first time");
        }
    }

    private void begin(ReplicationTask task, LoadScope scope) {
        if (cloud.faults().take(FaultKind.NEVER_RUNNING, name(task)).isEmpty()) {
            task.status(TaskStatus.RUNNING);
        }
        cloud.tell(task, TaskEvent.STARTED, "Replication task has started.");
        cloud.faults()
                .take(FaultKind.DELETED_BY_ANOTHER, name(task))
                .ifPresent(fault -> cloud.later(fault.delay(), () -> vanish(task)));
        runs.load(task, scope);
    }

    /** Loads some tables of a running task again; names are {@code schema.table}. */
    public void reload(ReplicationTask task, Set<String> tables) {
        if (task.status() != TaskStatus.RUNNING || !task.definition().loads()) {
            throw AwsError.invalidState("Replication Task must be running a full load to reload tables");
        }
        var chosen = task.progress().stream()
                .filter(table -> tables.contains(table.name()))
                .toList();
        if (chosen.size() < tables.size()) {
            throw AwsError.notFound("Not all of the tables " + tables + " are tables of the task.");
        }
        chosen.forEach(TableCounters::reload);
        runs.load(task, LoadScope.reload(tables, chosen));
    }

    public void stop(ReplicationTask task) {
        if (task.status() != TaskStatus.RUNNING) {
            throw AwsError.invalidState("Replication Task cannot be stopped, invalid state");
        }
        task.status(TaskStatus.STOPPING);
        if (!runs.cancel(task)) {
            cloud.later(cloud.delays().stop(), () -> runs.stopped(task, "NORMAL"));
        }
    }

    /** Gives a task at rest another definition. */
    public void modify(ReplicationTask task, TaskDefinition changed) {
        if (!TaskStatus.AT_REST.contains(task.status())) {
            throw AwsError.invalidState(
                    "Replication Task, excluding logging severity task settings, cannot be modified " + "while it is "
                            + task.status().word() + " state");
        }
        task.define(changed);
        pass(task, TaskStatus.MODIFYING);
        cloud.tell(task, TaskEvent.MODIFIED, "Replication task has been modified.");
    }

    /** Waits until a task loads nothing any more, or the patience is over. */
    public void awaitRest(String arn, Duration patience) {
        runs.awaitRest(arn, patience);
    }

    /** Moves a task at rest to an instance; there is one only, so it arrives where it was. */
    public void move(ReplicationTask task) {
        if (!TaskStatus.AT_REST.contains(task.status())) {
            throw AwsError.invalidState("Replication Task cannot be moved, invalid state");
        }
        if (cloud.faults().take(FaultKind.FAILED_MOVE, name(task)).isPresent()) {
            task.status(TaskStatus.FAILED_MOVE);
        }
        pass(task, TaskStatus.MOVING);
    }

    /** Shows a status for a while, then the one from before. */
    void pass(ReplicationTask task, TaskStatus passing) {
        var before = task.status();
        task.status(passing);
        cloud.later(cloud.delays().ready(), () -> {
            if (task.status() == passing) {
                task.status(before);
            }
        });
    }

    public void delete(ReplicationTask task) {
        if (!TaskStatus.AT_REST.contains(task.status()) && task.status() != TaskStatus.MOVING) {
            throw AwsError.invalidState("Replication Task cannot be deleted, invalid state");
        }
        task.status(TaskStatus.DELETING);
        var slow = cloud.faults().delay(FaultKind.SLOW_DELETE, name(task));
        cloud.later(cloud.delays().delete().plus(slow), () -> vanish(task));
    }

    private void vanish(ReplicationTask task) {
        cloud.tell(task, TaskEvent.DELETED, "Replication task has been deleted.");
        captures.forget(task);
        cloud.forget(task);
        runs.cancel(task);
    }

    private static String name(ReplicationTask task) {
        return task.definition().identifier();
    }

    /** Ends every load. */
    @Override
    public void close() {
        runs.cancelAll();
    }
}
