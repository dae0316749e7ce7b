package io.windowreload.ledger;

import io.windowreload.db.Db;
import io.windowreload.db.Row;
import io.windowreload.db.Sql;
import io.windowreload.ledger.Totals.Phase;
import io.windowreload.ledger.Totals.Rows;
import io.windowreload.ledger.Totals.Runs;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.TableName;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads of many runs at once: each question is one statement, however many runs and tables the ledger holds. */
public final class History {
    private static final Sql SUMMARISE = Sql.load("ledger/summarise-runs");
    private static final Sql OPEN = Sql.load("ledger/open-runs");
    private static final Sql NEEDS_PERSON = Sql.load("ledger/needs-person");
    private static final Sql TABLES = Sql.load("ledger/tables-of-runs");
    private static final Sql PHASES = Sql.load("ledger/phases-of-runs");
    private static final Sql EVIDENCE = Sql.load("ledger/evidence-of-run");
    private static final Sql SKIPPED = Sql.load("ledger/skipped-rows");
    private static final Sql SAMPLES = Sql.load("ledger/sample-rows");
    private static final Sql STANDING = Sql.load("ledger/standing-of-months");
    private static final Sql VERSION = Sql.load("ledger/ledger-version");
    private static final Sql COUNT_RUNS = Sql.load("ledger/count-runs");
    private static final Sql SUM_ROWS = Sql.load("ledger/sum-rows");
    private static final Sql ATTENTION = Sql.load("ledger/count-attention");
    private static final Sql OPEN_KEYS = Sql.load("ledger/count-open-keys");
    private static final Sql DRIFT = Sql.load("ledger/count-drift");
    private static final Sql SUM_PHASES = Sql.load("ledger/sum-phases");

    /** A run that nobody moves for this long although it is due is stuck. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Db db;

    public History(Db db) {
        this.db = db;
    }

    /** Which runs are wanted; null lets everything through. */
    public record Filter(int limit, Long before, Run.State state, String requestId, String table) {
        /** The newest runs. */
        public static Filter newest(int limit) {
            return new Filter(limit, null, null, null, null);
        }
    }

    /** Runs with the sums of their accounts, newest first. */
    public List<RunSummary> runs(Filter filter) {
        var values = new HashMap<String, Object>();
        values.put("limit", filter.limit());
        values.put("before", filter.before());
        values.put("state", filter.state());
        values.put("request_id", filter.requestId());
        values.put("table", filter.table());
        return db.query(
                SUMMARISE,
                values,
                row -> new RunSummary(
                        RunRows.run(row), row.smallNumber("tables"), row.texts("table_names"), RunRows.counts(row)));
    }

    /** One run that is known to be there. */
    public RunSummary run(long id) {
        return runs(new Filter(1, id + 1, null, null, null)).get(0);
    }

    /** Runs that have not ended, oldest first. */
    public List<OpenRun> open() {
        return db.query(
                OPEN,
                Map.of("stuck_ms", PATIENCE.toMillis()),
                row -> new OpenRun(RunRows.run(row), row.numberOrNull("waits_for"), row.flag("stuck")));
    }

    /** Failures and partial ends that nobody has dealt with, newest first. */
    public List<Run> failed(int limit) {
        return db.query(NEEDS_PERSON, Map.of("limit", limit), RunRows::run);
    }

    /** The tables of the runs, by run. */
    public Map<Long, List<TableProgress>> tables(Collection<Long> runs) {
        return runs.isEmpty()
                ? Map.of()
                : db.query(TABLES, Map.of("run_ids", runs), History::progress).stream()
                        .collect(Collectors.groupingBy(TableProgress::run));
    }

    private static TableProgress progress(Row row) {
        var loading = row.decimal("load_ms");
        return new TableProgress(
                row.number("run_id"),
                RunRows.table(row),
                row.numberOrNull("expected_rows"),
                loading == null ? null : Duration.ofMillis(loading.longValue()));
    }

    /** How long each phase of the runs took so far, by run and in order. */
    public Map<Long, Map<String, Duration>> phases(Collection<Long> runs) {
        var phases = new HashMap<Long, Map<String, Duration>>();
        if (!runs.isEmpty()) {
            db.query(PHASES, Map.of("run_ids", runs), row -> phases.computeIfAbsent(
                            row.number("run_id"), run -> new LinkedHashMap<>())
                    .put(
                            row.text("phase"),
                            Duration.ofMillis(row.decimal("took_ms").longValue())));
        }
        return phases;
    }

    /** What the run kept of its dealings with DMS. */
    public List<Evidence> evidence(long run) {
        return db.query(
                EVIDENCE,
                Map.of("run_id", run),
                row -> new Evidence(row.text("kind"), row.instant("recorded_at"), row.text("document")));
    }

    /** The keys that a run skipped, as many as are kept and wanted. */
    public List<SkippedRow> skipped(long run, int limit) {
        return db.query(SKIPPED, Map.of("run_id", run, "limit", limit), History::row);
    }

    /** Some of the keys that the run listed: at most so many of each table and reason. */
    public List<SkippedRow> samples(long run, int each) {
        return db.query(SAMPLES, Map.of("run_id", run, "each", each), History::row);
    }

    private static SkippedRow row(Row row) {
        return new SkippedRow(row.text("table_name"), row.text("reason"), row.text("key"), row.text("detail"));
    }

    /** What is known of each table's months, both ends included. */
    public List<CalendarCell> calendar(YearMonth first, YearMonth last) {
        return db.query(
                STANDING,
                Map.of(
                        "first", first.atDay(1).atStartOfDay(),
                        "last", last.atDay(1).atStartOfDay()),
                row -> new CalendarCell(
                        table(row),
                        YearMonth.from(row.wallClock("slot_from")),
                        row.number("run_id"),
                        CalendarCell.State.valueOf(row.text("state").toUpperCase(Locale.ROOT))));
    }

    /** A text that changes whenever a run is added, ends, is dismissed or stands otherwise. */
    public String version() {
        return db.queryOne(VERSION, Map.of(), row -> row.text("version")).orElseThrow();
    }

    /** How the ledger stands, with the months between two, both included. */
    public Gauges gauges(YearMonth first, YearMonth last) {
        var attention = new EnumMap<ErrorCode, Long>(ErrorCode.class);
        db.query(ATTENTION, Map.of(), row -> {
            var code = RunRows.errorCode(row.text("error_code"));
            return attention.merge(code == null ? ErrorCode.INTERNAL : code, row.number("runs"), Long::sum);
        });
        var months = calendar(first, last).stream()
                .collect(Collectors.groupingBy(CalendarCell::state, Collectors.counting()));
        var drift = new HashMap<TableName, Long>();
        db.query(DRIFT, Map.of(), row -> drift.put(table(row), row.number("rows")));
        var openKeys = db.queryOne(OPEN_KEYS, Map.of(), row -> row.number("keys"));
        return new Gauges(attention, months, openKeys.orElse(0L), drift);
    }

    /** What all runs add up to. */
    public Totals totals() {
        var runs = db.query(
                COUNT_RUNS,
                Map.of(),
                row -> new Runs(
                        Run.State.valueOf(row.text("state")),
                        RunRows.errorCode(row.text("error_code")),
                        row.flag("refused"),
                        row.number("runs")));
        var rows = new HashMap<TableName, Rows>();
        db.query(SUM_ROWS, Map.of(), row -> rows.put(table(row), rows(row)));
        var phases = new HashMap<String, Phase>();
        db.query(
                SUM_PHASES,
                Map.of(),
                row -> phases.put(
                        row.text("phase"),
                        new Phase(
                                row.number("ended"),
                                Duration.ofMillis(row.decimal("took_ms").longValue()))));
        return new Totals(runs, rows, phases);
    }

    private static TableName table(Row row) {
        return new TableName(row.text("target_schema"), row.text("target_table"));
    }

    private static Rows rows(Row row) {
        var verifiedTo = row.wallClock("verified_to");
        return new Rows(
                row.number("staged"),
                row.number("inserted"),
                row.number("updated"),
                row.number("unchanged"),
                row.number("skipped"),
                row.instant("verified_at"),
                verifiedTo == null
                        ? null
                        : verifiedTo.atZone(ZoneId.of(row.text("zone"))).toInstant());
    }
}
