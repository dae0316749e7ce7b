package io.windowreload.settings;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hours of a day in which something may happen.
 *
 * @param from inclusive, as clocks in the zone
 * @param to exclusive; before from where the hours go over midnight
 */
public record Hours(LocalTime from, LocalTime to, ZoneId zone) {
    static final String FORM = "hours and a zone, such as 22:00-05:00 Europe/Berlin, or off";
    private static final Pattern TEXT = Pattern.compile("(\\d{2}:\\d{2})-(\\d{2}:\\d{2})\\s+(\\S+)");

    /** Empty for {@code off}: at any hour. */
    static Optional<Hours> parse(String text) {
        if (text.equalsIgnoreCase("off")) {
            return Optional.empty();
        }
        var parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text);
        }
        var hours =
                new Hours(LocalTime.parse(parts.group(1)), LocalTime.parse(parts.group(2)), ZoneId.of(parts.group(3)));
        if (hours.from.equals(hours.to)) {
            throw new IllegalArgumentException("no hours at all, or all of them");
        }
        return Optional.of(hours);
    }

    /** When they begin, where it is none of them now; empty where it is. */
    public Optional<Instant> beginAfter(Instant now) {
        var there = now.atZone(zone);
        return among(there.toLocalTime())
                ? Optional.empty()
                : Optional.of(next(there).toInstant());
    }

    private boolean among(LocalTime time) {
        var afterFrom = !time.isBefore(from);
        var beforeTo = time.isBefore(to);
        return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
    }

    /** A time that a change of clocks skips comes as much later as is skipped. */
    private ZonedDateTime next(ZonedDateTime there) {
        var today = there.toLocalDate().atTime(from).atZone(zone);
        return today.isAfter(there)
                ? today
                : there.toLocalDate().plusDays(1).atTime(from).atZone(zone);
    }

    @Override
    public String toString() {
        return from + "-" + to + " " + zone;
    }
}
