package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What slows a run down, or holds it up. It stands in the ledger: every instance obeys, and a restart changes nothing. */
public final class Brakes {
    private static final Sql PAUSE = Sql.load("ledger/pause-run");
    private static final Sql RESUME = Sql.load("ledger/resume-run");
    private static final Sql PACE = Sql.load("ledger/pace-run");

    private final Db db;

    public Brakes(Db db) {
        this.db = db;
    }

    /** Tells a run to rest; empty where it has ended. */
    public Optional<Run> pause(long runId, String actor, String reason) {
        return db.queryOne(PAUSE, Map.of("run_id", runId, "actor", actor, "reason", reason), RunRows::run);
    }

    /** Lets a run go on; empty where it does not rest. */
    public Optional<Run> resume(long runId) {
        return db.queryOne(RESUME, Map.of("run_id", runId), RunRows::run);
    }

    /**
     * How fast a run may write.
     *
     * @param rowsPerSecond of each call that is made at once; null for as fast as it can
     */
    public void pace(long runId, Integer rowsPerSecond) {
        var values = new HashMap<String, Object>();
        values.put("run_id", runId);
        values.put("rows_per_second", rowsPerSecond);
        db.update(PACE, values);
    }
}
