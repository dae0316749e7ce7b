package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Row;
import io.windowreload.db.Sql;
import io.windowreload.window.TableName;
import java.util.Map;
import java.util.Set;

/** Attempts that do a request together: one that went on without tables that failed, and the next, which takes those. */
final class Attempts {
    private static final Sql DONE = Sql.load("ledger/tables-done");
    private static final Sql ASKED = Sql.load("ledger/tables-asked");

    private final Db db;

    Attempts(Db db) {
        this.db = db;
    }

    /** The tables that the attempt after a run leaves out, because they are done and still stand; none where all are to be taken. */
    Set<TableName> done(long runId) {
        return tables(DONE, runId);
    }

    /** All tables of a run and of the attempts whose rest it takes. */
    Set<TableName> asked(long runId) {
        return tables(ASKED, runId);
    }

    private Set<TableName> tables(Sql question, long runId) {
        return Set.copyOf(db.query(question, Map.of("run_id", runId), Attempts::table));
    }

    private static TableName table(Row row) {
        return new TableName(row.text("target_schema"), row.text("target_table"));
    }
}
