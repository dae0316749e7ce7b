package io.windowreload.window;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a column tells a time: as a time, as a count since 1970, or in digits of a fixed format that sorts as time does.
 *
 * @param word what tables.json calls it; empty for a column that is a time
 */
public record WindowForm(String word) {
    /** A column that is a time. */
    public static final WindowForm TIME = new WindowForm("");

    private static final String SECONDS = "epoch-seconds";
    private static final String MILLIS = "epoch-millis";
    // The larger unit comes first, each has its place, and none is left out.
    private static final Pattern FORMAT =
            Pattern.compile("yyyy[-/._ ]?MM([-/._ ]?dd([ T_-]?HH([:._-]?mm([:._-]?ss([.,]?(SSS|SSSSSS))?)?)?)?)?");
    private static final Pattern DIGITS = Pattern.compile("[yMdHmsS]+");
    private static final Pattern MOMENT = Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,38}(\\.\\d{1,38})?");
    private static final Set<String> NUMBERS = Set.of("integer", "bigint", "numeric");
    private static final Set<String> TEXTS = Set.of("text", "character varying", "character", "bpchar");

    /** The form that tables.json calls so. */
    public static WindowForm of(String word) {
        if (!word.equals(SECONDS)
                && !word.equals(MILLIS)
                && !FORMAT.matcher(word).matches()) {
            throw new IllegalArgumentException("'" + word + "' is no form of a time: there are " + SECONDS + ", "
                    + MILLIS
                    + " and formats that sort as time does, such as yyyyMMdd, yyyy-MM-dd or yyyy-MM-dd HH:mm:ss");
        }
        return new WindowForm(word);
    }

    public boolean time() {
        return word.isEmpty();
    }

    private boolean epoch() {
        return word.equals(SECONDS) || word.equals(MILLIS);
    }

    /** What a column of a type, as PostgreSQL calls it, is to a window; empty where no window can be judged on it in this form. */
    public Optional<WindowType> type(String sqlName) {
        if (time()) {
            return WindowType.of(sqlName);
        }
        if (NUMBERS.contains(sqlName)) {
            return epoch() || DIGITS.matcher(word).matches() ? Optional.of(WindowType.NUMBER) : Optional.empty();
        }
        return TEXTS.contains(sqlName) && !epoch() ? Optional.of(WindowType.TEXT) : Optional.empty();
    }

    /** The types that it can be judged on, for people. */
    public String types() {
        if (time()) {
            return "a timestamp, with or without time zone, or a date, or tables.json says how it tells a time"
                    + " (\"window\": {\"column\": …, \"as\": …})";
        }
        var numbers = "integer, bigint or numeric";
        if (epoch()) {
            return "to hold " + word + ", " + numbers;
        }
        return "to hold " + word + ", text or varchar" + (DIGITS.matcher(word).matches() ? ", or " + numbers : "");
    }

    /**
     * A format tells its smallest unit apart and nothing less.
     *
     * @throws ReloadException {@code WINDOW_INVALID} where the window begins or ends within one
     */
    public void take(TimeWindow window, WindowType type, String column) {
        if (time() || epoch()) {
            type.take(window, column);
            return;
        }
        for (var bound : new LocalDateTime[] {window.from(), window.to()}) {
            if (!whole(bound)) {
                throw new ReloadException(
                        ErrorCode.WINDOW_INVALID,
                        column + " tells a time as " + word
                                + ": a window on it begins and ends where that changes, and " + window + " does not");
            }
        }
    }

    private boolean whole(LocalDateTime bound) {
        var first = "0001-01-01T00:00:00.000000000";
        var length =
                switch (DIGITS.matcher(word)
                        .results()
                        .mapToInt(digits -> digits.group().length())
                        .sum()) {
                    case 6 -> "yyyy-MM".length();
                    case 8 -> "yyyy-MM-dd".length();
                    case 10 -> "yyyy-MM-ddTHH".length();
                    case 12 -> "yyyy-MM-ddTHH:mm".length();
                    case 14 -> "yyyy-MM-ddTHH:mm:ss".length();
                    case 17 -> "yyyy-MM-ddTHH:mm:ss.SSS".length();
                    default -> "yyyy-MM-ddTHH:mm:ss.SSSSSS".length();
                };
        return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS")
                .format(bound)
                .substring(length)
                .equals(first.substring(length));
    }

    /** What the source is asked for: a superset of the window. */
    public TimeWindow.Asked asked(TimeWindow window, WindowType type) {
        if (time()) {
            return window.asked(type);
        }
        if (epoch()) {
            // What an autumn repeats is two moments, and nobody says which of them is meant.
            return new TimeWindow.Asked(window.from().minusHours(1), window.to().plusHours(1));
        }
        return new TimeWindow.Asked(window.from(), window.to());
    }

    /** A moment as a filter of DMS names it. */
    public String value(LocalDateTime moment, ZoneId zone) {
        if (time()) {
            return new TimeWindow.Asked(moment, moment).filterFrom();
        }
        if (epoch()) {
            var seconds = moment.atZone(zone).toEpochSecond();
            return Long.toString(word.equals(SECONDS) ? seconds : seconds * 1000);
        }
        return DateTimeFormatter.ofPattern(word.replace("yyyy", "uuuu").replace("T", "'T'"))
                .format(moment);
    }

    /** Whether a value of somebody else's filter tells a time in this form. */
    public boolean reads(String value) {
        if (value == null) {
            return false;
        }
        if (time()) {
            return MOMENT.matcher(value).matches();
        }
        return epoch()
                ? NUMBER.matcher(value).matches()
                : value.length() == word.length() && Pattern.matches(word.replaceAll("[yMdHmsS]", "\\\\d"), value);
    }

    /** Which of two such values is earlier. */
    public int compare(String a, String b) {
        if (epoch()) {
            return new BigDecimal(a).compareTo(new BigDecimal(b));
        }
        return time() ? comparable(a).compareTo(comparable(b)) : a.compareTo(b);
    }

    /** A fraction of zeros is none. */
    private static String comparable(String time) {
        return time.contains(".") ? time.replaceFirst("\\.?0*$", "") : time;
    }
}
