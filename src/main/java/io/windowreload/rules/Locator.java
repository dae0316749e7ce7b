package io.windowreload.rules;

import io.windowreload.window.TableName;

/**
 * The objects of the source that a rule speaks of. What is null is not said, and matches all.
 *
 * @param dataType of a column, in DMS's words: what type a column has at the source the mapping does not tell
 */
record Locator(NamePattern schema, NamePattern table, NamePattern column, String dataType) {
    boolean names(String schemaName) {
        return schema == null || schema.matches(schemaName);
    }

    boolean names(TableName name) {
        return names(name.schema()) && (table == null || table.matches(name.name()));
    }

    boolean namesColumn(String name) {
        return column == null || column.matches(name);
    }

    int precision() {
        return precision(schema) + precision(table) + precision(column);
    }

    private static int precision(NamePattern pattern) {
        return pattern == null ? 0 : pattern.precision();
    }
}
