package io.windowreload.merge;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.window.KeyRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the target alone cannot settle, read again from the source by key: rows that the run inserted because production lacked them,
 * rows that it left to CDC, rows that only production has. A look is a run of its own, whose staging holds just those keys; looks follow
 * looks until nothing is open.
 */
public final class SecondLook {
    private static final Sql BEGIN = Sql.load("merge/begin-look");
    private static final Sql AFTER = Sql.load("merge/look-after");
    private static final Sql RETRY = Sql.load("merge/retry-look");
    private static final Sql ARM = Sql.load("merge/arm-look");
    private static final Sql FOLLOW = Sql.load("merge/follow-look");
    private static final Sql RANGES = Sql.load("merge/list-look-ranges");
    private static final Sql KEYS = Sql.load("merge/list-look-keys");
    private static final Sql COUNT = Sql.load("merge/count-look");
    private static final Sql DOUBTED = Sql.load("merge/deletes-doubted");
    private static final Sql SETTLE = Sql.load("merge/settle-look");
    private static final Sql SPREAD = Sql.load("merge/spread-keys");
    private static final Sql ASK = Sql.load("merge/ask-keys");
    private static final Sql HOLD = Sql.load("merge/hold-keys");
    private static final Sql KEEP = Sql.load("merge/keep-part");
    private static final Sql GATHER = Sql.load("merge/gather-parts");
    private static final Sql ACCOUNT = Sql.load("merge/account-keys");

    /** What one load asks for where no look is wanted. */
    private static final int USUAL_KEYS = 1000;

    /** Rows that a run itself inserted are taken back where the source has them no more; the rest only where somebody asked for it. */
    private static final List<String> OWN = List.of("inserted");

    private static final List<String> ALL = List.of(
            "requested",
            "inserted",
            "updated",
            "delete_candidate",
            "key_reused",
            "tie_touched_by_cdc",
            "newer_in_target",
            "touched",
            "has_children",
            "refused");

    private final Db db;
    private final int mostKeys;
    private final int mostLooks;
    private final int mostDeletes;
    private final int mostPercent;
    private final Duration lockTimeout;

    /**
     * Of one table.
     *
     * @param mostKeys how many keys, or ranges of whole numbers that follow each other, one look reads; 0 means no look at all
     * @param mostLooks how many looks at one run there are at most
     * @param mostDeletes more rows than this are not deleted, none of them
     * @param mostPercent the same, of the rows that the run had staged
     * @param lockTimeout after which a look that wants its fence gives way
     */
    public SecondLook(Db db, int mostKeys, int mostLooks, int mostDeletes, int mostPercent, Duration lockTimeout) {
        this.db = db;
        this.mostKeys = mostKeys;
        this.mostLooks = mostLooks;
        this.mostDeletes = mostDeletes;
        this.mostPercent = mostPercent;
        this.lockTimeout = lockTimeout;
    }

    /**
     * A key to read again.
     *
     * @param key JSON object of the key's columns, in the target's spelling
     * @param outcome null until settled
     */
    public record Key(String key, String reason, String outcome) {}

    /** Rows that only production has, and how many of those were removed. */
    public record Settled(long confirmed, long removed) {}

    /**
     * What a key that did not come back proves.
     *
     * @param cdcPassed whether CDC had passed the look's load: else CDC may still give the row another key, and nothing is deleted
     * @param filtered whether the look read through a row filter, which hides rows that the source has
     */
    public record Absence(boolean cdcPassed, boolean filtered) {}

    /** Rows of staging, and how many of them were not asked for. */
    public record Contents(long staged, long outside) {}

    /**
     * Opens a second look at a run while its fence stands, and puts the look's own fence on; asked again, it is the same. Empty where there
     * is nothing to read again.
     */
    public Optional<Long> begin(long runId) {
        return open(BEGIN, runId);
    }

    /** The same of a run that came to no good end, where it has committed anything. */
    public Optional<Long> after(long runId) {
        return open(AFTER, runId);
    }

    private Optional<Long> open(Sql opening, long runId) {
        return mostKeys == 0 ? Optional.empty() : opened(opening, runId, Map.of("run_id", runId, "most", mostKeys));
    }

    /** From the fence of a run to that of its look there is no gap: a row that gets another key in it would be found by nobody. */
    private Optional<Long> opened(Sql opening, long runId, Map<String, Object> parameters) {
        var look = db.queryOne(opening, parameters, row -> Optional.ofNullable(row.numberOrNull("look_run_id")))
                .orElseThrow();
        look.ifPresent(opened -> db.update(
                ARM,
                Map.of(
                        "run_id",
                        runId,
                        "look_run_id",
                        opened,
                        "most",
                        mostKeys,
                        "lock_timeout_ms",
                        lockTimeout.toMillis())));
        return look;
    }

    /**
     * Opens the look after a look that is settled, while its fence stands, as {@link #begin} does. Empty where nothing is open, or
     * where there were as many looks as there may be: what is left open then stands with the run.
     */
    public Optional<Long> follow(long lookRunId) {
        return opened(FOLLOW, lookRunId, Map.of("look_run_id", lookRunId, "most", mostKeys, "most_looks", mostLooks));
    }

    /** What the filters of a table ask for, one column after the other. */
    public List<KeyRange> ranges(long lookRunId, int position) {
        return db.query(
                RANGES,
                Map.of("look_run_id", lookRunId, "position", position),
                row -> new KeyRange(row.text("name"), row.text("low"), row.text("high")));
    }

    /** A new attempt of a second look that came to no good end; while one is open, that one. */
    public long retry(long lookRunId, String requestedBy, String reason) {
        return db.queryOne(
                        RETRY,
                        Map.of(
                                "look_run_id",
                                lookRunId,
                                "requested_by",
                                requestedBy,
                                "reason",
                                reason == null ? "second look" : reason),
                        row -> row.number("look_run_id"))
                .orElseThrow();
    }

    /** The keys of a table. */
    public List<Key> keys(long lookRunId, int position) {
        return db.query(
                KEYS,
                Map.of("look_run_id", lookRunId, "position", position),
                row -> new Key(row.text("key"), row.text("reason"), row.text("outcome")));
    }

    /** Spreads the keys that a run was asked for over as many loads as they take, and chooses control keys. Can be repeated. */
    public void spread(long runId) {
        db.query(SPREAD, Map.of("run_id", runId, "most", mostKeys == 0 ? USUAL_KEYS : mostKeys), row -> true);
    }

    /** Lets the keys of one of those loads be those that the run asks for now. */
    public void ask(long runId, int part) {
        db.query(ASK, Map.of("run_id", runId, "part", part), row -> true);
    }

    /** Remembers which keys production holds, now that the run's fence stands. */
    public void hold(long runId) {
        db.query(HOLD, Map.of("run_id", runId), row -> true);
    }

    /** Keeps what one of several loads has brought of a table. Can be repeated. */
    public void keep(long runId, int position, int part) {
        db.query(KEEP, Map.of("run_id", runId, "position", position, "part", part), row -> true);
    }

    /** Puts into staging what all loads have brought; all keys are asked for from now on. Can be repeated. */
    public void gather(long runId) {
        db.query(GATHER, Map.of("run_id", runId), row -> true);
    }

    /** Puts on record which keys neither side has, and which only production has. */
    public void account(long runId, int position) {
        db.query(ACCOUNT, Map.of("run_id", runId, "position", position), row -> true);
    }

    /** Counts what was loaded. */
    public Contents count(long lookRunId, int position) {
        return db.queryOne(
                        COUNT,
                        Map.of("look_run_id", lookRunId, "position", position),
                        row -> new Contents(row.number("staged"), row.number("outside")))
                .orElseThrow();
    }

    /** Whether a run brought so little of a table that what only production has is no candidate for a delete. */
    public boolean doubted(long runId, int position) {
        return db.queryOne(DOUBTED, Map.of("run_id", runId, "position", position), row -> row.flag("doubted"))
                .orElseThrow();
    }

    /**
     * Settles the keys that the source has no more. Can be repeated.
     *
     * @param apply whether rows that the run had not inserted itself are deleted as well
     * @param absence what a key that did not come back proves
     */
    public Settled settle(long runId, long lookRunId, int position, boolean apply, Absence absence) {
        return db.queryOne(
                        SETTLE,
                        Map.of(
                                "run_id", runId,
                                "look_run_id", lookRunId,
                                "position", position,
                                "delete_reasons", apply ? ALL : OWN,
                                "cdc_passed", absence.cdcPassed(),
                                "filtered", absence.filtered(),
                                "max_rows", mostDeletes,
                                "max_percent", mostPercent),
                        row -> new Settled(row.number("confirmed"), row.number("removed")))
                .orElseThrow();
    }
}
