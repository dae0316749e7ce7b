package io.windowreload.local.dms.load;

import io.windowreload.local.dms.mapping.ParsedMappings;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What tables a source has, from JDBC's metadata: the same for H2, PostgreSQL and Oracle. */
final class SourceCatalog {
    private static final String[] TABLES = {"TABLE", "BASE TABLE", "VIEW"};

    /** What H2 calls base tables as well; a wildcard of DMS never means a schema of the system. */
    private static final String OF_THE_SYSTEM = "INFORMATION_SCHEMA";

    private final DatabaseMetaData metadata;

    SourceCatalog(Connection source) throws SQLException {
        metadata = source.getMetaData();
    }

    /** The tables that the mappings select. */
    List<SourceTable> selected(ParsedMappings mappings) throws SQLException {
        var tables = new ArrayList<SourceTable>();
        try (var names = metadata.getTables(null, null, "%", TABLES)) {
            while (names.next()) {
                var schema = names.getString("TABLE_SCHEM");
                var table = names.getString("TABLE_NAME");
                var view = names.getString("TABLE_TYPE").equals("VIEW");
                if (schema != null
                        && !schema.equalsIgnoreCase(OF_THE_SYSTEM)
                        && mappings.selectionOf(schema, table, view).isPresent()) {
                    tables.add(new SourceTable(schema, table, view, columns(schema, table), key(schema, table)));
                }
            }
        }
        return tables;
    }

    private List<SourceColumn> columns(String schema, String table) throws SQLException {
        var byPosition = new TreeMap<Integer, SourceColumn>();
        try (var found = metadata.getColumns(null, escape(schema), escape(table), "%")) {
            while (found.next()) {
                byPosition.put(found.getInt("ORDINAL_POSITION"), column(found));
            }
        }
        return List.copyOf(byPosition.values());
    }

    private static SourceColumn column(ResultSet found) throws SQLException {
        // H2 says DECFLOAT(40) of a NUMBER without precision, Oracle's driver a scale of -127, PostgreSQL's a size of
        // 0.
        var undeclared = found.getString("TYPE_NAME").equals("DECFLOAT") || found.getInt("DECIMAL_DIGITS") == -127;
        return new SourceColumn(
                found.getString("COLUMN_NAME"),
                found.getInt("DATA_TYPE"),
                undeclared ? 0 : found.getInt("COLUMN_SIZE"),
                undeclared ? 0 : found.getInt("DECIMAL_DIGITS"));
    }

    private List<String> key(String schema, String table) throws SQLException {
        var bySequence = new TreeMap<Integer, String>();
        try (var found = metadata.getPrimaryKeys(null, schema, table)) {
            while (found.next()) {
                bySequence.put(found.getInt("KEY_SEQ"), found.getString("COLUMN_NAME"));
            }
        }
        return List.copyOf(bySequence.values());
    }

    private String escape(String name) throws SQLException {
        var escape = metadata.getSearchStringEscape();
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }
}
