package io.windowreload.local.dms.expression;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** SQLite's dates, as text in UTC: what {@code strftime} makes of one, and of now where none is given. */
final class SqliteTimes {

    private SqliteTimes() {}

    /**
     * A time as text; null where there is none.
     *
     * @param moment none for now, or one
     */
    static String format(String format, List<Object> moment) {
        if (moment.isEmpty()) {
            return format(format, now());
        }
        var text = SqliteValues.text(moment.get(0));
        try {
            return text == null ? null : format(format, text.equalsIgnoreCase("now") ? now() : read(text));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static LocalDateTime now() {
        return LocalDateTime.now(Clock.systemUTC()).truncatedTo(ChronoUnit.MILLIS);
    }

    private static LocalDateTime read(String text) {
        var plain = text.strip().replace('T', ' ');
        if (plain.length() == "YYYY-MM-DD".length()) {
            return LocalDate.parse(plain).atStartOfDay();
        }
        return LocalDateTime.parse(plain.replace(' ', 'T'));
    }

    private static String format(String format, LocalDateTime time) {
        var text = new StringBuilder();
        for (var i = 0; i < format.length(); i++) {
            var c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                text.append(c);
                continue;
            }
            text.append(part(format.charAt(++i), time));
        }
        return text.toString();
    }

    private static String part(char letter, LocalDateTime time) {
        return switch (letter) {
            case 'd' -> pattern("dd", time);
            case 'f' -> pattern("ss.SSS", time);
            case 'H' -> pattern("HH", time);
            case 'j' -> pattern("DDD", time);
            case 'm' -> pattern("MM", time);
            case 'M' -> pattern("mm", time);
            case 's' -> String.valueOf(time.toEpochSecond(ZoneOffset.UTC));
            case 'S' -> pattern("ss", time);
            case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
            case 'Y' -> pattern("yyyy", time);
            case '%' -> "%";
            default -> throw new ExpressionException("%" + letter + " of strftime is not emulated");
        };
    }

    private static String pattern(String pattern, LocalDateTime time) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(time);
    }
}
