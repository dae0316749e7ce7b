package io.windowreload.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A rule of a task's table mappings, with the text that it was read from. */
sealed interface Rule {
    long id();

    Locator locator();

    ObjectNode json();

    /** What a selection rule does with the tables that it names. */
    enum Choice {
        INCLUDE,
        EXCLUDE,
        EXPLICIT
    }

    /** The kind of object that a transformation rule changes. */
    enum Target {
        SCHEMA,
        TABLE,
        COLUMN,
        TABLESPACE
    }

    /** Which tables a task has, and which of their rows. */
    record Selection(
            long id, Choice choice, Locator locator, List<RowFilter> filters, String tableType, ObjectNode json)
            implements Rule {}

    /**
     * What a name, a column or a value becomes on its way.
     *
     * @param action null where it is none that is known
     * @param value new name, prefix or suffix; the new one for replace actions
     */
    record Transformation(
            long id,
            Action action,
            Target target,
            Locator locator,
            String value,
            String oldValue,
            String expression,
            ObjectNode json)
            implements Rule {}

    /** How a table is loaded. */
    record TableSettings(long id, Locator locator, String parallelLoad, ObjectNode json) implements Rule {}

    /** A rule for another kind of target, or of a type that is not known. */
    record Other(long id, String type, Locator locator, ObjectNode json) implements Rule {}

    /**
     * A filter of rows by one column: any of its conditions lets a row through.
     *
     * @param json as the mapping has it
     */
    record RowFilter(String column, List<Condition> conditions, JsonNode json) {
        /** One comparison; the values are null where it has none. */
        record Condition(String operator, String value, String start, String end) {}
    }
}
