package io.windowreload.window;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;

/** How a long window is cut: at the beginnings of calendar months, of weeks (Mondays) or of days. */
public enum Split {
    MONTH,
    WEEK,
    DAY;

    /** The largest pieces that are never longer than this, which is a day at least. */
    public static Split within(TemporalAmount longest) {
        var january = LocalDate.of(2025, 1, 1).atStartOfDay();
        var reached = january.plus(longest);
        if (!reached.isBefore(january.plusMonths(1))) {
            return MONTH;
        }
        return reached.isBefore(january.plusWeeks(1)) ? DAY : WEEK;
    }

    /** The pieces, oldest first: without gap or overlap they are the window. The first and the last may be shorter than the others. */
    public List<TimeWindow> cut(TimeWindow window) {
        var pieces = new ArrayList<TimeWindow>();
        for (var from = window.from(); from.isBefore(window.to()); ) {
            var next = next(from);
            var to = next.isAfter(window.to()) ? window.to() : next;
            pieces.add(new TimeWindow(from, to, window.zone()));
            from = to;
        }
        return pieces;
    }

    private LocalDateTime next(LocalDateTime from) {
        LocalDate day = from.toLocalDate();
        var next =
                switch (this) {
                    case MONTH -> day.with(TemporalAdjusters.firstDayOfNextMonth());
                    case WEEK -> day.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
                    case DAY -> day.plusDays(1);
                };
        return next.atStartOfDay();
    }
}
