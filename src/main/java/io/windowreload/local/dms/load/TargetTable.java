package io.windowreload.local.dms.load;

import io.windowreload.local.LocalSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of the target as it stands there; no columns where it is missing.
 *
 * @param columns those that COPY without a column list fills, in their order
 */
record TargetTable(String schema, String name, List<Column> columns) {

    /** A column; the type by PostgreSQL's own name, such as {@code int4}; required where it does not take NULL. */
    record Column(String name, String type, boolean required) {}

    static TargetTable read(Connection target, String schema, String name) throws SQLException {
        var columns = new ArrayList<Column>();
        try (var statement = target.prepareStatement(LocalSql.text("dms/target-columns"))) {
            statement.setString(1, schema);
            statement.setString(2, name);
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    columns.add(
                            new Column(found.getString("name"), found.getString("type"), found.getBoolean("required")));
                }
            }
        }
        return new TargetTable(schema, name, List.copyOf(columns));
    }

    boolean missing() {
        return columns.isEmpty();
    }

    String quoted() {
        return SourceTable.quote(schema) + "." + SourceTable.quote(name);
    }
}
