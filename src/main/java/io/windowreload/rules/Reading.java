package io.windowreload.rules;

import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import io.windowreload.rules.Rule.Transformation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which of several rules act on one object. The documents of DMS contradict each other, and the samples that AWS publishes do, too: what a
 * mapping means is what its readings agree on, or what the catalog of the target shows.
 */
public enum Reading {
    /** One action an object, that of the lowest rule-id (user guide, "Transformation rules and actions", since 2023). */
    LOWEST_ID,
    /** One action an object, the last one. */
    LAST_ID,
    /** One action an object, that of the rule that names it most precisely. */
    MOST_SPECIFIC,
    /** Each kind of action once, the last of its kind, in the order of ids (the guide until 2022; the engine's own manual). */
    ALL_IN_TURN;

    /**
     * The rules that act.
     *
     * @param hitting those that name the object, in the order of their ids
     */
    List<Transformation> acting(List<Transformation> hitting) {
        if (hitting.size() < 2) {
            return hitting;
        }
        return switch (this) {
            case LOWEST_ID -> List.of(hitting.get(0));
            case LAST_ID -> List.of(hitting.get(hitting.size() - 1));
            case MOST_SPECIFIC ->
                List.of(hitting.stream()
                        .max(comparingInt(
                                        (Transformation rule) -> rule.locator().precision())
                                .thenComparing(comparingLong(Transformation::id).reversed()))
                        .orElseThrow());
            case ALL_IN_TURN -> inTurn(hitting.stream());
        };
    }

    private static List<Transformation> inTurn(Stream<Transformation> hitting) {
        var last = new LinkedHashMap<Action, Transformation>();
        hitting.forEach(rule -> {
            last.remove(rule.action());
            last.put(rule.action(), rule);
        });
        return List.copyOf(last.values());
    }
}
