package io.windowreload.merge;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Staging into production beside live CDC. The work itself is done set-wise in PostgreSQL; this room knows its statements, their
 * parameters and what their results mean. The long ones are returned as {@link Call}s, so that a route may run them.
 */
public final class Merge {
    private static final Sql KEEP_COLUMNS = Sql.load("merge/keep-columns");
    private static final Sql ARM = Sql.load("merge/arm-fence");
    private static final Sql DISARM = Sql.load("merge/disarm-fence");
    private static final Sql REFUSALS = Sql.load("merge/note-refusals");
    private static final Sql SWEEP = Sql.load("merge/sweep-fences");
    private static final Sql ORDER = Sql.load("merge/order-tables");
    private static final Sql PLAN = Sql.load("merge/plan-table");
    private static final Sql PLAN_LANE = Sql.load("merge/plan-lane");
    private static final Sql FORECAST = Sql.load("merge/forecast-run");
    private static final Sql COMPARE = Sql.load("merge/compare-plan");
    private static final Sql APPLY = Sql.load("merge/apply-plan");
    private static final Sql VERIFY = Sql.load("merge/verify-table");
    private static final Sql OPEN_UNDO = Sql.load("merge/open-undo");
    private static final Sql UNDO = Sql.load("merge/undo-run");
    private static final Sql DROP = Sql.load("merge/drop-plans");
    private static final Sql JUDGE = Sql.load("merge/judge-emptiness");
    private static final Sql ESTIMATE = Sql.load("merge/estimate-run");
    private static final Sql FORGET = Sql.load("merge/forget-undo");

    /** Long enough to be worth a call, short enough for a step that can be repeated. */
    private static final Duration BUDGET = Duration.ofSeconds(5);

    private final Db db;
    private final int chunkRows;
    private final int maxRejected;
    private final Duration lockTimeout;
    private final int connections;

    /**
     * Wires the room.
     *
     * @param chunkRows the most rows of a transaction
     * @param maxRejected of a table, so many rows may be left because production refuses them
     * @param lockTimeout after which the merge gives way
     * @param connections on how many a table may be written at once, where it is large and its rows do not depend on each other
     */
    public Merge(Db db, int chunkRows, int maxRejected, Duration lockTimeout, int connections) {
        this.db = db;
        this.chunkRows = chunkRows;
        this.maxRejected = maxRejected;
        this.lockTimeout = lockTimeout;
        this.connections = connections;
    }

    /** A statement that commits by itself and therefore wants a connection in autocommit. */
    public record Call(Sql sql, Map<String, Object> parameters) {
        /** The table that it concerns alone; empty where it concerns the run. */
        public Optional<Integer> position() {
            return Optional.ofNullable((Integer) parameters.get("position"));
        }
    }

    /** Remembers the columns of production and staging, which must be the same when the merge is planned. */
    public void keepColumns(long runId) {
        db.queryOne(KEEP_COLUMNS, Map.of("run_id", runId), row -> true);
    }

    /** What the run is about to load, as a JSON document: rows and bytes by production's statistics, and how long DMS may take by earlier runs. */
    public String estimate(long runId) {
        return db.queryOne(ESTIMATE, Map.of("run_id", runId), row -> row.text("estimate"))
                .orElseThrow();
    }

    /** Follows deletes from now on and stores the horizon; must have returned before DMS reads anything. */
    public void arm(long runId) {
        db.update(ARM, Map.of("run_id", runId, "lock_timeout_ms", lockTimeout.toMillis()));
    }

    /** Stops following deletes, and drops what only an open run needs; before-images stay for undo. */
    public void disarm(long runId) {
        db.update(DISARM, Map.of("run_id", runId, "lock_timeout_ms", lockTimeout.toMillis()));
        db.update(DROP, Map.of("run_id", runId));
    }

    /** Puts on record with the run, or with the one that a look is about, what production refused from CDC since that began. */
    public void noteRefusals(long runId) {
        db.queryOne(REFUSALS, Map.of("run_id", runId), row -> row.number("refused"));
    }

    /** Removes what runs that are over have left. */
    public void sweep() {
        db.update(SWEEP, Map.of());
    }

    /** Removes before-images that nobody may undo any more. */
    public void forget(Duration olderThan) {
        db.update(FORGET, Map.of("older_than_ms", olderThan.toMillis()));
    }

    /**
     * A table of a run. Those of one wave have no foreign keys among each other, so that they can be merged side by side; one
     * whose plan is open can be planned, and then applied, by as many calls at once as it has lanes.
     */
    public record Place(int position, int wave, int lanes) {}

    /** The run's tables, parents before children. */
    public List<Place> order(long runId) {
        return db.query(
                ORDER,
                Map.of("run_id", runId),
                row -> new Place(row.smallNumber("position"), row.smallNumber("wave"), row.smallNumber("lanes")));
    }

    /** Classifies every staged row of a table and lists the rows to change; a table of several lanes is left to {@link #planLane}. */
    public Call plan(long runId, int position) {
        return new Call(PLAN, Map.of("run_id", runId, "position", position, "connections", connections));
    }

    /** Plans lanes of a table whose plan is open, as long as there are any; made as often at once as it has lanes. */
    public Call planLane(long runId, int position) {
        return new Call(PLAN_LANE, Map.of("run_id", runId, "position", position));
    }

    /** Settles the account of a planned run as if it were merged, and keeps what it promises. */
    public Call forecast(long runId) {
        return new Call(FORECAST, Map.of("run_id", runId));
    }

    /** Compares the plans of a run with what a dry run promised; its result is the number of rows that CDC does not explain. */
    public Call compare(long runId, long planRunId) {
        return new Call(COMPARE, Map.of("run_id", runId, "plan_run_id", planRunId));
    }

    /** Writes the next chunks of a table, in a lane that is free; its result says whether the table is done. */
    public Call apply(long runId, int position) {
        return new Call(
                APPLY,
                Map.of(
                        "run_id", runId,
                        "position", position,
                        "chunk_rows", chunkRows,
                        "max_rejected", maxRejected,
                        "lock_timeout_ms", lockTimeout.toMillis(),
                        "budget_ms", BUDGET.toMillis()));
    }

    /**
     * Enters what an undo has to take back into its account. Refused where the before-images are gone.
     *
     * @return how many tables it has to do with
     */
    public int openUndo(long runId, long undoRunId) {
        return db.queryOne(
                        OPEN_UNDO, Map.of("run_id", runId, "undo_run_id", undoRunId), row -> row.smallNumber("tables"))
                .orElseThrow();
    }

    /** Takes back the next chunks of a run, in the rows that nobody has written since. */
    public Call undo(long runId, long undoRunId) {
        return new Call(
                UNDO,
                Map.of(
                        "run_id",
                        runId,
                        "undo_run_id",
                        undoRunId,
                        "lock_timeout_ms",
                        lockTimeout.toMillis(),
                        "budget_ms",
                        BUDGET.toMillis()));
    }

    /** Puts on record, as findings, what is wrong with the little that a run came to: nothing empty is a plain success. */
    public void judgeEmptiness(long runId) {
        db.query(JUDGE, Map.of("run_id", runId), row -> true);
    }

    /** Compares again; its result is the number of staged rows that production neither holds nor explains. */
    public Call verify(long runId, int position) {
        return new Call(VERIFY, Map.of("run_id", runId, "position", position));
    }
}
