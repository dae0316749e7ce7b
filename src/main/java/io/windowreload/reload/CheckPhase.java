package io.windowreload.reload;

import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Load;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.load.TableReport;
import io.windowreload.merge.SecondLook;
import io.windowreload.settings.Settings;
import io.windowreload.staging.Staging;
import io.windowreload.staging.Staging.Contents;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Staging against what DMS reports and against the window, before production is touched. */
public final class CheckPhase {
    private final Lease lease;
    private final Staging staging;
    private final SecondLook looks;
    private final Settings.Dms dms;
    private final Isolation isolation;
    private final Loads loads;

    CheckPhase(Ledger ledger, Lease lease, Isolation isolation, Staging staging, SecondLook looks, Settings.Dms dms) {
        this.lease = lease;
        this.staging = staging;
        this.looks = looks;
        this.dms = dms;
        this.isolation = isolation;
        this.loads = new Loads(ledger, lease, isolation);
    }

    /**
     * Counts.
     *
     * @param tables the statistics as they are now; they may lag behind the task's end for a while
     * @throws ReloadException {@code ROWS_OUTSIDE_WINDOW}, {@code COUNT_MISMATCH}, {@code COLUMNS_NOT_LOADED}, {@code COLUMNS_EXCHANGED} or
     *     {@code LOB_TRUNCATED}
     */
    public StepOutcome count(Run run, List<TableReport> tables) {
        tables.forEach(table -> lease.loaded(run, table.source(), table.state(), table.rows()));
        var load = loads.current(run);
        if (run.byKeys() && load.loaded()) {
            return gathered(run);
        }
        if (run.byKeys()) {
            lease.holding(run, () -> looks.ask(run.id(), load.part()));
        }
        var lagging = new LinkedHashMap<RunTable, String>();
        for (var table : loads.tables(run, load)) {
            isolation.each(run, table, () -> mismatch(run, table).ifPresent(words -> lagging.put(table, words)));
        }
        if (Isolation.patienceOver(run, dms.settleTimeout()) && isolation.takes(run, ErrorCode.COUNT_MISMATCH)) {
            lagging.forEach((table, words) -> isolation.fail(run, table, new Failure(ErrorCode.COUNT_MISMATCH, words)));
            lagging.clear();
        }
        if (lagging.isEmpty()) {
            return counted(run, load);
        }
        return new StepOutcome.Retry(
                String.join("; ", lagging.values()), dms.settleTimeout(), ErrorCode.COUNT_MISMATCH);
    }

    private Optional<String> mismatch(Run run, RunTable table) {
        var contents = contents(run, table);
        if (contents.outside() > 0) {
            throw new ReloadException(
                    ErrorCode.ROWS_OUTSIDE_WINDOW,
                    "staging." + table.stagingTable() + ": " + contents.outside() + " of " + contents.staged()
                            + " rows are not " + asked(run, table));
        }
        lease.windowZones(run, table.position(), contents.zones());
        return Long.valueOf(contents.staged()).equals(table.loadRows())
                ? Optional.empty()
                : Optional.of(mismatch(table, contents.staged()));
    }

    /** On to the tables of the next CDC task, or, once all are there, to what CDC has applied meanwhile. */
    private StepOutcome counted(Run run, Load load) {
        if (run.byKeys()) {
            return kept(run, load);
        }
        assertLoaded(run, loads.tables(run, load));
        lease.ended(run, load, Load.Outcome.LOADED, null);
        return loads.more(run) ? StepOutcome.back() : StepOutcome.next();
    }

    /** Keys that are too many for one load come in parts: what each has brought is kept until all are there. */
    private StepOutcome kept(Run run, Load load) {
        loads.tables(run, load).stream()
                .filter(table -> table.parts() > 1)
                .forEach(table -> isolation.each(
                        run,
                        table,
                        () -> lease.holding(run, () -> looks.keep(run.id(), table.position(), load.part()))));
        lease.ended(run, load, Load.Outcome.LOADED, null);
        return loads.more(run) ? StepOutcome.back() : gathered(run);
    }

    private StepOutcome gathered(Run run) {
        lease.holding(run, () -> looks.gather(run.id()));
        assertLoaded(run, isolation.live(run));
        return StepOutcome.next();
    }

    private void assertLoaded(Run run, List<RunTable> tables) {
        tables.forEach(table -> isolation.each(
                run, table, () -> staging.assertLoaded(run.id(), table.position(), dms.lobMaxSizeKb() * 1024L)));
    }

    private Contents contents(Run run, RunTable table) {
        if (!run.keyed()) {
            return staging.count(table.stagingTable(), table.window(), run.window());
        }
        var loaded = looks.count(run.id(), table.position());
        return new Contents(loaded.staged(), loaded.outside(), List.of());
    }

    private String asked(Run run, RunTable table) {
        if (run.keyed()) {
            return "of the keys that were asked for";
        }
        var form = table.window().form();
        var asked = staging.asked(table.stagingTable(), table.window(), run.window());
        return "within " + form.value(asked.from(), run.window().zone()) + " and "
                + form.value(asked.to(), run.window().zone())
                + (form.time() ? "" : ", or not written as " + form.word());
    }

    private static String mismatch(RunTable table, long staged) {
        return "staging." + table.stagingTable() + " holds " + staged + " rows, DMS reports " + table.loadRows();
    }
}
