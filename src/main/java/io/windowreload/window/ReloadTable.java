package io.windowreload.window;

import java.util.List;

/**
 * A table that may be reloaded.
 *
 * @param source the table in Oracle, in Oracle's spelling (upper case)
 * @param target the table in PostgreSQL
 * @param windowColumn the source's column that decides whether a row is in the window, in the source's spelling
 * @param columns the source's columns in the source's order, in the target's spelling; empty where that is the target's own order
 */
public record ReloadTable(TableName source, TableName target, String windowColumn, List<String> columns) {
    /** DMS writes here; the schema is always {@code staging}. */
    public TableName staging() {
        return new TableName("staging", target.name());
    }
}
