package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.cloud.DatabaseEndpoint.Side;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.FullLoad;
import io.windowreload.local.dms.load.Outcome;
import io.windowreload.local.dms.load.Reading;
import io.windowreload.local.dms.wire.AwsError;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The state machine of a task: creating, ready, starting, running, stopped or failed, deleting, gone. What AWS refuses in a
 * state is refused with its code and, where one is on record, its message. Called under the {@link Cloud}'s monitor.
 */
public final class TaskLife implements AutoCloseable {
    private static final String START = "start-replication";

    private final Cloud cloud;
    private final ConnectionTests tests;
    private final Reading reading;
    private final Map<String, FullLoad> loads = new HashMap<>();

    public TaskLife(Cloud cloud, ConnectionTests tests, Reading reading) {
        this.cloud = cloud;
        this.tests = tests;
        this.reading = reading;
    }

    public void create(ReplicationTask task) {
        cloud.tasks().put(task.arn(), task);
        var slow = cloud.faults().delay(FaultKind.SLOW_READY, name(task));
        cloud.later(cloud.delays().ready().plus(slow), () -> {
            task.status(TaskStatus.READY);
            cloud.tell(task, "Replication task has been created.", "creation");
        });
    }

    /** Adds a task that has been running since before anybody looked. */
    public void createRunning(ReplicationTask task) {
        cloud.tasks().put(task.arn(), task);
        task.started(cloud.now());
        begin(task);
    }

    public void start(ReplicationTask task, String type) {
        if (!TaskStatus.AT_REST.contains(task.status())) {
            throw AwsError.invalidState("Replication Task cannot be started, invalid state");
        }
        requireTested(task.definition().sourceArn());
        requireTested(task.definition().targetArn());
        if (type.equals(START) && task.hasRun() && !isCdc(task)) {
            throw AwsError.invalidCombination(
                    "Start Type : START_REPLICATION, valid only for tasks running for the first time");
        }
        if (!type.equals(START) && !task.hasRun()) {
            throw AwsError.invalidCombination(
                    "Start Type : " + type.toUpperCase(Locale.ROOT).replace('-', '_')
                            + ", not valid for tasks running for the first time");
        }
        task.started(cloud.now());
        cloud.later(cloud.delays().start(), () -> begin(task));
    }

    private void requireTested(String endpointArn) {
        if (!tests.successful(endpointArn)) {
            var endpoint = cloud.endpoints().get(endpointArn);
            throw AwsError.invalidState("Test connection for replication instance "
                    + cloud.instance().identifier() + " and endpoint "
                    + (endpoint == null ? endpointArn : endpoint.identifier())
                    + " should be successful for starting the replication task");
        }
    }

    private void begin(ReplicationTask task) {
        if (cloud.faults().take(FaultKind.NEVER_RUNNING, name(task)).isEmpty()) {
            task.status(TaskStatus.RUNNING);
        }
        cloud.tell(task, "Replication task has started.", "StateChange");
        cloud.faults()
                .take(FaultKind.DELETED_BY_ANOTHER, name(task))
                .ifPresent(fault -> cloud.later(fault.delay(), () -> vanish(task)));
        var load = fullLoad(task);
        loads.put(task.arn(), load);
        var worker = new Thread(() -> work(task, load), "dms-task-" + name(task));
        worker.setDaemon(true);
        worker.start();
    }

    private FullLoad fullLoad(ReplicationTask task) {
        var definition = task.definition();
        return new FullLoad(
                cloud.endpoint(definition.sourceArn(), Side.SOURCE).address(),
                cloud.endpoint(definition.targetArn(), Side.TARGET).address(),
                definition.mappings(),
                definition.settings(),
                reading,
                cloud.faults(),
                cloud.clock());
    }

    private void work(ReplicationTask task, FullLoad load) {
        load.whenFound(tables -> {
            synchronized (cloud) {
                task.loads(tables);
            }
        });
        var outcome = task.definition().migrationType().equals(TaskDefinition.CDC) ? load.capture() : load.run();
        synchronized (cloud) {
            ended(task, outcome);
        }
    }

    private void ended(ReplicationTask task, Outcome outcome) {
        loads.remove(task.arn());
        if (!cloud.tasks().containsKey(task.arn())) {
            return;
        }
        var late = cloud.faults().delay(FaultKind.LATE_STATISTICS, name(task));
        if (!late.isZero()) {
            task.statisticsLate(cloud.now().plus(late));
        }
        if (outcome instanceof Outcome.Failed failed) {
            fail(task, failed.message());
        } else if (task.status() == TaskStatus.STOPPING || outcome instanceof Outcome.Cancelled) {
            stopped(task, "NORMAL");
        } else {
            finished(task);
        }
    }

    private void finished(ReplicationTask task) {
        task.loaded(cloud.now());
        var failure = cloud.faults().take(FaultKind.FAIL, name(task));
        if (failure.isPresent()) {
            fail(task, failure.get().text());
        } else if (cloud.faults().take(FaultKind.FAILED_MOVE, name(task)).isPresent()) {
            task.stopped("NORMAL", cloud.now());
            task.status(TaskStatus.FAILED_MOVE);
        } else if (!isCdc(task)) {
            stopped(
                    task,
                    cloud.faults()
                            .take(FaultKind.STOP_REASON, name(task))
                            .map(Fault::text)
                            .orElse("FULL_LOAD_ONLY_FINISHED"));
        }
    }

    private void stopped(ReplicationTask task, String reason) {
        task.stopped(reason, cloud.now());
        cloud.tell(task, "Replication task has stopped. Stop Reason " + reason, "StateChange");
    }

    private void fail(ReplicationTask task, String why) {
        task.failed("Last Error  " + why + " Stop Reason FATAL_ERROR Error Level FATAL", cloud.now());
        cloud.tell(task, "Replication task has failed. " + why, "Failure");
    }

    public void stop(ReplicationTask task) {
        if (task.status() != TaskStatus.RUNNING) {
            throw AwsError.invalidState("Replication Task cannot be stopped, invalid state");
        }
        task.status(TaskStatus.STOPPING);
        var load = loads.get(task.arn());
        if (load != null) {
            load.cancel();
        } else {
            cloud.later(cloud.delays().stop(), () -> stopped(task, "NORMAL"));
        }
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
        cloud.tell(task, "Replication task has been deleted.", "deletion");
        cloud.forget(task);
        var load = loads.get(task.arn());
        if (load != null) {
            load.cancel();
        }
    }

    private static boolean isCdc(ReplicationTask task) {
        return !task.definition().migrationType().equals(TaskDefinition.FULL_LOAD);
    }

    private static String name(ReplicationTask task) {
        return task.definition().identifier();
    }

    /** Ends every load. */
    @Override
    public void close() {
        loads.values().forEach(FullLoad::cancel);
    }
}
