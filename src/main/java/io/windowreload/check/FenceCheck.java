package io.windowreload.check;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadTable;
import java.util.List;
import java.util.Map;

/** What a fence may meet: tables that it cannot stand on, and transactions that never end. Asks the functions that a run asks. */
final class FenceCheck {
    private static final Sql REFUSAL = Sql.load("check/fence-refusal");
    private static final Sql OLD_TRANSACTIONS = Sql.load("check/old-transactions");

    private final Checklist list;
    private final Db db;

    FenceCheck(Checklist list, Db db) {
        this.list = list;
        this.db = db;
    }

    void look(List<ReloadTable> tables) {
        list.look(TargetCheck.AREA, "open transactions", this::transactions);
        for (var table : tables) {
            list.look(TargetCheck.AREA, table.target() + " fence", () -> fence(table));
        }
    }

    private CheckAnswer transactions() {
        var old = db.query(OLD_TRANSACTIONS, Map.of(), row -> row.text("said"));
        return old.isEmpty()
                ? CheckAnswer.met("none has been open for long")
                : CheckAnswer.noted("open transaction: " + String.join("; ", old), ErrorCode.TRANSACTION_OPEN.hint());
    }

    private CheckAnswer fence(ReloadTable table) {
        var target = table.target();
        var refusals = db.query(
                REFUSAL,
                Map.of("schema", target.schema(), "table", target.name(), "key", table.key()),
                row -> row.text("refusal"));
        return refusals.stream().allMatch(refusal -> refusal == null)
                ? CheckAnswer.met("follows deletes on every path")
                : CheckAnswer.notMet(
                        ErrorCode.TARGET_TABLE_UNFIT, refusals.get(0), ErrorCode.TARGET_TABLE_UNFIT.hint());
    }
}
