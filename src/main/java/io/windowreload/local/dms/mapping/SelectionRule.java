package io.windowreload.local.dms.mapping;

import java.util.List;

/**
 * Takes tables into the task, or keeps them out.
 *
 * @param filters all of them must hold for a row; only {@code include} obeys them (user guide, "Source filters")
 * @param loadOrder tables with a higher number are begun first
 */
public record SelectionRule(
        long id, Action action, ObjectLocator locator, TableKind kind, List<SourceFilter> filters, int loadOrder)
        implements MappingRule {
    /** What the rule does with the tables it names. */
    public enum Action {
        INCLUDE,
        EXCLUDE,
        EXPLICIT
    }
}
