package io.windowreload.local.dms.load;

import io.windowreload.local.dms.mapping.SourceFilter;
import io.windowreload.local.dms.mapping.SourceFilter.Condition;
import java.util.List;

/** Source filters as SQL: OR between the conditions of one filter, AND between filters. */
final class Filters {
    private Filters() {}

    static Predicate predicate(SourceTable table, List<SourceFilter> filters) {
        return filters.stream().map(filter -> predicate(table, filter)).reduce(Predicate.ALL, Predicate::and);
    }

    private static Predicate predicate(SourceTable table, SourceFilter filter) {
        var column = table.column(filter.column())
                .orElseThrow(() -> new LoadException("Filter column " + filter.column() + " does not exist in table "
                        + table.schema() + "." + table.name()));
        return Predicate.any(filter.conditions().stream()
                .map(condition -> predicate(column, condition))
                .toList());
    }

    private static Predicate predicate(SourceColumn column, Condition condition) {
        return new Predicate(
                SourceTable.quote(column.name()) + " " + condition.operator().sql(),
                condition.values().stream()
                        .map(text -> Literals.value(column, text))
                        .toList());
    }
}
