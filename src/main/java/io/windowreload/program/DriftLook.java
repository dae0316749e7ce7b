package io.windowreload.program;

import io.windowreload.db.Db;
import io.windowreload.drift.Drift;
import io.windowreload.drift.DriftBook;
import io.windowreload.drift.DriftBook.Seen;
import io.windowreload.drift.FailedRows;
import io.windowreload.settings.Settings;
import java.time.Clock;
import java.time.YearMonth;

/** Asks for what is known to be wrong, with the settings of the program. */
final class DriftLook {
    /** Of the ledger, at least, where nobody says which. */
    private static final int USUAL_MONTHS = 24;

    private final Settings settings;
    private final Clock clock;

    DriftLook(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    FailedRows failedRows(Db through) {
        return new FailedRows(through, settings.drift().controlSchema());
    }

    /**
     * What is known.
     *
     * @param from the first month; null for that of the oldest run, or two years ago
     * @param to the month after the last; null for the next one
     * @param seen what DMS says
     */
    Drift at(Db through, YearMonth from, YearMonth to, Seen seen) {
        var zone = settings.source().zone();
        var its = settings.drift();
        var last = to == null ? YearMonth.now(clock.withZone(zone)) : to.minusMonths(1);
        var book = new DriftBook(through, its.controlSchema(), its.controlZone(), zone);
        var first = from == null ? book.first(last.minusMonths(USUAL_MONTHS - 1)) : from;
        return book.look(first, last, from == null && to == null, seen);
    }
}
