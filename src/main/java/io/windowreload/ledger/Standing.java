package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.Map;

/** Whether a run could be written down now. Each question is one small statement; whoever asks says how long it may take. */
public final class Standing {
    private static final Sql LEDGER = Sql.load("ledger/standing");
    private static final Sql SCHEDULE = Sql.load("schedule/standing");

    private final Db db;

    public Standing(Db db) {
        this.db = db;
    }

    /**
     * Says that the ledger takes writes.
     *
     * @throws ReloadException where it can be read at most
     */
    public String ledger() {
        return db.queryOne(LEDGER, Map.of(), row -> {
                    if (row.flag("standby")) {
                        throw new ReloadException(ErrorCode.TARGET_READ_ONLY, "the server is a standby");
                    }
                    if (row.flag("read_only")) {
                        throw new ReloadException(
                                ErrorCode.TARGET_READ_ONLY, "default_transaction_read_only is on: it takes no writes");
                    }
                    if (!row.flag("may_write")) {
                        throw new ReloadException(
                                ErrorCode.TARGET_ACCESS_DENIED, "the role may not write admin.reload_runs");
                    }
                    return "PostgreSQL answers and takes writes";
                })
                .orElseThrow();
    }

    /**
     * Says that the store of the schedule takes writes.
     *
     * @throws ReloadException where Quartz could not write it
     */
    public String schedule() {
        return db.queryOne(SCHEDULE, Map.of(), row -> {
                    if (!row.flag("may_write")) {
                        throw new ReloadException(
                                ErrorCode.TARGET_ACCESS_DENIED, "the role may not write admin.quartz_triggers");
                    }
                    return "the schedule's store can be read and written";
                })
                .orElseThrow();
    }
}
