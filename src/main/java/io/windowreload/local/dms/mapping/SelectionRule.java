package io.windowreload.local.dms.mapping;

import java.util.List;

/**
 * Which tables a task has.
 *
 * @param filters all of them must hold for a row; only {@code include} obeys them (user guide, "Source filters")
 * @param loadOrder tables with a higher number are begun first
 */
public record SelectionRule(long id, Action action, ObjectLocator locator, List<SourceFilter> filters, int loadOrder)
        implements MappingRule {
    /** What the rule does with the tables it names. */
    public enum Action {
        INCLUDE,
        EXCLUDE,
        EXPLICIT
    }
}
