package io.windowreload.drift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.windowreload.db.Db;
import io.windowreload.db.Row;
import io.windowreload.db.Sql;
import io.windowreload.drift.Drift.LookedAt;
import io.windowreload.drift.Drift.TableMonth;
import io.windowreload.drift.Drift.Unverified;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Puts together what is known to be wrong, from evidence that costs the source nothing: DMS's control tables in the target, and the ledger. */
public final class DriftBook {
    private static final Sql RECORDED = Sql.load("drift/recorded");
    private static final Sql OF_RUNS = Sql.load("drift/of-runs");
    private static final Sql MONTHS = Sql.load("drift/months");
    private static final Sql TROUBLE = Sql.load("drift/trouble");
    private static final Sql FIRST_MONTH = Sql.load("drift/first-month");

    /** Of all states of a month only this one says that nobody need look. */
    private static final Set<String> UNVERIFIED = Set.of("never", "partial", "running");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Db db;
    private final String controlSchema;
    private final ZoneId controlZone;
    private final ZoneId sourceZone;

    /**
     * Reads from a target.
     *
     * @param controlSchema where DMS's control tables are
     * @param controlZone of their times
     * @param sourceZone in which months are months
     */
    public DriftBook(Db db, String controlSchema, ZoneId controlZone, ZoneId sourceZone) {
        this.db = db;
        this.controlSchema = controlSchema;
        this.controlZone = controlZone;
        this.sourceZone = sourceZone;
    }

    /** The month in which the oldest window of a run begins; this one where that is later, or where there is none. */
    public YearMonth first(YearMonth atLatest) {
        return db.query(FIRST_MONTH, Map.of(), row -> Optional.ofNullable(row.wallClock("first"))).stream()
                .flatMap(Optional::stream)
                .map(YearMonth::from)
                .filter(atLatest::isAfter)
                .findFirst()
                .orElse(atLatest);
    }

    /** What others have seen, who may ask DMS. */
    public record Seen(List<TableMonth> known, List<LookedAt> looked) {}

    private record Cell(String table, YearMonth month, DriftSign sign) {}

    private record Standing(String table, YearMonth month, String state) {}

    /**
     * What is known.
     *
     * @param first the first month that the ledger is asked about
     * @param last the last one
     * @param all whether what DMS has recorded counts whatever its month
     * @param seen what is known beside it
     */
    public Drift look(YearMonth first, YearMonth last, boolean all, Seen seen) {
        var standings = standings(first, last);
        var cells = new ArrayList<>(db.query(RECORDED, places(), DriftBook::cell));
        cells.removeIf(cell -> !all
                && cell.month() != null
                && (cell.month().isBefore(first) || cell.month().isAfter(last)));
        cells.addAll(db.query(OF_RUNS, range(first, last), DriftBook::cell));
        var looked = new ArrayList<>(db.query(
                TROUBLE,
                Map.of("control_schema", controlSchema),
                row -> new LookedAt(row.text("name") + " in " + controlSchema, row.text("trouble"))));
        looked.add(new LookedAt("runs, looks and plans of the ledger", null));
        looked.addAll(seen.looked());
        return new Drift(
                first.toString(),
                last.plusMonths(1).toString(),
                (int) standings.stream().map(Standing::table).distinct().count(),
                known(cells, seen),
                unverified(standings),
                looked);
    }

    private Map<String, Object> places() {
        return Map.of(
                "control_schema", controlSchema,
                "control_zone", controlZone.getId(),
                "source_zone", sourceZone.getId());
    }

    private static Map<String, Object> range(YearMonth first, YearMonth last) {
        return Map.of(
                "first", first.atDay(1).atStartOfDay(), "last", last.atDay(1).atStartOfDay());
    }

    private List<Standing> standings(YearMonth first, YearMonth last) {
        return db.query(
                MONTHS,
                range(first, last),
                row -> new Standing(table(row), YearMonth.from(row.wallClock("month")), row.text("state")));
    }

    private static Cell cell(Row row) {
        var month = row.wallClock("month");
        return new Cell(
                table(row),
                month == null ? null : YearMonth.from(month),
                new DriftSign(
                        DriftKind.valueOf(row.text("kind")),
                        row.numberOrNull("n"),
                        row.instant("since"),
                        row.numberOrNull("run_id"),
                        row.text("detail"),
                        keys(row.text("keys"))));
    }

    private static String table(Row row) {
        return row.text("target_schema") + "." + row.text("target_table");
    }

    private static List<String> keys(String array) {
        var keys = new ArrayList<String>();
        if (array != null) {
            try {
                JSON.readTree(array).forEach(key -> keys.add(key.toString()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("keys that are no JSON", e);
            }
        }
        return List.copyOf(keys);
    }

    private static List<TableMonth> known(List<Cell> cells, Seen seen) {
        var byMonth = new TreeMap<String, List<Cell>>();
        cells.forEach(cell -> byMonth.computeIfAbsent(
                        cell.table() + " " + (cell.month() == null ? "" : cell.month()), key -> new ArrayList<>())
                .add(cell));
        var known = new ArrayList<TableMonth>();
        byMonth.values().forEach(its -> {
            var first = its.get(0);
            known.add(new TableMonth(
                    first.table(),
                    first.month() == null ? null : first.month().toString(),
                    its.stream().map(Cell::sign).toList()));
        });
        known.addAll(seen.known());
        known.sort(Comparator.comparing((TableMonth cell) -> cell.month() == null)
                .thenComparing(TableMonth::table)
                .thenComparing(cell -> String.valueOf(cell.month())));
        return known;
    }

    private static List<Unverified> unverified(List<Standing> standings) {
        var months = new TreeMap<String, List<Standing>>();
        standings.stream()
                .filter(standing -> UNVERIFIED.contains(standing.state()))
                .forEach(standing -> months.computeIfAbsent(
                                standing.table() + " " + standing.state(), key -> new ArrayList<>())
                        .add(standing));
        return months.values().stream()
                .map(its -> new Unverified(
                        its.get(0).table(),
                        its.get(0).state(),
                        its.stream()
                                .map(Standing::month)
                                .sorted()
                                .map(YearMonth::toString)
                                .toList()))
                .toList();
    }
}
