package io.windowreload.reload;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Load;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.ledger.RunTable.Counts;
import io.windowreload.load.Stage;
import io.windowreload.load.TaskReport;
import io.windowreload.merge.Merge;
import io.windowreload.settings.Settings;
import io.windowreload.staging.Staging;
import io.windowreload.window.LoadKind;
import io.windowreload.window.TableName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** After the end, good or bad: the task is stopped and deleted, the fence disarmed, staging emptied. */
public final class CleanPhase {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The kind of evidence. */
    private static final String TASK_LOG = "task-log";

    private final Ledger ledger;
    private final Lease lease;
    private final Staging staging;
    private final Merge merge;
    private final Settings.Dms dms;
    private final Settings.TaskLog taskLog;

    public CleanPhase(Ledger ledger, Lease lease, Staging staging, Merge merge, Settings settings) {
        this.ledger = ledger;
        this.lease = lease;
        this.staging = staging;
        this.merge = merge;
        this.dms = settings.dms();
        this.taskLog = settings.taskLog();
    }

    /** Whether there may be a task at all. */
    public boolean hasTask(Run run) {
        return run.taskIdentifier() != null;
    }

    /** Whether the task still moves rows, or is about to, and must be stopped; DMS refuses to stop a task before it runs. */
    public boolean mustStop(TaskReport task) {
        return task != null
                && switch (task.stage()) {
                    case RUNNING -> true;
                    // It takes up to an hour until it runs. Where DMS refuses, it is told again then.
                    case STARTING -> task.kind() == LoadKind.SERVERLESS;
                    default -> false;
                };
    }

    /** CDC pays for the fence: it need not stand while DMS deletes the task. */
    public StepOutcome lift(Run run) {
        merge.disarm(run.id());
        return StepOutcome.next();
    }

    /** There is no task, or it has come to rest, or it needs another look. */
    public StepOutcome stopped(Run run, TaskReport task) {
        if (task == null || atRest(task)) {
            if (task != null && run.taskArn() == null) {
                lease.task(run, run.taskIdentifier(), task.arn());
            }
            return StepOutcome.next();
        }
        return StepOutcome.waiting(run, task.status(), dms.pollInterval(), stopTimeout(task));
    }

    /** Left to the sweep, a replication that is being provisioned would load into the staging of another run. */
    private Duration stopTimeout(TaskReport task) {
        return task.kind() == LoadKind.SERVERLESS && dms.loadTimeout().compareTo(dms.cleanTimeout()) > 0
                ? dms.loadTimeout()
                : dms.cleanTimeout();
    }

    private StepOutcome again(Run run, TaskReport task) {
        return StepOutcome.waiting(run, task.status(), dms.pollInterval(), dms.cleanTimeout());
    }

    private static boolean atRest(TaskReport task) {
        return switch (task.stage()) {
            case READY, STOPPED, FAILED, DELETING -> true;
            case PREPARING, STARTING, RUNNING, STOPPING, UNKNOWN -> false;
        };
    }

    /** Whether the end of the task's log is wanted, and not kept yet. */
    public boolean wantsTaskLog(Run run) {
        return taskLog.read()
                && (run.error() != null || ledger.tables(run.id()).stream().anyMatch(RunTable::failed))
                && run.taskArn() != null
                && ledger.evidence(run.id(), TASK_LOG).isEmpty();
    }

    /** Keeps the end of the task's log, or why there is none, with the run. */
    public void keepTaskLog(Run run, List<String> lines) {
        lease.keep(run, TASK_LOG, JSON.valueToTree(lines).toString());
    }

    /** Of the DMS tasks that the policy wants deleted, now that the run has come to this end, the next: the run as it were with that one. */
    public Run toDelete(Run run) {
        return wanted(run)
                ? remaining(run)
                        .findFirst()
                        .map(load -> run.task(load.identifier(), load.arn()))
                        .orElse(run.task(null, null))
                : run.task(null, null);
    }

    private boolean wanted(Run run) {
        return switch (dms.deleteTask()) {
            case ALWAYS -> true;
            case SUCCESS -> run.error() == null;
            case NEVER -> false;
        };
    }

    private Stream<Load> remaining(Run run) {
        return lease.loads(run).stream().filter(load -> load.arn() != null && !load.gone());
    }

    /** Whether there is one to delete. */
    public boolean mustDelete(Run run) {
        return run.taskArn() != null;
    }

    /** Whether the task is there and nobody has deleted it yet. */
    public boolean deletable(TaskReport task) {
        return task != null && task.stage() != Stage.DELETING;
    }

    /** The task is gone, or needs another look; none is left, or the rest stay by policy. */
    public StepOutcome deleted(Run run, TaskReport task) {
        if (task != null) {
            return again(run, task);
        }
        remaining(run)
                .filter(load -> load.identifier().equals(run.taskIdentifier()))
                .forEach(load -> lease.gone(run, load));
        return run.taskArn() == null ? StepOutcome.next() : StepOutcome.more();
    }

    /** Disarms the fence, empties staging after a success, and ends the run. A failed run's staging rows stay for a look. */
    public StepOutcome finish(Run run) {
        merge.disarm(run.id());
        var tables = ledger.tables(run.id());
        if (run.error() == null && run.options().cleanup()) {
            // What a failed table has left stays for a look, as that of a failed run does.
            tables.stream()
                    .filter(table -> !table.failed())
                    .forEach(table -> lease.holding(run, () -> staging.empty(table.stagingTable())));
        }
        if (wrote(tables) || (run.error() == null && !run.options().dryRun())) {
            merge.noteRefusals(run.id());
        }
        return new StepOutcome.End(notes(run, tables));
    }

    private static boolean wrote(List<RunTable> tables) {
        return tables.stream().map(RunTable::counts).anyMatch(Counts::wrote);
    }

    /** What became of production: the account, and after a failure whether it was touched at all. */
    private static String notes(Run run, List<RunTable> tables) {
        if (run.error() != null && !wrote(tables)) {
            return "production was not touched";
        }
        var prefix = run.error() != null
                ? "production holds the committed chunks: "
                : run.options().dryRun() ? "dry run, nothing written: " : "";
        return tables.stream()
                .map(table -> failed(table)
                        + (run.undo()
                                ? undoNote(table.target(), table.counts())
                                : note(table.target(), run.options().dryRun() ? table.forecast() : table.counts())))
                .collect(Collectors.joining("; ", prefix, ""));
    }

    private static String failed(RunTable table) {
        return table.failed() ? "FAILED (" + table.failure() + ") " : "";
    }

    private static String undoNote(TableName table, Counts counts) {
        return "%s written=%d restored=%d removed=%d put back=%d left=%d"
                .formatted(
                        table,
                        counts.staged(),
                        counts.updated(),
                        counts.deleted(),
                        counts.inserted(),
                        counts.skipped());
    }

    private static String note(TableName table, Counts counts) {
        return "%s staged=%d inserted=%d updated=%d unchanged=%d skipped=%d"
                .formatted(
                        table,
                        counts.staged(),
                        counts.inserted(),
                        counts.updated(),
                        counts.unchanged(),
                        counts.skipped());
    }
}
