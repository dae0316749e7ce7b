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
        return progress.more(run);
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
            case CLASSIFY -> progress.next(run, run.options().dryRun() ? Step.DELETE : Step.APPLY);
            case APPLY -> progress.next(run, Step.VERIFY);
            case VERIFY -> balanced(run);
            case UNDO -> undone(run);
            default -> throw new IllegalStateException(run.step() + " is no step of the merge");
        };
    }

    private Run undone(Run run) {
        addsUp(run, Counts::undoBalanced);
        return progress.next(run, Step.DISARM);
    }

    private void addsUp(Run run, Predicate<Counts> balanced) {
        for (var table : ledger.tables(run.id())) {
            if (!balanced.test(table.counts())) {
                throw new ReloadException(
                        ErrorCode.VERIFY_FAILED, table.target() + ": the account does not add up: " + table.counts());
            }
            LOG.info("run={} table={} {} {}", run.id(), table.target(), table.mergeState(), table.counts());
        }
    }

    private Run balanced(Run run) {
        addsUp(run, Counts::balanced);
        // CDC pays for the fence: it need not stand while DMS deletes the task.
        merge.disarm(run.id());
        return progress.next(run, Step.DELETE);
    }
}
