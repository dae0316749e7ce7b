package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.Request;
import io.windowreload.window.TableName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was asked, done and found. */
public final class Ledger {
    private static final Sql LOCK_REQUESTS = Sql.load("ledger/lock-requests");
    private static final Sql LATEST = Sql.load("ledger/latest-run-of-request");
    private static final Sql LATEST_OF_EACH = Sql.load("ledger/latest-runs-of-requests");
    private static final Sql ANSWERS = Sql.load("ledger/run-answers");
    private static final Sql REQUEST_DOCUMENT = Sql.load("ledger/request-of-run");
    private static final Sql INSERT_RUN = Sql.load("ledger/insert-run");
    private static final Sql INSERT_TABLE = Sql.load("ledger/insert-run-table");
    private static final Sql LATEST_LOOK = Sql.load("ledger/latest-look");
    private static final Sql LOOK_OUTCOMES = Sql.load("ledger/look-outcomes");
    private static final Sql INSERT_UNDO = Sql.load("ledger/insert-undo");
    private static final Sql INSERT_REFUSED = Sql.load("ledger/insert-refused");
    private static final Sql FIND = Sql.load("ledger/find-run");
    private static final Sql LIST = Sql.load("ledger/list-runs");
    private static final Sql TABLES = Sql.load("ledger/tables-of-run");
    private static final Sql FINDINGS = Sql.load("ledger/findings-of-run");
    private static final Sql PHASES = Sql.load("ledger/phases-of-run");
    private static final Sql GET_EVIDENCE = Sql.load("ledger/get-evidence");
    private static final Sql TASK_PREFIX = Sql.load("ledger/task-prefix");
    private static final Sql CANCEL = Sql.load("ledger/cancel-run");
    private static final Sql APPROVE = Sql.load("ledger/approve-run");
    private static final Sql REQUESTERS = Sql.load("ledger/requesters");
    private static final Sql DISMISS = Sql.load("ledger/dismiss-run");
    private static final Sql GET_REQUEST = Sql.load("ledger/get-request");
    private static final Sql FORGET_RUNS = Sql.load("ledger/forget-runs");

    private final Db db;
    private final Attempts together;
    private final AskedKeys keys;

    public Ledger(Db db) {
        this.db = db;
        this.together = new Attempts(db);
        this.keys = new AskedKeys(db);
    }

    /**
     * Accepts a request. The same request twice is one run: while its newest run is open, or has succeeded and what it did still stands,
     * that run is returned; otherwise there is a new attempt, after one that went on without tables of those that are not done. Only a run
     * that did it before comes back ended.
     *
     * @param again a new run over all tables even where the newest one did it and it still stands
     * @throws ReloadException {@code REQUEST_ID_REUSED} where the id stands for another request
     */
    public Run accept(Request request, String origin, List<ReloadTable> tables, boolean again) {
        return accept(request, origin, tables, again, false);
    }

    /** Accepts anew what was asked before in other words; where that is open, it is that. */
    public Run renew(Request request, String origin, List<ReloadTable> tables) {
        return accept(request, origin, tables, true, true);
    }

    private Run accept(Request request, String origin, List<ReloadTable> tables, boolean again, boolean otherWords) {
        return db.inTransaction(() -> {
            db.query(LOCK_REQUESTS, Map.of(), row -> true);
            var latest = latest(request.requestId());
            if (!otherWords && latest.isPresent() && !sameRequest(latest.get(), request)) {
                throw ReloadException.at(
                        "/requestId",
                        ErrorCode.REQUEST_ID_REUSED,
                        "'" + request.requestId() + "' is the request of run "
                                + latest.get().id());
            }
            var attempt = latest.map(Run::attempt).orElse(0) + 1;
            return latest.filter(run -> !run.state().ended() || (!again && answers(run)))
                    .orElseGet(() -> again
                            ? insert(request, origin, tables, attempt, null)
                            : insertRest(request, origin, tables, attempt, latest.orElse(null)));
        });
    }

    private Run insertRest(Request request, String origin, List<ReloadTable> tables, int attempt, Run latest) {
        var done = latest == null ? Set.<TableName>of() : together.done(latest.id());
        var rest =
                tables.stream().filter(table -> !done.contains(table.target())).toList();
        return done.isEmpty() || rest.isEmpty()
                ? insert(request, origin, tables, attempt, null)
                : insert(request, origin, rest, attempt, latest.id());
    }

    /** All tables that a run, and the attempts whose rest it takes, were to reload. */
    public Set<TableName> asked(long runId) {
        return together.asked(runId);
    }

    /** Whether a run is open, or has done what its request asks for and nothing has happened to that since. */
    public boolean answers(Run run) {
        return db.queryOne(ANSWERS, Map.of("run_id", run.id()), row -> row.flag("answers"))
                .orElse(false);
    }

    private boolean sameRequest(Run run, Request request) {
        return db.queryOne(
                        REQUEST_DOCUMENT,
                        Map.of("run_id", run.id(), "document", request.document()),
                        row -> row.flag("same"))
                .orElse(false);
    }

    private Run insert(Request request, String origin, List<ReloadTable> tables, int attempt, Long restOf) {
        var values = RunRows.values(request);
        values.put("attempt", attempt);
        values.put("origin", origin);
        values.put("rest_of", restOf);
        var run = db.queryOne(INSERT_RUN, values, RunRows::run).orElseThrow();
        for (var position = 0; position < tables.size(); position++) {
            var row = Registration.row(position + 1, tables.get(position));
            row.put("run_id", run.id());
            db.update(INSERT_TABLE, row);
        }
        keys.enter(run, request, tables);
        return run;
    }

    /** Puts a refusal on record that never became a run. */
    public void refuse(String name, String origin, ErrorCode code, String detail) {
        db.query(
                INSERT_REFUSED,
                Map.of("request_id", name, "origin", origin, "error_code", code, "error_detail", detail),
                row -> row.number("run_id"));
    }

    /**
     * A run that takes back what another one wrote; while one is open, that one.
     *
     * @param of the run to take back
     */
    public Run undo(Run of, String requestedBy, String reason) {
        return db.inTransaction(() -> {
            var id = undoId(of.id());
            db.query(LOCK_REQUESTS, Map.of(), row -> true);
            var latest = latest(id);
            if (latest.isPresent() && !latest.get().state().ended()) {
                return latest.get();
            }
            var values = new HashMap<String, Object>();
            values.put("request_id", id);
            values.put("attempt", latest.map(Run::attempt).orElse(0) + 1);
            values.put("of_run_id", of.id());
            values.put("requested_by", requestedBy);
            values.put("reason", reason);
            return db.queryOne(INSERT_UNDO, values, RunRows::run).orElseThrow();
        });
    }

    /** The newest undo of a run. */
    public Optional<Run> undoOf(long runId) {
        return latest(undoId(runId));
    }

    /** No request of a person has a colon in its id. */
    private static String undoId(long runId) {
        return "undo:" + runId;
    }

    /** The newest look at a run. */
    public Optional<Run> look(long runId) {
        return db.queryOne(LATEST_LOOK, Map.of("run_id", runId), RunRows::run);
    }

    /** How many keys of a look have come to what; open as long as it is not known, later where the next look asks. */
    public Map<String, Long> lookOutcomes(long lookRunId) {
        var outcomes = new LinkedHashMap<String, Long>();
        db.query(
                LOOK_OUTCOMES,
                Map.of("run_id", lookRunId),
                row -> outcomes.put(row.text("outcome"), row.number("keys")));
        return outcomes;
    }

    /** The newest run of a request. */
    public Optional<Run> latest(String requestId) {
        return db.queryOne(LATEST, Map.of("request_id", requestId), RunRows::run);
    }

    /** The newest run of each of these requests that has any. */
    public List<Run> latest(Collection<String> requestIds) {
        return requestIds.isEmpty()
                ? List.of()
                : db.query(LATEST_OF_EACH, Map.of("request_ids", List.copyOf(requestIds)), RunRows::run);
    }

    public Optional<Run> find(long runId) {
        return db.queryOne(FIND, Map.of("run_id", runId), RunRows::run);
    }

    /** The newest runs first. */
    public List<Run> list(int limit) {
        return db.query(LIST, Map.of("limit", limit), RunRows::run);
    }

    public List<RunTable> tables(long runId) {
        return db.query(TABLES, Map.of("run_id", runId), RunRows::table);
    }

    /** What the run found, in order. */
    public List<RunFinding> findings(long runId) {
        return db.query(
                FINDINGS,
                Map.of("run_id", runId),
                row -> new RunFinding(
                        row.text("severity"), row.text("code"), row.text("table_name"), row.text("detail")));
    }

    /** How long each phase took so far, in order. */
    public Map<String, Duration> phases(long runId) {
        var phases = new LinkedHashMap<String, Duration>();
        db.query(
                PHASES,
                Map.of("run_id", runId),
                row -> phases.put(
                        row.text("phase"),
                        Duration.ofMillis(row.decimal("took_ms").longValue())));
        return phases;
    }

    public Optional<String> evidence(long runId, String kind) {
        return db.queryOne(GET_EVIDENCE, Map.of("run_id", runId, "kind", kind), row -> row.text("document"));
    }

    /** Forgets runs that ended longer ago, with those about them, but what is still needed; returns how many. */
    public long forget(Duration olderThan) {
        return db.queryOne(FORGET_RUNS, Map.of("older_than_ms", olderThan.toMillis()), row -> row.number("forgotten"))
                .orElseThrow();
    }

    /** What the identifiers of all DMS tasks of this ledger begin with, and those of no other ledger. */
    public String taskPrefix() {
        return db.queryOne(TASK_PREFIX, Map.of(), row -> row.text("prefix")).orElseThrow();
    }

    /** The identifier of a DMS task of the run: always the same, and of no other ledger. */
    public String taskIdentifier(Run run, int load) {
        return taskPrefix() + run.id() + (load == 1 ? "" : "-" + load);
    }

    /** Asks a run to stop, and ends one that never began; empty where it has ended already. */
    public Optional<Run> cancel(long runId, String reason) {
        return db.queryOne(CANCEL, Map.of("run_id", runId, "reason", reason), RunRows::run);
    }

    /** Takes a failed run off the list of what needs a person; false where it is not on it. */
    public boolean dismiss(long runId) {
        return db.update(DISMISS, Map.of("run_id", runId)) > 0;
    }

    /** The request of a run as it was asked, with the window that it meant then. */
    public Request request(Run run) {
        var tables = asked(run.id()).stream().map(TableName::toString).toList();
        return db.queryOne(
                        GET_REQUEST,
                        Map.of("run_id", run.id()),
                        row -> new Request(
                                run.requestId(),
                                run.requestedBy(),
                                run.reason(),
                                run.window(),
                                tables,
                                run.options(),
                                row.text("request"),
                                run.byKeys() ? keys.of(run) : Map.of()))
                .orElseThrow();
    }

    /** Who has asked for a run, in lower case. */
    public List<String> requesters(long runId) {
        return db.query(REQUESTERS, Map.of("run_id", runId), row -> row.text("requester"));
    }

    /** Lets a run go on; empty where it does not wait for that. */
    public Optional<Run> approve(long runId, String approver) {
        return db.queryOne(APPROVE, Map.of("run_id", runId, "approver", approver), RunRows::run);
    }
}
