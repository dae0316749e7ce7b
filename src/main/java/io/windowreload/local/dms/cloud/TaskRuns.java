package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.cloud.DatabaseEndpoint.Side;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.ControlTables;
import io.windowreload.local.dms.load.FullLoad;
import io.windowreload.local.dms.load.LoadScope;
import io.windowreload.local.dms.load.Outcome;
import io.windowreload.local.dms.load.Reading;
import io.windowreload.local.dms.load.TableProgress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The loads that are under way, each in a thread of its own, and how they end. Called under the {@link Cloud}'s monitor. */
final class TaskRuns {
    private final Cloud cloud;
    private final Reading reading;
    private final Map<String, Run> runs = new HashMap<>();

    TaskRuns(Cloud cloud, Reading reading) {
        this.cloud = cloud;
        this.reading = reading;
    }

    private static final class Run {
        private final Deque<LoadScope> waiting = new ArrayDeque<>();
        private FullLoad current;
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
        if (run != null && run.current != null) {
            run.current.cancel();
        }
        return run != null;
    }

    /** Waits until a task loads nothing any more, or the patience is over. */
    void awaitRest(ReplicationTask task, Duration patience) {
        var end = System.nanoTime() + patience.toNanos();
        synchronized (cloud) {
            while (runs.containsKey(task.arn()) && System.nanoTime() < end) {
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
        runs.values().stream().filter(run -> run.current != null).forEach(run -> run.current.cancel());
    }

    private void work(ReplicationTask task, Run run) {
        Outcome outcome = new Outcome.Finished();
        while (true) {
            synchronized (cloud) {
                if (!(outcome instanceof Outcome.Finished) || run.waiting.isEmpty()) {
                    runs.remove(task.arn());
                    ended(task, outcome);
                    cloud.notifyAll();
                    return;
                }
                run.current = fullLoad(task, run.waiting.remove());
            }
            outcome = run(task, run.current);
        }
    }

    private Outcome run(ReplicationTask task, FullLoad load) {
        load.whenFound(tables -> {
            synchronized (cloud) {
                task.loads(merged(task.progress(), tables));
            }
        });
        var definition = task.definition();
        if (definition.capturesChanges()) {
            try {
                ControlTables.create(
                        cloud.endpoint(definition.targetArn(), Side.TARGET).address(), definition.settings());
            } catch (SQLException e) {
                return new Outcome.Failed(e.getMessage());
            }
        }
        return definition.loads() ? load.run() : load.capture();
    }

    private static List<TableProgress> merged(List<TableProgress> before, List<TableProgress> now) {
        var names = now.stream().map(TableProgress::name).toList();
        var all = new ArrayList<>(before);
        all.removeIf(table -> names.contains(table.name()));
        all.addAll(now);
        return all;
    }

    private FullLoad fullLoad(ReplicationTask task, LoadScope scope) {
        var definition = task.definition();
        return new FullLoad(
                cloud.endpoint(definition.sourceArn(), Side.SOURCE).address(),
                cloud.endpoint(definition.targetArn(), Side.TARGET).address(),
                definition.mappings(),
                definition.settings(),
                scope,
                reading,
                cloud.faults(),
                cloud.clock());
    }

    private void ended(ReplicationTask task, Outcome outcome) {
        if (!cloud.holds(task)) {
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
        cloud.tell(task, "Replication task has stopped. Stop Reason " + reason, "StateChange");
    }

    private void fail(ReplicationTask task, String why) {
        task.failed("Last Error  " + why + " Stop Reason FATAL_ERROR Error Level FATAL", cloud.now());
        cloud.tell(task, "Replication task has failed. " + why, "Failure");
    }

    private static String name(ReplicationTask task) {
        return task.definition().identifier();
    }
}
