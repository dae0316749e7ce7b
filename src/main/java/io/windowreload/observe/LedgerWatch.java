package io.windowreload.observe;

import io.windowreload.ledger.Doorbell;
import io.windowreload.ledger.Gauges;
import io.windowreload.ledger.History;
import io.windowreload.ledger.OpenRun;
import io.windowreload.ledger.Pause;
import io.windowreload.ledger.TableProgress;
import io.windowreload.ledger.Totals;
import io.windowreload.reload.Operations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** What the ledger last added up to. Meters and health read it from here, so that a scrape costs the target nothing. */
public final class LedgerWatch {
    private static final Duration AT_LEAST = Duration.ofMinutes(1);

    private final Clock clock;
    private final Doorbell.Bell bell;
    private final History history;
    private final Operations operations;
    private final UntilChanged<Gauges> gauges = new UntilChanged<>();
    private volatile Snapshot snapshot = new Snapshot(Totals.NONE, List.of(), Map.of(), List.of(), Gauges.NONE, null);

    public LedgerWatch(History history, Operations operations, Doorbell doorbell, Clock clock) {
        this.bell = doorbell.bell(AT_LEAST);
        this.clock = clock;
        this.history = history;
        this.operations = operations;
    }

    /**
     * One look.
     *
     * @param at when it was taken, null before the first
     */
    public record Snapshot(
            Totals totals,
            List<OpenRun> open,
            Map<Long, List<TableProgress>> tables,
            List<Pause> pauses,
            Gauges gauges,
            Instant at) {
        /** Runs that nobody moves although somebody should. */
        public List<Long> stuck() {
            return open.stream()
                    .filter(OpenRun::stuck)
                    .map(run -> run.run().id())
                    .toList();
        }
    }

    /** Looks again, where something has changed or goes on. */
    public void look() {
        if (!bell.rings() && snapshot.open().isEmpty()) {
            return;
        }
        var open = history.open();
        var tables = history.tables(open.stream().map(run -> run.run().id()).toList());
        snapshot = new Snapshot(history.totals(), open, tables, operations.pauses(), gauges(), clock.instant());
        bell.answered();
    }

    private Gauges gauges() {
        var last = YearMonth.now(clock.withZone(ZoneOffset.UTC));
        return gauges.get(
                List.of(history.version(), last),
                () -> history.gauges(last.minusMonths(Calendars.MOST_MONTHS - 1), last));
    }

    public Snapshot snapshot() {
        return snapshot;
    }
}
