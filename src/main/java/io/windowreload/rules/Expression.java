package io.windowreload.rules;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The expression of an added column. DMS computes it itself; asked here is only whether a load would find the value that CDC wrote: not where it
 * hangs on the change, on chance, or on the time (user guide, "Using transformation rule expressions").
 */
final class Expression {
    private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'");
    private static final Pattern HEADER = Pattern.compile("(?i)\\$AR_H_\\w+|\\$BI__\\w+");
    private static final Pattern NAME = Pattern.compile("\\$(?:\"[^\"]*\"|\\w+)");
    private static final Pattern FUNCTION = Pattern.compile("([A-Za-z_]\\w*)\\s*\\(");
    private static final Pattern ZONE_OR_NOW = Pattern.compile("(?i)'(now|localtime|utc)'");
    /** The engine takes what stands in other quotes, and is no column, for a text. */
    private static final Pattern QUOTED_OTHERWISE = Pattern.compile("(?i)[\"\\[`](now|localtime|utc)[\"\\]`]");

    private static final Pattern CLOCK_WORD = Pattern.compile("(?i)\\bcurrent_(?:timestamp|date|time)\\b");
    private static final Set<String> BY_CHANCE = Set.of("random", "randomblob");
    private static final Set<String> CLOCK = Set.of("date", "time", "datetime", "julianday", "strftime");
    private static final Pattern NOTHING_ASKED = Pattern.compile("(?i)\\b(date|time|datetime|julianday)\\s*\\(\\s*\\)");
    private static final Pattern FORMAT_ONLY = Pattern.compile("(?i)\\bstrftime\\s*\\(\\s*''\\s*\\)");
    private static final Set<String> FROM_THE_ROW = Set.of(
            "lower",
            "upper",
            "ltrim",
            "rtrim",
            "trim",
            "replace",
            "replacechars",
            "substr",
            "hex",
            "zeroblob",
            "abs",
            "round",
            "max",
            "min",
            "coalesce",
            "ifnull",
            "nullif",
            "hash_sha256");
    /** Words of SQL that a bracket may follow. */
    private static final Set<String> WORDS =
            Set.of("case", "when", "then", "else", "and", "or", "not", "in", "between", "is", "like");

    private Expression() {}

    /** Why a load would not find what CDC wrote; empty where it would. */
    static Optional<String> unrepeatable(String expression) {
        if (expression == null || expression.isBlank()) {
            return Optional.empty();
        }
        var header = HEADER.matcher(expression);
        if (header.find()) {
            return Optional.of(header.group() + " is another in a load");
        }
        var clock = ZONE_OR_NOW.matcher(expression);
        if (clock.find()) {
            return Optional.of(clock.group() + " is the time, or the zone, of the load");
        }
        var bare = TEXT.matcher(NAME.matcher(expression).replaceAll("x")).replaceAll("''");
        var quoted = QUOTED_OTHERWISE.matcher(bare);
        if (quoted.find()) {
            return Optional.of(quoted.group() + " is the time, or the zone, of the load");
        }
        if (Stream.of(NOTHING_ASKED, FORMAT_ONLY, CLOCK_WORD)
                .anyMatch(clockwork -> clockwork.matcher(bare).find())) {
            return Optional.of("it has the time of the load");
        }
        return FUNCTION.matcher(bare)
                .results()
                .map(found -> found.group(1).toLowerCase(Locale.ROOT))
                .filter(name -> !WORDS.contains(name))
                .flatMap(name -> trouble(name).stream())
                .findFirst();
    }

    private static Optional<String> trouble(String function) {
        if (function.equals("operation_indicator")) {
            return Optional.of("operation_indicator keeps rows that were deleted");
        }
        if (BY_CHANCE.contains(function)) {
            return Optional.of(function + " is another each time");
        }
        return FROM_THE_ROW.contains(function) || CLOCK.contains(function)
                ? Optional.empty()
                : Optional.of(function + " is no function that the user guide knows");
    }
}
