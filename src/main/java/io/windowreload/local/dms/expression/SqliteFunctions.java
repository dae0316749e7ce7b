package io.windowreload.local.dms.expression;

import io.windowreload.local.dms.expression.RowExpression.Node;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The functions that DMS documents for expressions, and {@code char}, with which production mappings run. */
final class SqliteFunctions {
    private static final Map<String, Function<List<Object>, Object>> BY_NAME = Map.ofEntries(
            Map.entry("LOWER", a -> text(a, SqliteFunctions::lower)),
            Map.entry("UPPER", a -> text(a, SqliteFunctions::upper)),
            Map.entry("LTRIM", a -> trimmed(a, true, false)),
            Map.entry("RTRIM", a -> trimmed(a, false, true)),
            Map.entry("TRIM", a -> trimmed(a, true, true)),
            Map.entry("REPLACE", SqliteFunctions::replaced),
            Map.entry("SUBSTR", SqliteFunctions::part),
            Map.entry("CHAR", SqliteFunctions::characters),
            Map.entry("HEX", SqliteFunctions::hex),
            Map.entry("ZEROBLOB", a -> new byte[SqliteValues.number(a.get(0)).intValue()]),
            Map.entry("HASH_SHA256", SqliteFunctions::hash),
            Map.entry("ABS", SqliteFunctions::magnitude),
            Map.entry("ROUND", SqliteFunctions::rounded),
            Map.entry("MAX", a -> extreme(a, 1)),
            Map.entry("MIN", a -> extreme(a, -1)),
            Map.entry("RANDOM", a -> ThreadLocalRandom.current().nextLong()),
            Map.entry("COALESCE", SqliteFunctions::first),
            Map.entry("IFNULL", SqliteFunctions::first),
            Map.entry("NULLIF", a -> same(a.get(0), a.get(1)) ? null : a.get(0)),
            Map.entry("DATE", a -> SqliteTimes.format("%Y-%m-%d", a)),
            Map.entry("TIME", a -> SqliteTimes.format("%H:%M:%S", a)),
            Map.entry("DATETIME", a -> SqliteTimes.format("%Y-%m-%d %H:%M:%S", a)),
            Map.entry(
                    "STRFTIME",
                    a -> a.get(0) == null ? null : SqliteTimes.format(text(a.get(0)), a.subList(1, a.size()))));

    /** Fewest and most arguments. */
    private static final Map<String, int[]> ARGUMENTS = Map.ofEntries(
            Map.entry("LTRIM", new int[] {1, 2}),
            Map.entry("RTRIM", new int[] {1, 2}),
            Map.entry("TRIM", new int[] {1, 2}),
            Map.entry("REPLACE", new int[] {3, 3}),
            Map.entry("SUBSTR", new int[] {2, 3}),
            Map.entry("CHAR", new int[] {1, 99}),
            Map.entry("ROUND", new int[] {1, 2}),
            Map.entry("MAX", new int[] {2, 99}),
            Map.entry("MIN", new int[] {2, 99}),
            Map.entry("RANDOM", new int[] {0, 0}),
            Map.entry("COALESCE", new int[] {2, 99}),
            Map.entry("IFNULL", new int[] {2, 2}),
            Map.entry("NULLIF", new int[] {2, 2}),
            Map.entry("DATE", new int[] {0, 1}),
            Map.entry("TIME", new int[] {0, 1}),
            Map.entry("DATETIME", new int[] {0, 1}),
            Map.entry("STRFTIME", new int[] {1, 2}));

    private SqliteFunctions() {}

    static Node call(String name, List<Node> arguments) {
        var function = BY_NAME.get(name);
        if (function == null) {
            throw new ExpressionException("the function " + name.toLowerCase(Locale.ROOT) + " is not emulated");
        }
        var bounds = ARGUMENTS.getOrDefault(name, new int[] {1, 1});
        if (arguments.size() < bounds[0] || arguments.size() > bounds[1]) {
            throw new ExpressionException("the function " + name.toLowerCase(Locale.ROOT) + " is not emulated with "
                    + arguments.size() + " arguments");
        }
        return row -> {
            var values = new ArrayList<Object>();
            arguments.forEach(argument -> values.add(argument.of(row)));
            return function.apply(values);
        };
    }

    private static String text(Object value) {
        return SqliteValues.text(value);
    }

    private static Object text(List<Object> values, UnaryOperator<String> change) {
        return values.get(0) == null ? null : change.apply(text(values.get(0)));
    }

    // SQLite's lower and upper know ASCII only.
    private static String lower(String text) {
        var changed = new StringBuilder();
        text.chars().forEach(c -> changed.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return changed.toString();
    }

    private static String upper(String text) {
        var changed = new StringBuilder();
        text.chars().forEach(c -> changed.append((char) (c >= 'a' && c <= 'z' ? c - 32 : c)));
        return changed.toString();
    }

    private static Object trimmed(List<Object> values, boolean left, boolean right) {
        if (values.contains(null)) {
            return null;
        }
        var value = text(values.get(0));
        var unwanted = values.size() == 1 ? " " : text(values.get(1));
        var from = 0;
        var to = value.length();
        while (left && from < to && unwanted.indexOf(value.charAt(from)) >= 0) {
            from++;
        }
        while (right && to > from && unwanted.indexOf(value.charAt(to - 1)) >= 0) {
            to--;
        }
        return value.substring(from, to);
    }

    private static Object replaced(List<Object> values) {
        if (values.contains(null)) {
            return null;
        }
        var wanted = text(values.get(1));
        return wanted.isEmpty() ? text(values.get(0)) : text(values.get(0)).replace(wanted, text(values.get(2)));
    }

    // Counts from 1; from the end where the start is negative; a negative length takes what stands before the start.
    private static Object part(List<Object> values) {
        if (values.contains(null)) {
            return null;
        }
        var codes = text(values.get(0)).codePoints().toArray();
        var start = SqliteValues.number(values.get(1)).longValue();
        var length = values.size() < 3
                ? Long.MAX_VALUE / 2
                : SqliteValues.number(values.get(2)).longValue();
        var from = start > 0 ? start - 1 : start < 0 ? codes.length + start : 0;
        if (start == 0 && values.size() == 3 && length > 0) {
            length--;
        }
        if (from < 0 && start < 0) {
            length = length < 0 ? length : Math.max(0, length + from);
            from = 0;
        }
        var begin = length < 0 ? from + length : from;
        var end = length < 0 ? from : from + length;
        var first = (int) Math.max(0, Math.min(codes.length, begin));
        var last = (int) Math.max(first, Math.min(codes.length, end));
        return new String(codes, first, last - first);
    }

    private static Object characters(List<Object> codes) {
        var text = new StringBuilder();
        for (var code : codes) {
            text.appendCodePoint(code == null ? 0 : SqliteValues.number(code).intValue());
        }
        return text.toString();
    }

    private static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes : text(value).getBytes(StandardCharsets.UTF_8);
    }

    private static Object hex(List<Object> values) {
        return values.get(0) == null ? "" : HexFormat.of().withUpperCase().formatHex(bytes(values.get(0)));
    }

    private static Object hash(List<Object> values) {
        if (values.get(0) == null) {
            return null;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(values.get(0))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object magnitude(List<Object> values) {
        var number = SqliteValues.number(values.get(0));
        return number == null ? null : SqliteValues.kept(number.abs(), SqliteValues.whole(values.get(0)));
    }

    private static Object rounded(List<Object> values) {
        if (values.contains(null)) {
            return null;
        }
        var digits = values.size() == 1 ? 0 : SqliteValues.number(values.get(1)).intValue();
        return SqliteValues.number(values.get(0)).setScale(Math.max(0, Math.min(30, digits)), RoundingMode.HALF_UP);
    }

    private static Object extreme(List<Object> values, int sign) {
        if (values.contains(null)) {
            return null;
        }
        return values.stream()
                .reduce((a, b) -> SqliteValues.compare(b, a) * sign > 0 ? b : a)
                .orElseThrow();
    }

    private static Object first(List<Object> values) {
        return values.stream().filter(value -> value != null).findFirst().orElse(null);
    }

    private static boolean same(Object left, Object right) {
        return left != null && right != null && SqliteValues.compare(left, right) == 0;
    }
}
