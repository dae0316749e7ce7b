package io.windowreload.reload;

import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.load.CdcPosition;
import io.windowreload.load.CdcReport;
import io.windowreload.load.CdcRules;
import io.windowreload.load.TableReport;
import io.windowreload.rules.TaskRules;
import io.windowreload.settings.Settings;
import io.windowreload.settings.Settings.LatencyFrom;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CDC task beside a run: fit before the load, fit and past the load's end before the merge.
 *
 * <p>Why the merge waits: staging holds the source as it was until the load ended. CDC that is further behind than that still has
 * changes on the way which staging has already. Merged too early, a staged row meets CDC's own insert of it (a conflict that DMS logs,
 * or worse, suspends the table for), a row looks drifted that is only late, and what CDC deletes a minute later has been inserted for
 * nothing. Once CDC is past the load's end, whatever production still lacks is truly lost, and any change that comes is newer
 * than staging.
 */
public final class CdcGuard {
    private static final Logger LOG = LoggerFactory.getLogger(CdcGuard.class);

    private final Ledger ledger;
    private final Settings.Dms dms;
    private final Settings.Cdc cdc;

    public CdcGuard(Ledger ledger, Settings.Dms dms, Settings.Cdc cdc) {
        this.ledger = ledger;
        this.dms = dms;
        this.cdc = cdc;
    }

    /** The ongoing CDC task must be running: all that matters while there is no run. */
    public void running(CdcReport task) {
        CdcRules.running(task);
    }

    /** Before the load: the task is fit, and it is known how far it has got and not hopeless. */
    public void beforeLoad(Run run, CdcReport task, List<TableReport> tables, CdcPosition position) {
        fit(run, task, tables);
        if (task.running() && cdc.latency() != LatencyFrom.OFF) {
            unlessAccepted(run, () -> CdcRules.known(position));
            unlessAccepted(run, () -> CdcRules.within(position, cdc.barrierTimeout()));
        }
    }

    /** Before the merge: the task is still fit, and the run waits here until CDC has passed the end of the load. */
    public StepOutcome beforeMerge(Run run, CdcReport task, List<TableReport> tables, CdcPosition position) {
        sameRules(run, task);
        fit(run, task, tables);
        if (!task.running() || cdc.latency() == LatencyFrom.OFF) {
            return StepOutcome.next();
        }
        if (!position.known()) {
            return accepted(run, ErrorCode.CDC_LATENCY_UNKNOWN, position.unknown())
                    ? StepOutcome.next()
                    : new StepOutcome.Retry(position.unknown(), dms.settleTimeout(), ErrorCode.CDC_LATENCY_UNKNOWN);
        }
        // The step began after DMS had stopped and staging was counted: later than the load's end, by the ledger's
        // clock.
        var loadEnded = run.stepStartedAt();
        if (!position.appliedUntil().isBefore(loadEnded)) {
            LOG.info("run={} cdc.passed appliedUntil={} loadEnded={}", run.id(), position.appliedUntil(), loadEnded);
            return StepOutcome.next();
        }
        var waiting = "CDC has applied what was committed before " + position.appliedUntil() + ", the load ended at "
                + loadEnded;
        return accepted(run, ErrorCode.CDC_BEHIND, waiting)
                ? StepOutcome.next()
                : new StepOutcome.Again(pause(), cdc.barrierTimeout(), ErrorCode.CDC_BEHIND, waiting);
    }

    /** No CDC task is known. */
    public StepOutcome withoutCdc(Run run) {
        return StepOutcome.next();
    }

    /** Metrics do not change faster than they are stored. */
    private Duration pause() {
        return dms.pollInterval().compareTo(cdc.period()) < 0 ? dms.pollInterval() : cdc.period();
    }

    /** What was loaded went by the rules of then. */
    private void sameRules(Run run, CdcReport task) {
        var then = ledger.evidence(run.id(), PlanPhase.MAPPINGS);
        var now = TaskRules.of(task.mappings(), task.settings());
        if (then.isPresent() && now.isPresent() && !now.get().saysWhat(then.get())) {
            throw new ReloadException(
                    ErrorCode.CDC_RULES_DIFFER,
                    task.arn() + " has other rules than when the load was planned; send the request again");
        }
    }

    private void fit(Run run, CdcReport task, List<TableReport> tables) {
        var wanted = ledger.tables(run.id()).stream().map(RunTable::source).toList();
        unlessAccepted(run, () -> CdcRules.running(task));
        unlessAccepted(run, () -> CdcRules.replicates(tables, wanted));
        unlessAccepted(run, () -> CdcRules.policies(task));
    }

    private static void unlessAccepted(Run run, Runnable rule) {
        try {
            rule.run();
        } catch (ReloadException refusal) {
            if (!accepted(run, refusal.code(), refusal.detail())) {
                throw refusal;
            }
        }
    }

    private static boolean accepted(Run run, ErrorCode code, String detail) {
        var accepted = run.options().cdc().accepts(code);
        if (accepted) {
            LOG.warn(
                    "run={} code={} accepted: {} | {}",
                    run.id(),
                    code,
                    detail,
                    run.options().cdc().reason());
        }
        return accepted;
    }
}
