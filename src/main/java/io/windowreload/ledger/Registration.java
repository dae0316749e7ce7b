package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.window.ReloadTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The registry of tables, as the views and the procedure know it that people call from psql. */
public final class Registration {
    private static final Sql FORGET_TABLES = Sql.load("ledger/forget-tables");
    private static final Sql REGISTER_TABLE = Sql.load("ledger/register-table");

    private final Db db;

    public Registration(Db db) {
        this.db = db;
    }

    /** Makes the registry known to the views and the procedure that people call from psql. */
    public void register(List<ReloadTable> tables) {
        db.inTransaction(() -> {
            db.update(FORGET_TABLES, Map.of());
            for (var position = 0; position < tables.size(); position++) {
                var row = row(position + 1, tables.get(position));
                var table = tables.get(position);
                var columns = table.columns().stream().map(table::targetColumn).toList();
                row.put("columns", columns.isEmpty() ? null : columns);
                db.update(REGISTER_TABLE, row);
            }
            return null;
        });
    }

    /** A table as the ledger's rows name it. */
    static Map<String, Object> row(int position, ReloadTable table) {
        return new HashMap<>(Map.of(
                "position", position,
                "source_schema", table.source().schema(),
                "source_table", table.source().name(),
                "target_schema", table.target().schema(),
                "target_table", table.target().name(),
                "staging_table", table.staging().name(),
                "window_columns", table.targetWindow().columns(),
                "window_form", table.window().form().word()));
    }
}
