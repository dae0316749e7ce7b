package io.windowreload.window;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/** How a long window is cut: at the beginnings of calendar months, of weeks (Mondays) or of days. */
public enum Split {
    MONTH,
    WEEK,
    DAY;

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
