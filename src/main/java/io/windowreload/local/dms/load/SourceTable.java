package io.windowreload.local.dms.load;

import java.util.List;
import java.util.Optional;

/**
 * A table, or a view, of the source.
 *
 * @param columns in the table's order
 * @param key names of the primary key's columns in its order; empty where there is none
 */
public record SourceTable(String schema, String name, boolean view, List<SourceColumn> columns, List<String> key) {

    public Optional<SourceColumn> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst();
    }

    /** The name as SQL wants it, its case kept. */
    public String quoted() {
        return quote(schema) + "." + quote(name);
    }

    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
