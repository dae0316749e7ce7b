package io.windowreload.reload;

import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.ledger.RunTable.Counts;
import io.windowreload.ledger.Step;
import io.windowreload.merge.Merge;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Staging into production and the proof, table by table, parents before children. One call a step. */
public final class MergePhase {
    private static final Logger LOG = LoggerFactory.getLogger(MergePhase.class);

    private final Ledger ledger;
    private final Merge merge;
    private final Progress progress;

    public MergePhase(Ledger ledger, Lease lease, Merge merge) {
        this.ledger = ledger;
        this.merge = merge;
        this.progress = new Progress(lease);
    }

    /** The next call of the run's step, or nothing where the step is done. */
    public Optional<Merge.Call> call(Run run) {
        if (run.step() == Step.FORECAST) {
            return Optional.of(merge.forecast(run.id()));
        }
        if (run.step() == Step.COMPARE) {
            return Optional.of(merge.compare(run.id(), run.options().plan()));
        }
        var table = open(run);
        return table.map(position -> switch (run.step()) {
            case CLASSIFY -> merge.plan(run.id(), position);
            case APPLY -> merge.apply(run.id(), position);
            case VERIFY -> merge.verify(run.id(), position);
            case UNDO -> merge.undo(run.of(), run.id());
            default -> throw new IllegalStateException(run.step() + " is no step of the merge");
        });
    }

    /** The first table that has not come as far as the step wants. */
    private Optional<Integer> open(Run run) {
        var wanted =
                switch (run.step()) {
                    case CLASSIFY, UNDO -> "PENDING";
                    case APPLY -> "PLANNED";
                    case VERIFY -> "MERGED";
                    default -> throw new IllegalStateException(run.step() + " is no step of the merge");
                };
        var states =
                ledger.tables(run.id()).stream().collect(Collectors.toMap(RunTable::position, RunTable::mergeState));
        return merge.order(run.id()).stream()
                .filter(position -> states.get(position).equals(wanted))
                .findFirst();
    }

    /** A call has returned; the next one is a step of its own. */
    public Run called(Run run) {
        return run.step() == Step.FORECAST ? forecast(run) : progress.more(run);
    }

    private Run forecast(Run run) {
        addsUp(run, RunTable::forecast, Counts::balanced);
        return progress.next(run, Step.DELETE);
    }

    /**
     * The plans were compared with those of a dry run.
     *
     * @param deviating rows to be written otherwise than planned, without CDC as an explanation
     */
    public Run compared(Run run, long deviating) {
        if (deviating > 0) {
            throw new ReloadException(
                    ErrorCode.PLAN_DEVIATES,
                    deviating + " rows are not as run " + run.options().plan() + " has planned them");
        }
        return progress.next(run, Step.APPLY);
    }

    /**
     * A table was compared again.
     *
     * @param unexplained staged rows that production neither holds nor explains
     */
    public Run verified(Run run, long unexplained) {
        if (unexplained > 0) {
            throw new ReloadException(
                    ErrorCode.VERIFY_FAILED, unexplained + " staged rows are neither in production nor explained");
        }
        return progress.more(run);
    }

    /** All tables have passed the step. */
    public Run done(Run run) {
        return switch (run.step()) {
            case CLASSIFY -> progress.next(run, afterPlan(run));
            case APPLY -> progress.next(run, Step.VERIFY);
            case VERIFY -> balanced(run);
            case UNDO -> undone(run);
            default -> throw new IllegalStateException(run.step() + " is no step of the merge");
        };
    }

    private static Step afterPlan(Run run) {
        if (run.options().dryRun()) {
            return Step.FORECAST;
        }
        return run.options().plan() == null ? Step.APPLY : Step.COMPARE;
    }

    private Run undone(Run run) {
        addsUp(run, RunTable::counts, Counts::undoBalanced);
        return progress.next(run, Step.DISARM);
    }

    private void addsUp(Run run, Function<RunTable, Counts> account, Predicate<Counts> balanced) {
        for (var table : ledger.tables(run.id())) {
            var counts = account.apply(table);
            if (!balanced.test(counts)) {
                throw new ReloadException(
                        ErrorCode.VERIFY_FAILED, table.target() + ": the account does not add up: " + counts);
            }
            LOG.info("run={} table={} {} {}", run.id(), table.target(), table.mergeState(), counts);
        }
    }

    private Run balanced(Run run) {
        addsUp(run, RunTable::counts, Counts::balanced);
        // CDC pays for the fence: it need not stand while DMS deletes the task.
        merge.disarm(run.id());
        return progress.next(run, Step.DELETE);
    }
}
