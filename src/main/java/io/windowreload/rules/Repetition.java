package io.windowreload.rules;

import io.windowreload.window.TableShape;
import java.util.List;
import java.util.Set;

/**
 * What a reload repeats of the CDC task's rules for one table.
 *
 * @param rows which rows the CDC task has
 * @param remove columns of the source that tables.json ignores and no rule of the CDC task takes out
 * @param without rules that are left out of the load: what they add is not loaded
 * @param readings under which the rules make of the table what production has; none where they only select
 */
public record Repetition(
        TableShape shape, RowsWanted rows, List<String> remove, Set<Long> without, List<Reading> readings) {
    static Repetition ofSelection(TableShape shape, RowsWanted rows) {
        return new Repetition(shape, rows, List.of(), Set.of(), List.of());
    }
}
