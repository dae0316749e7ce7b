package io.windowreload.staging;

import io.windowreload.db.Db;
import io.windowreload.db.DbException;
import io.windowreload.db.Sql;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import java.util.List;
import java.util.Map;

/** By which columns the rows of a table are told apart. */
final class KeyColumns {
    private static final Sql KEY = Sql.load("staging/key-columns");
    private static final Sql FUNCTIONS = Sql.lent("R__0_key");

    private final Db db;

    KeyColumns(Db db) {
        this.db = db;
    }

    /**
     * Those of the primary key, or of a unique index that stands for it, as far as tables.json declares them. The ledger need not be there
     * yet, or may be of an older version: then its functions are lent.
     */
    List<String> of(ReloadTable table) {
        var parameters = Map.of(
                "schema", table.target().schema(), "table", table.target().name(), "key", table.key());
        try {
            return ask(KEY, parameters);
        } catch (DbException e) {
            if (!e.missing() && !e.denied()) {
                throw e;
            }
            return db.rolledBack(() -> {
                db.update(FUNCTIONS, Map.of());
                return ask(KEY.lent(), parameters);
            });
        }
    }

    private List<String> ask(Sql key, Map<String, ?> parameters) {
        return db.queryOne(key, parameters, row -> {
                    if (row.text("refusal") != null) {
                        throw new ReloadException(
                                row.flag("could") ? ErrorCode.KEY_UNDECLARED : ErrorCode.TARGET_TABLE_UNFIT,
                                row.text("refusal"));
                    }
                    return row.texts("columns");
                })
                .orElseThrow();
    }
}
