package io.windowreload.rules;

import io.windowreload.rules.Rule.Transformation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What rules make of a name. Where nobody says what DMS makes of it, all that it may become. */
final class Naming {
    private Naming() {}

    static Set<String> names(String name, List<Transformation> acting) {
        Set<String> names = Set.of(name);
        for (var rule : acting) {
            names = names.stream()
                    .flatMap(one -> one(one, rule).stream())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
        return names;
    }

    private static Set<String> one(String name, Transformation rule) {
        return switch (rule.action()) {
            case RENAME -> Set.of(rule.value() == null ? name : rule.value());
            case CONVERT_LOWERCASE -> cases(name, text -> text.toLowerCase(Locale.ROOT));
            case CONVERT_UPPERCASE -> cases(name, text -> text.toUpperCase(Locale.ROOT));
            case ADD_PREFIX -> Set.of(value(rule) + name);
            case ADD_SUFFIX -> Set.of(name + value(rule));
            case REMOVE_PREFIX -> Set.of(prefix(name, value(rule), ""));
            case REMOVE_SUFFIX -> Set.of(suffix(name, value(rule), ""));
            case REPLACE_PREFIX -> Set.of(prefix(name, old(rule), value(rule)));
            case REPLACE_SUFFIX -> Set.of(suffix(name, old(rule), value(rule)));
            default -> Set.of(name);
        };
    }

    /** Of letters beyond ASCII nobody says whether they change. */
    private static Set<String> cases(String name, UnaryOperator<String> change) {
        if (name.chars().allMatch(c -> c < 128)) {
            return Set.of(change.apply(name));
        }
        var ascii = name.codePoints()
                .mapToObj(c -> c < 128 ? change.apply(Character.toString(c)) : Character.toString(c))
                .collect(Collectors.joining());
        return new LinkedHashSet<>(List.of(change.apply(name), ascii));
    }

    private static String value(Transformation rule) {
        return rule.value() == null ? "" : rule.value();
    }

    private static String old(Transformation rule) {
        return rule.oldValue() == null ? "" : rule.oldValue();
    }

    private static String prefix(String name, String prefix, String instead) {
        return name.startsWith(prefix) ? instead + name.substring(prefix.length()) : name;
    }

    private static String suffix(String name, String suffix, String instead) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) + instead : name;
    }
}
