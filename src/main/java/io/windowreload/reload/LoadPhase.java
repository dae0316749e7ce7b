package io.windowreload.reload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Load;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.load.LoadRules;
import io.windowreload.load.Stage;
import io.windowreload.load.TableReport;
import io.windowreload.load.TaskReport;
import io.windowreload.load.Verdict;
import io.windowreload.plan.TaskPlan;
import io.windowreload.settings.Settings;
import io.windowreload.staging.Staging;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DMS fills staging: one task, or one serverless replication, for the run, made once, started once, watched until it is settled. */
public final class LoadPhase {
    private static final Logger LOG = LoggerFactory.getLogger(LoadPhase.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REPORT = "dms-report";
    private static final String LOADS = "loads";

    private final Ledger ledger;
    private final Lease lease;
    private final Isolation isolation;
    private final Staging staging;
    private final Settings.Dms dms;
    private final Loads loads;

    LoadPhase(Ledger ledger, Lease lease, Isolation isolation, Staging staging, Settings.Dms dms) {
        this.isolation = isolation;
        this.ledger = ledger;
        this.lease = lease;
        this.staging = staging;
        this.dms = dms;
        this.loads = new Loads(ledger, lease, isolation);
    }

    /** Empties staging and returns what the task is to be created with; its identifier is on record before the task exists. */
    public TaskPlan prepare(Run run) {
        var load = loads.begin(run);
        lease.task(run, load.identifier(), null);
        keepAttempts(run);
        loads.tables(run, load).forEach(table -> isolation.each(run, table, () -> empty(run, table)));
        return plan(run, load);
    }

    private void empty(Run run, RunTable table) {
        lease.holding(run, () -> staging.empty(table.stagingTable()));
        if (staging.count(table.stagingTable(), table.window(), run.window()).staged() != 0) {
            throw new ReloadException(ErrorCode.STAGING_NOT_EMPTY, "staging." + table.stagingTable());
        }
    }

    /** Of which kind the run's loads are; settings may have changed since they were planned. */
    public String kind(Run run) {
        return Loads.parts(ledger.tables(run.id())).stream()
                .flatMap(part -> document(run, part).stream())
                .map(document -> plan(run, document))
                .findFirst()
                .orElseThrow()
                .kind()
                .word();
    }

    private TaskPlan plan(Run run, Load load) {
        var failed = ledger.tables(run.id()).stream()
                .filter(RunTable::failed)
                .map(RunTable::source)
                .collect(Collectors.toSet());
        return plan(run, document(run, Loads.Part.of(load)).orElseThrow())
                .named(load.identifier())
                .without(failed);
    }

    private Optional<String> document(Run run, Loads.Part part) {
        return ledger.evidence(run.id(), loads.kind(run, PlanPhase.EVIDENCE, part));
    }

    private static TaskPlan plan(Run run, String document) {
        try {
            return JSON.readValue(document, TaskPlan.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the task plan of run " + run.id() + " is no JSON", e);
        }
    }

    /** Which DMS tasks the run has had, and what became of each. */
    private void keepAttempts(Run run) {
        var document = JSON.createArrayNode();
        lease.loads(run).forEach(load -> document.addObject()
                .put("load", load.number())
                .put("cdcTask", load.cdcTask())
                .put("part", load.part())
                .put("attempt", load.attempt())
                .put("task", load.identifier())
                .put("outcome", load.open() ? "" : load.outcome().name())
                .put("detail", load.detail()));
        lease.keep(run, LOADS, document.toString());
    }

    private static String report(TaskReport task, List<TableReport> tables) {
        var document = JSON.createObjectNode();
        document.set("task", JSON.valueToTree(task));
        var statistics = document.putArray("tables");
        tables.forEach(table -> statistics
                .addObject()
                .put("table", table.source().toString())
                .put("state", table.state())
                .put("fullLoadRows", table.rows())
                .put("refusedRows", table.refused())
                .put("validation", table.validation()));
        return document.toString();
    }

    /**
     * A task stands under the run's name already.
     *
     * @param tags its tags, which say whose it is
     * @throws ReloadException {@code DMS_REFUSED} where it was made for another run or window: the ledger was set back to an older state
     */
    public void found(Run run, Map<String, String> tags) {
        var load = loads.current(run);
        var wanted = plan(run, load);
        if (!tags.entrySet().containsAll(wanted.tags().entrySet())) {
            // It is not this run's to stop and delete.
            lease.gone(run, load);
            lease.task(run, null, null);
            throw new ReloadException(
                    ErrorCode.DMS_REFUSED,
                    "the " + wanted.kind().noun() + " " + wanted.identifier()
                            + " was made for something else: its tags are " + new TreeMap<>(tags) + " and not "
                            + new TreeMap<>(wanted.tags()));
        }
    }

    /** The task exists: made now, or found because an earlier try had made it. */
    public StepOutcome created(Run run, TaskReport task) {
        lease.task(run, loads.current(run).identifier(), task.arn());
        LOG.info("run={} task.created arn={}", run.id(), task.arn());
        return StepOutcome.next();
    }

    /** Whether the task still waits to be started; otherwise it was started by an earlier try. */
    public boolean startable(TaskReport task) {
        return task.stage() == Stage.READY;
    }

    /**
     * A start was refused.
     *
     * @param task as it is now
     * @throws RuntimeException the refusal, unless the task has started all the same: then an earlier call had got through
     */
    public void repeated(TaskReport task, RuntimeException refusal) {
        if (startable(task)) {
            throw refusal;
        }
        LOG.info("load={} was started by an earlier call", task.arn());
    }

    /** The task is ready, and was told to start; or it is not ready yet. */
    public StepOutcome started(Run run, TaskReport task) {
        return StepOutcome.of(
                run,
                LoadRules.readiness(task),
                dms.pollInterval(),
                dms.readyTimeout(),
                dms.settleTimeout(),
                ErrorCode.DMS_TIMED_OUT);
    }

    /** A look at the task and its tables. */
    public StepOutcome polled(Run run, TaskReport task, List<TableReport> tables) {
        var load = loads.current(run);
        tables.forEach(table -> lease.loaded(run, table.source(), table.state(), table.rows()));
        lease.keep(run, loads.kind(run, REPORT, Loads.Part.of(load)), report(task, tables));
        var expected = loads.tables(run, load).stream().map(RunTable::source).toList();
        var failed = ledger.tables(run.id()).stream()
                .filter(RunTable::failed)
                .map(RunTable::source)
                .collect(Collectors.toSet());
        var others = tables.stream()
                .filter(table -> !failed.contains(table.source()))
                .toList();
        var gone = tables.stream()
                .filter(table -> failed.contains(table.source()) && table.doubtful())
                .count();
        if (expected.isEmpty() || (gone > 0 && !load.open())) {
            return loadTheRest(run, load);
        }
        var verdict = LoadRules.progress(task.without(gone), others, expected);
        if (verdict instanceof Verdict.Failed failure) {
            return failed(run, load, failure, task);
        }
        if (verdict instanceof Verdict.Settling settling
                && !settling.tables().isEmpty()
                && Isolation.patienceOver(run, dms.settleTimeout())
                && isolation.takes(run, ErrorCode.DMS_TABLE_ERROR)) {
            isolate(run, load, settling.tables());
            return StepOutcome.more();
        }
        return StepOutcome.of(
                run,
                verdict,
                dms.pollInterval(),
                dms.loadTimeout(),
                dms.settleTimeout(),
                task.stopReason() == null ? ErrorCode.DMS_STATE_UNKNOWN : ErrorCode.DMS_TABLE_ERROR);
    }

    /**
     * What may pass is tried anew: a task of its own, in emptied staging. DMS itself would go on in rows that are there already. A table that
     * DMS cannot load is left out: of this task, where that has loaded the others, else of another one.
     */
    private StepOutcome failed(Run run, Load load, Verdict.Failed failure, TaskReport task) {
        var others = !failure.tables().isEmpty() && isolation.takes(run, failure.code());
        if (others && !again(load, failure) && LoadRules.finished(task)) {
            isolate(run, load, failure.tables());
            return StepOutcome.more();
        }
        lease.ended(run, load, Load.Outcome.FAILED, failure.code() + ": " + failure.detail());
        keepAttempts(run);
        if (again(load, failure)) {
            LOG.warn(
                    "run={} task={} attempt={} of {} failed, another follows: {} {}",
                    run.id(),
                    load.identifier(),
                    load.attempt(),
                    dms.loadAttempts(),
                    failure.code(),
                    failure.detail());
            return new StepOutcome.Back(dms.pollInterval());
        }
        if (others) {
            isolate(run, load, failure.tables());
            return loadTheRest(run, load);
        }
        var tries = load.attempt() == 1 ? "" : " (attempt " + load.attempt() + ")";
        throw new ReloadException(failure.code(), failure.detail() + tries);
    }

    private boolean again(Load load, Verdict.Failed failure) {
        return failure.mayPass()
                && load.attempt() < dms.loadAttempts()
                && load.since().compareTo(dms.loadTimeout()) <= 0;
    }

    private void isolate(Run run, Load load, Map<TableName, String> tables) {
        loads.tables(run, load).stream()
                .filter(table -> tables.containsKey(table.source()))
                .forEach(table ->
                        isolation.fail(run, table, new Failure(ErrorCode.DMS_TABLE_ERROR, tables.get(table.source()))));
    }

    /** On to a task for the tables that are not loaded; where there is none left, to the count of those that are. */
    private StepOutcome loadTheRest(Run run, Load load) {
        lease.ended(run, load, Load.Outcome.FAILED, "tables failed");
        return loads.more(run) ? new StepOutcome.Back(dms.pollInterval()) : StepOutcome.next();
    }
}
