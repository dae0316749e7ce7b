package io.windowreload.rules;

import static java.util.Comparator.comparingLong;

import io.windowreload.window.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the rules that name a table among thousands, by what their patterns begin with; the pattern itself decides then. */
final class TableIndex<R extends Rule> {
    private final Map<String, List<R>> byBeginning = new HashMap<>();
    private final Map<TableName, List<R>> found = new HashMap<>();

    TableIndex(List<R> rules) {
        for (var rule : rules) {
            var pattern = rule.locator().table();
            byBeginning
                    .computeIfAbsent(pattern == null ? "" : pattern.beginning(), beginning -> new ArrayList<>())
                    .add(rule);
        }
    }

    /** Those that name a table, in the order of their ids. */
    synchronized List<R> naming(TableName table) {
        return found.computeIfAbsent(table, this::look);
    }

    private List<R> look(TableName table) {
        var hits = new ArrayList<R>();
        for (var length = 0; length <= table.name().length(); length++) {
            for (var rule : byBeginning.getOrDefault(table.name().substring(0, length), List.of())) {
                if (rule.locator().names(table)) {
                    hits.add(rule);
                }
            }
        }
        hits.sort(comparingLong(Rule::id));
        return List.copyOf(hits);
    }
}
