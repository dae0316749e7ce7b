package io.windowreload.local.dms.mapping;

/**
 * The objects that a rule speaks of. Schema rules have no table, table rules no column; what is left out matches all.
 *
 * @param dataType the one type of DMS that columns must have, such as {@code clob}; empty for any
 */
public record ObjectLocator(LocatorPattern schema, LocatorPattern table, LocatorPattern column, String dataType) {

    public boolean matchesSchema(String schemaName) {
        return schema.matches(schemaName);
    }

    public boolean matchesTable(String schemaName, String tableName) {
        return matchesSchema(schemaName) && (table == null || table.matches(tableName));
    }

    public boolean matchesColumn(String schemaName, String tableName, String columnName, String columnType) {
        return matchesTable(schemaName, tableName)
                && (column == null || column.matches(columnName))
                && (dataType.isEmpty() || dataType.equals(columnType));
    }

    /** A table that the rule names without a wildcard. */
    public boolean namesOneTable() {
        return table != null && schema.exact() && table.exact();
    }
}
