package io.windowreload.reload;

import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.ledger.Step;
import io.windowreload.merge.Merge;
import io.windowreload.merge.SecondLook;
import io.windowreload.window.Options.Deletes;
import java.util.Collections;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a second look: what the source has was merged; what it has no more is settled now. */
public final class LookPhase {
    private static final Logger LOG = LoggerFactory.getLogger(LookPhase.class);

    private final Ledger ledger;
    private final Merge merge;
    private final SecondLook looks;
    private final Progress progress;

    public LookPhase(Ledger ledger, Lease lease, Merge merge, SecondLook looks) {
        this.ledger = ledger;
        this.merge = merge;
        this.looks = looks;
        this.progress = new Progress(lease);
    }

    /** Settles the tables, children before their parents. */
    public Run settle(Run run) {
        var names = ledger.tables(run.id()).stream().collect(Collectors.toMap(RunTable::position, RunTable::target));
        var order = merge.order(run.id());
        Collections.reverse(order);
        for (var position : order.stream().map(Merge.Place::position).toList()) {
            var settled =
                    looks.settle(run.of(), run.id(), position, run.options().deletes() == Deletes.APPLY);
            LOG.info(
                    "run={} look.settled table={} keys={} confirmed={} removed={}",
                    run.id(),
                    names.get(position),
                    looks.keys(run.id(), position).size(),
                    settled.confirmed(),
                    settled.removed());
        }
        // CDC pays for the fence: it need not stand while DMS deletes the task.
        merge.disarm(run.id());
        return progress.next(run, Step.DELETE);
    }
}
