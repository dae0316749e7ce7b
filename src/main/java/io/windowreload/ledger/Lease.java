package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.TableName;
import io.windowreload.window.TableWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one process may do to the runs it holds. A run is held by one process until its lease ends; every write checks that it is still
 * held, so that a process that was frozen for an hour cannot touch what another one has taken over.
 */
public final class Lease {
    private static final Sql CLAIM = Sql.load("ledger/claim-runs");
    private static final Sql NEXT_DUE = Sql.load("ledger/next-due");
    private static final Sql HOLD = Sql.load("ledger/hold-run");
    private static final Sql RENEW = Sql.load("ledger/renew-leases");
    private static final Sql RELEASE = Sql.load("ledger/release-runs");
    private static final Sql ADVANCE = Sql.load("ledger/advance-run");
    private static final Sql RETRY = Sql.load("ledger/retry-run");
    private static final Sql WAIT = Sql.load("ledger/wait-run");
    private static final Sql LOCK_HOLDERS = Sql.load("ledger/lock-holders");
    private static final Sql FAIL = Sql.load("ledger/fail-run");
    private static final Sql FAIL_TABLE = Sql.load("ledger/fail-table");
    private static final Sql FINISH = Sql.load("ledger/finish-run");
    private static final Sql SET_TASK = Sql.load("ledger/set-task");
    private static final Sql SET_CDC_TASK = Sql.load("ledger/set-cdc-task");
    private static final Sql LOADS = Sql.load("ledger/loads-of-run");
    private static final Sql OPEN_LOAD = Sql.load("ledger/open-load");
    private static final Sql END_LOAD = Sql.load("ledger/end-load");
    private static final Sql LOAD_GONE = Sql.load("ledger/load-gone");
    private static final Sql SET_WINDOW = Sql.load("ledger/set-window");
    private static final Sql SET_REPAIRED = Sql.load("ledger/set-repaired-columns");
    private static final Sql SET_WINDOW_ZONES = Sql.load("ledger/set-window-zones");
    private static final Sql PUT_EVIDENCE = Sql.load("ledger/put-evidence");
    private static final Sql RECORD_LOAD = Sql.load("ledger/record-load");
    private static final Sql BEGIN_PHASE = Sql.load("ledger/begin-phase");
    private static final Sql END_PHASES = Sql.load("ledger/end-phases");

    private final Db db;
    private final String owner;
    private final Duration length;

    /**
     * A lease for this process.
     *
     * @param owner unique among all processes, for example host, process id and a random part
     * @param length how long a run stays held without a sign of life
     */
    public Lease(Db db, String owner, Duration length) {
        this.db = db;
        this.owner = owner;
        this.length = length;
    }

    /**
     * Takes at most {@code slots} due runs that nobody holds, oldest first.
     *
     * @param inHand what this process works on; what it holds beside that, because a write of its failed, is taken again
     */
    public List<Run> claim(int slots, Collection<Long> inHand) {
        var steps = Arrays.stream(Step.values()).map(Step::name).toList();
        var values = new HashMap<String, Object>(Map.of("owner", owner, "lease_ms", length.toMillis(), "slots", slots));
        values.put("in_hand", List.copyOf(inHand));
        values.put("steps", steps);
        return db.query(CLAIM, values, RunRows::run);
    }

    /** In how long the next run is due that is not due yet, and that this process may take then; empty where there is none. */
    public Optional<Duration> nextDue(Collection<Long> inHand) {
        return db.queryOne(NEXT_DUE, Map.of("owner", owner, "in_hand", List.copyOf(inHand)), row -> Optional.ofNullable(
                                row.numberOrNull("due_ms"))
                        .map(Duration::ofMillis))
                .orElseThrow();
    }

    /**
     * Does work that nobody who has lost the run may do, such as emptying staging: until it is done, no other process takes the run.
     *
     * @throws LeaseLostException where the run is no longer held; then nothing was done
     */
    public void holding(Run run, Runnable work) {
        db.inTransaction(() -> {
            one(run, db.queryOne(HOLD, held(run), RunRows::run));
            work.run();
            return null;
        });
    }

    /** A sign of life for the runs that this process works on. */
    public void renew(Collection<Long> runs) {
        if (!runs.isEmpty()) {
            db.update(RENEW, Map.of("owner", owner, "lease_ms", length.toMillis(), "run_ids", List.copyOf(runs)));
        }
    }

    /** Gives back all that this process holds: another one may go on at once. */
    public void release() {
        db.update(RELEASE, Map.of("owner", owner));
    }

    /**
     * Moves a run to a step, or leaves it there to look again.
     *
     * @param delay zero keeps the run held by this process; otherwise it is given back until then
     * @throws LeaseLostException where the run is no longer held
     */
    public Run advance(Run run, Step step, Duration delay) {
        return db.inTransaction(() -> {
            var phase = step.phase().name().toLowerCase(Locale.ROOT);
            var values = held(run);
            values.put("step", step);
            values.put("phase", phase);
            values.put("delay_ms", delay.toMillis());
            var moved = one(run, db.queryOne(ADVANCE, values, RunRows::run));
            enter(run, phase);
            return moved;
        });
    }

    /** Remembers that the run is in the phase from now on. */
    public void enter(Run run, String phase) {
        db.update(BEGIN_PHASE, Map.of("run_id", run.id(), "phase", phase));
        db.update(END_PHASES, Map.of("run_id", run.id(), "phase", phase));
    }

    /** The step failed in a way that may pass; it is due again after the delay. */
    public Run retry(Run run, String problem, Duration delay) {
        var values = held(run);
        values.put("problem", problem);
        values.put("delay_ms", delay.toMillis());
        return one(run, db.queryOne(RETRY, values, RunRows::run));
    }

    /**
     * The run waits, and says for what.
     *
     * @param delay after which it is looked at again
     * @param parked whether later runs that share a table may pass it meanwhile: it holds nothing
     */
    public Run await(Run run, String waiting, Duration delay, boolean parked) {
        var values = held(run);
        values.put("waiting", waiting);
        values.put("delay_ms", delay.toMillis());
        values.put("parked", parked);
        return one(run, db.queryOne(WAIT, values, RunRows::run));
    }

    /** Who has locked the tables of a run, in words; empty where nobody has by now. */
    public Optional<String> lockHolders(Run run) {
        return db.queryOne(LOCK_HOLDERS, Map.of("run_id", run.id()), row -> Optional.ofNullable(row.text("holders")))
                .orElseThrow();
    }

    /** The run fails: its first error is kept, and it goes to clean. */
    public Run fail(Run run, ErrorCode code, String detail, Step clean) {
        return db.inTransaction(() -> {
            var phase = clean.phase().name().toLowerCase(Locale.ROOT);
            var values = held(run);
            values.put("error_code", code);
            values.put("error_detail", detail);
            values.put("step", clean);
            values.put("phase", phase);
            var failed = one(run, db.queryOne(FAIL, values, RunRows::run));
            enter(run, phase);
            return failed;
        });
    }

    /** The run goes on without a table; what is written together with it fails together. Returns the positions that have failed now. */
    public List<Integer> failed(Run run, int position, ErrorCode code, String detail) {
        var positions = new ArrayList<Integer>();
        holding(
                run,
                () -> positions.addAll(db.query(
                        FAIL_TABLE,
                        Map.of(
                                "run_id", run.id(),
                                "position", position,
                                "failed_code", code,
                                "failed_detail", detail),
                        row -> row.smallNumber("position"))));
        return positions;
    }

    /** The run ends: successful where it has no error. Its row in the summary is part of the same transaction. */
    public Run finish(Run run, String notes) {
        return db.inTransaction(() -> {
            db.update(END_PHASES, Map.of("run_id", run.id(), "phase", ""));
            var values = held(run);
            values.put("notes", notes);
            return one(run, db.queryOne(FINISH, values, RunRows::run));
        });
    }

    /** The DMS task of the run. */
    public void task(Run run, String identifier, String arn) {
        var values = held(run);
        values.put("task_identifier", identifier);
        values.put("task_arn", arn);
        if (db.update(SET_TASK, values) == 0) {
            throw new LeaseLostException(run.id());
        }
    }

    /** The DMS tasks of a run, in order. */
    public List<Load> loads(Run run) {
        return db.query(LOADS, Map.of("run_id", run.id()), RunRows::load);
    }

    /** Another DMS task of the run, on record before it exists. */
    public void open(Run run, int number, String cdcTask, int part, int attempt, String identifier) {
        var values = new HashMap<String, Object>(Map.of("run_id", run.id(), "load", number, "attempt", attempt));
        values.put("cdc_task", cdcTask);
        values.put("part", part);
        values.put("task_identifier", identifier);
        holding(run, () -> db.update(OPEN_LOAD, values));
    }

    /** What became of a DMS task of the run. */
    public void ended(Run run, Load load, Load.Outcome outcome, String detail) {
        var values = load(run, load);
        values.put("outcome", outcome);
        values.put("detail", detail);
        holding(run, () -> db.update(END_LOAD, values));
    }

    /** DMS no longer has a task of the run. */
    public void gone(Run run, Load load) {
        holding(run, () -> db.update(LOAD_GONE, load(run, load)));
    }

    private static Map<String, Object> load(Run run, Load load) {
        return new HashMap<>(Map.of("run_id", run.id(), "load", load.number()));
    }

    /** The CDC task that replicates a table of the run. */
    public void cdcTask(Run run, int position, String arn) {
        ofTable(SET_CDC_TASK, run, position, Map.of("cdc_task", arn));
    }

    /** What decides about the window of a table, as the target's catalog spells it. */
    public void window(Run run, int position, TableWindow window) {
        var form = window.form().word();
        ofTable(SET_WINDOW, run, position, Map.of("window_columns", window.columns(), "window_form", form));
    }

    /** The columns of a table that the run repairs, as production spells them; none where all are merged. */
    public void repairs(Run run, int position, List<String> columns) {
        ofTable(SET_REPAIRED, run, position, Map.of("columns", columns));
    }

    /** The zones in which DMS may have read the window column of a table; none where it hangs on no zone. */
    public void windowZones(Run run, int position, List<String> zones) {
        ofTable(SET_WINDOW_ZONES, run, position, Map.of("zones", zones));
    }

    /** What DMS reports of a table. */
    public void loaded(Run run, TableName source, String state, long rows) {
        holding(
                run,
                () -> db.update(
                        RECORD_LOAD,
                        Map.of(
                                "run_id", run.id(),
                                "source_schema", source.schema(),
                                "source_table", source.name(),
                                "load_state", state,
                                "load_rows", rows)));
    }

    /** Keeps a JSON document with the run; a later one of the same kind replaces it. */
    public void keep(Run run, String kind, String document) {
        holding(run, () -> db.update(PUT_EVIDENCE, Map.of("run_id", run.id(), "kind", kind, "document", document)));
    }

    private void ofTable(Sql statement, Run run, int position, Map<String, Object> values) {
        var all = new HashMap<>(values);
        all.putAll(Map.of("run_id", run.id(), "position", position));
        holding(run, () -> db.update(statement, all));
    }

    private Map<String, Object> held(Run run) {
        return new HashMap<>(Map.of("run_id", run.id(), "owner", owner));
    }

    private static Run one(Run run, Optional<Run> result) {
        return result.orElseThrow(() -> new LeaseLostException(run.id()));
    }
}
