package io.windowreload.settings;

import java.time.Duration;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Typed access to keys. */
record Values(Map<String, String> keys) {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");

    String text(String key) {
        return optional(key).orElseThrow(() -> new SettingsException(key + " is empty: give it a value"));
    }

    Optional<String> optional(String key) {
        var value = keys.get(key);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    /** Exactly as given: blanks may belong to it. */
    String secret(String key) {
        return keys.getOrDefault(key, "");
    }

    <T> T parsed(String key, Function<String, T> parse, String wanted) {
        return parsed(key, text(key), parse, wanted);
    }

    /** Empty where the key has no value. */
    <T> Optional<T> ifGiven(String key, Function<String, T> parse, String wanted) {
        return optional(key).map(text -> parsed(key, text, parse, wanted));
    }

    private static <T> T parsed(String key, String text, Function<String, T> parse, String wanted) {
        try {
            return parse.apply(text);
        } catch (RuntimeException e) {
            throw new SettingsException(key + ": '" + text + "' is not " + wanted);
        }
    }

    int number(String key, int least, int most) {
        var number = parsed(key, Integer::parseInt, "a whole number");
        if (number < least || number > most) {
            throw new SettingsException(key + ": " + number + " is not between " + least + " and " + most);
        }
        return number;
    }

    boolean flag(String key) {
        return parsed(key, Values::parseFlag, "true or false");
    }

    private static boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    /** Comma separated; empty means none. */
    List<String> list(String key) {
        return optional(key).map(text -> List.of(text.split("\\s*,\\s*"))).orElse(List.of());
    }

    Duration duration(String key) {
        var duration = parsed(key, Values::parseDuration, "a duration such as 300ms, 5s, 10m, 2h or 7d");
        if (duration.isNegative() || duration.isZero()) {
            throw new SettingsException(key + ": a duration is longer than nothing");
        }
        return duration;
    }

    /** Calendar units as they are, the others as durations. */
    static TemporalAmount parseAmount(String text) {
        return text.startsWith("P") && !text.contains("T") ? Period.parse(text) : parseDuration(text);
    }

    /** A duration that may be nothing, but not less. */
    static Duration parseLength(String text) {
        var length = parseDuration(text);
        if (length.isNegative()) {
            throw new IllegalArgumentException(text);
        }
        return length;
    }

    private static Duration parseDuration(String text) {
        var match = SHORT_DURATION.matcher(text);
        if (!match.matches()) {
            return Duration.parse(text);
        }
        var amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        var names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
        return parsed(
                key, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')), "one of " + names);
    }
}
