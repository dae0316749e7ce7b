package io.windowreload.local.dms.mapping;

import java.util.List;

/** A filter on one column: a row passes if ANY of the conditions holds. Several filters of a rule must ALL pass. */
public record SourceFilter(String column, List<Condition> conditions) {

    /**
     * One comparison.
     *
     * @param values none for {@code null} and {@code notnull}, two for {@code between} and {@code notbetween}, else one
     */
    public record Condition(FilterOperator operator, List<String> values) {}
}
