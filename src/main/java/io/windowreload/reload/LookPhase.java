package io.windowreload.reload;

import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.merge.Merge;
import io.windowreload.merge.SecondLook;
import io.windowreload.merge.SecondLook.Absence;
import io.windowreload.window.Options.Deletes;
import java.util.Collections;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After the proof: a look settles what the source has no more, and what is still open is looked at by another. */
public final class LookPhase {
    private static final Logger LOG = LoggerFactory.getLogger(LookPhase.class);

    private final Ledger ledger;
    private final Isolation isolation;
    private final Lease lease;
    private final Merge merge;
    private final SecondLook looks;
    private final CdcGuard cdc;

    LookPhase(Ledger ledger, Lease lease, Isolation isolation, Merge merge, SecondLook looks, CdcGuard cdc) {
        this.ledger = ledger;
        this.lease = lease;
        this.isolation = isolation;
        this.merge = merge;
        this.looks = looks;
        this.cdc = cdc;
    }

    /** A run that failed, or brought next to nothing, is no ground to delete what it did not bring. */
    private boolean deletes(Run run, int position) {
        return run.options().deletes() == Deletes.APPLY
                && !run.options().dryRun()
                && !broken(ledger.find(run.root()).orElseThrow())
                && ledger.tables(run.root()).stream().noneMatch(table -> table.position() == position && table.failed())
                && !looks.doubted(run.root(), position);
    }

    private static boolean broken(Run run) {
        return run.state() == Run.State.FAILED || run.state() == Run.State.CANCELLED;
    }

    /** Settles the tables, children before their parents. */
    public StepOutcome settle(Run run) {
        var tables = isolation.live(run).stream().collect(Collectors.toMap(RunTable::position, Function.identity()));
        var order = merge.order(run.id());
        Collections.reverse(order);
        order.stream()
                .map(place -> tables.get(place.position()))
                .filter(Objects::nonNull)
                .forEach(table -> isolation.each(run, table, () -> settle(run, table)));
        return StepOutcome.next();
    }

    private void settle(Run run, RunTable table) {
        var absence = new Absence(cdc.passed(run), cdc.filters(run, table));
        var settled = looks.settle(run.root(), run.id(), table.position(), deletes(run, table.position()), absence);
        if (run.byKeys()) {
            lease.holding(run, () -> looks.account(run.id(), table.position()));
        }
        LOG.info(
                "run={} look.settled table={} keys={} confirmed={} removed={}",
                run.id(),
                table.target(),
                looks.keys(run.id(), table.position()).size(),
                settled.confirmed(),
                settled.removed());
    }

    /** Opens a look at what the run leaves open, while its fence still stands. A step of its own: what follows takes the fence away. */
    public StepOutcome open(Run run) {
        if (run.options().secondLook() && !run.options().dryRun()) {
            var next = run.keyed() ? looks.follow(run.id()) : looks.begin(run.id());
            next.ifPresent(look -> LOG.info("run={} look.opened run={}", run.id(), look));
        }
        return StepOutcome.next();
    }

    /** The same for a run that failed or was cancelled: what it has committed is in production whatever its end. */
    public StepOutcome after(Run run) {
        if (run.options().secondLook()) {
            looks.after(run.id()).ifPresent(look -> LOG.info("run={} look.opened run={}", run.id(), look));
        }
        return StepOutcome.next();
    }
}
