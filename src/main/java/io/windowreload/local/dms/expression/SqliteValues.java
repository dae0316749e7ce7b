package io.windowreload.local.dms.expression;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.regex.Pattern;

/** SQLite's values: what they are as numbers, as text and as truth, and how they compare. */
final class SqliteValues {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter();

    private SqliteValues() {}

    /** A value of the source as SQLite has it: times are text, truth is 1 or 0. */
    static Object of(Object value) {
        if (value instanceof LocalDateTime time) {
            return TIME.format(time);
        }
        if (value instanceof LocalDate date) {
            return date.toString();
        }
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        return value instanceof Integer || value instanceof Short ? Long.valueOf(((Number) value).longValue()) : value;
    }

    static String text(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value.toString();
    }

    static BigDecimal number(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof BigDecimal number) {
            return number;
        }
        if (value instanceof Long whole) {
            return BigDecimal.valueOf(whole);
        }
        if (value instanceof Double real) {
            return BigDecimal.valueOf(real);
        }
        return leading(text(value));
    }

    // SQLite reads the longest number that a text begins with; a text without one is 0.
    private static BigDecimal leading(String text) {
        var matcher = Pattern.compile("^\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)")
                .matcher(text);
        return matcher.find() ? new BigDecimal(matcher.group(1)) : BigDecimal.ZERO;
    }

    /** A number as SQLite keeps it: whole ones as Long. */
    static Object kept(BigDecimal number, boolean whole) {
        return whole && number.precision() - number.scale() <= 18 ? (Object) number.longValue() : number;
    }

    static boolean whole(Object value) {
        return value instanceof Long || (value instanceof BigDecimal number && number.scale() <= 0);
    }

    /** TRUE, FALSE, or null where it is unknown. */
    static Boolean truth(Object value) {
        return value == null ? null : (Boolean) (number(value).signum() != 0);
    }

    static Object ofTruth(Boolean truth) {
        return truth == null ? null : truth ? 1L : 0L;
    }

    /** Numbers come before texts, texts before bytes. */
    static int compare(Object left, Object right) {
        var kinds = Integer.compare(rank(left), rank(right));
        if (kinds != 0) {
            return kinds;
        }
        return switch (rank(left)) {
            case 0 -> number(left).compareTo(number(right));
            case 1 ->
                Arrays.compareUnsigned(
                        text(left).getBytes(StandardCharsets.UTF_8), text(right).getBytes(StandardCharsets.UTF_8));
            default -> Arrays.compareUnsigned((byte[]) left, (byte[]) right);
        };
    }

    private static int rank(Object value) {
        return value instanceof Number ? 0 : value instanceof byte[] ? 2 : 1;
    }
}
