package io.windowreload.window;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;

/**
 * The half-open interval {@code [from, to)} in wall-clock time of the source's zone. Oracle's DATE and TIMESTAMP carry no zone, so
 * neither does the comparison: a time that a daylight-saving gap skips is a boundary like any other.
 */
public record TimeWindow(LocalDateTime from, LocalDateTime to, ZoneId zone) {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    public TimeWindow {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a window begins before it ends: " + from + " / " + to);
        }
    }

    /** The whole calendar month in the zone. */
    public static TimeWindow month(YearMonth month, ZoneId zone) {
        return new TimeWindow(
                month.atDay(1).atStartOfDay(), month.plusMonths(1).atDay(1).atStartOfDay(), zone);
    }

    /** Whether it takes more than this time: a month is as long as the one in which the window begins. */
    public boolean longerThan(TemporalAmount time) {
        return from.plus(time).isBefore(to);
    }

    /**
     * What the source is asked for: a superset, which no neighbouring window leaves a row out of. DMS has no "less than" and documents whole
     * seconds (user guide, "Using source filters"), so bounds are rounded outwards; and the value that decides is the one that
     * production stores.
     */
    public Asked asked(WindowType type) {
        return new Asked(
                from.truncatedTo(ChronoUnit.SECONDS).minus(type.before()),
                to.minusNanos(1).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1).plus(type.after()));
    }

    /** Bounds of a DMS filter, both included. */
    public record Asked(LocalDateTime from, LocalDateTime to) {
        /** The lower bound, {@code yyyy-MM-dd HH:mm:ss}. */
        public String filterFrom() {
            return SECONDS.format(from);
        }

        /** The upper bound. */
        public String filterTo() {
            return SECONDS.format(to);
        }
    }

    /** Whether it begins and ends at midnight. */
    public boolean wholeDays() {
        return from.equals(from.toLocalDate().atStartOfDay())
                && to.equals(to.toLocalDate().atStartOfDay());
    }

    /** A short name of letters, digits, dots, dashes and underscores: {@code 2025-01}, {@code 2025-01-15}, or both bounds of any other window. */
    public String label() {
        var day = from.toLocalDate();
        if (from.equals(day.atStartOfDay())) {
            if (day.getDayOfMonth() == 1 && to.equals(day.plusMonths(1).atStartOfDay())) {
                return YearMonth.from(day).toString();
            }
            if (to.equals(day.plusDays(1).atStartOfDay())) {
                return day.toString();
            }
        }
        return bound(from) + "_" + bound(to);
    }

    private static String bound(LocalDateTime time) {
        return time.equals(time.toLocalDate().atStartOfDay())
                ? time.toLocalDate().toString()
                : time.toString().replace(":", "");
    }

    /** ISO 8601 interval, legal as the value of an AWS tag. */
    @Override
    public String toString() {
        return from.truncatedTo(ChronoUnit.MICROS) + "/" + to.truncatedTo(ChronoUnit.MICROS);
    }
}
