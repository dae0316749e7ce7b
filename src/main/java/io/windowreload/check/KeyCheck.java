package io.windowreload.check;

import io.windowreload.db.Db;
import io.windowreload.db.Row;
import io.windowreload.db.Sql;
import io.windowreload.staging.Staging;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableShape;
import java.util.List;
import java.util.Map;

/** By which columns rows are found, and what may be there once only beside them. Asks the functions that a run asks. */
final class KeyCheck {
    private static final Sql KEYS = Sql.load("check/keys");

    private final Checklist list;
    private final Db db;
    private final Staging staging;

    KeyCheck(Checklist list, Db db, Staging staging) {
        this.list = list;
        this.db = db;
        this.staging = staging;
    }

    void look(List<ReloadTable> tables) {
        for (var table : tables) {
            list.look(TargetCheck.AREA, table.target() + " keys", () -> keys(table));
        }
    }

    private Told keys(ReloadTable table) {
        try {
            return keys(table, staging.shape(table));
        } catch (ReloadException e) {
            // The look at the table itself has said it.
            return new Told(Finding.Mark.UNKNOWN, "not checked: the table cannot be merged", null, null);
        }
    }

    private Told keys(ReloadTable table, TableShape shape) {
        return db.queryOne(
                        KEYS,
                        Map.of(
                                "schema", table.target().schema(),
                                "table", table.target().name(),
                                "window_column", shape.windowColumn(),
                                "key", table.key()),
                        row -> keys(shape.key(), row))
                .orElseThrow();
    }

    private static Told keys(List<String> key, Row row) {
        if (row.text("problem") != null) {
            return Told.notMet(ErrorCode.KEY_UNDECLARED, row.text("problem"), ErrorCode.KEY_UNDECLARED.hint());
        }
        var deferrable = row.texts("deferrable");
        if (!deferrable.isEmpty()) {
            return Told.noted(
                    "can be deferred: " + String.join(", ", deferrable)
                            + "; sessions of session_replication_role = replica do not enforce them, those of CDC perhaps",
                    "A run asks for doubles itself. Where nothing needs to be deferred, make them NOT DEFERRABLE.");
        }
        var beside = row.texts("beside");
        return Told.met("rows are found by " + String.join(", ", key)
                + (beside.isEmpty() ? "" : "; unique beside it: " + String.join(", ", beside)));
    }
}
