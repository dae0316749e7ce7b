package io.windowreload.staging;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import io.windowreload.window.TableShape;
import io.windowreload.window.TimeWindow;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** The staging tables: one for each target, filled by DMS and by nothing else. */
public final class Staging {
    private static final Sql COLUMNS = Sql.load("staging/table-columns");
    private static final Sql KEY = Sql.load("staging/key-columns");
    private static final Sql MAKE = Sql.load("staging/make-table");
    private static final Sql EMPTY = Sql.load("staging/empty-table");
    private static final Sql SWEEP = Sql.load("staging/sweep-tables");
    private static final Sql COUNT = Sql.load("staging/count-rows");

    private final Db db;

    public Staging(Db db) {
        this.db = db;
    }

    private record Column(String name, String type) {}

    /** Rows of a staging table, and how many of them the source filter should have kept out. */
    public record Contents(long staged, long outside) {}

    /**
     * What the catalog says of a table.
     *
     * @throws ReloadException {@code TARGET_TABLE_UNFIT} where it is missing or has no primary key or no window column
     */
    public TableShape shape(ReloadTable table) {
        var names = columns(table.target()).stream().map(Column::name).toList();
        if (names.isEmpty()) {
            throw unfit(table.target() + " does not exist, or the role may not see it");
        }
        var key = db.query(KEY, named(table.target()), row -> row.text("name"));
        if (key.isEmpty()) {
            throw unfit(table.target() + " has no primary key");
        }
        var filled = filled(table, names);
        if (!filled.containsAll(key)) {
            throw unfit("the source's columns of " + table.target() + " lack a part of its key " + key);
        }
        return new TableShape(table, filled, key, windowColumn(table, filled));
    }

    private static List<String> filled(ReloadTable table, List<String> names) {
        if (table.columns().isEmpty()) {
            return names;
        }
        var missing = table.columns().stream()
                .filter(column -> !names.contains(column))
                .toList();
        if (!missing.isEmpty()) {
            throw unfit(table.target() + " lacks the columns " + missing + " of tables.json");
        }
        return table.columns();
    }

    private static String windowColumn(ReloadTable table, List<String> columns) {
        if (columns.contains(table.windowColumn())) {
            return table.windowColumn();
        }
        var matches =
                columns.stream().filter(table.windowColumn()::equalsIgnoreCase).toList();
        if (matches.size() != 1) {
            throw unfit(table.target() + " has no window column " + table.windowColumn());
        }
        return matches.get(0);
    }

    /**
     * Makes the staging table where there is none and compares it with its target.
     *
     * @throws ReloadException {@code STAGING_DRIFT} where a column is missing, extra, misplaced or of another type
     */
    public void make(TableShape shape) {
        var table = shape.table();
        db.update(
                MAKE,
                Map.of(
                        "staging_table", table.staging().name(),
                        "target_schema", table.target().schema(),
                        "target_table", table.target().name(),
                        "columns", shape.columns()));
        compare(shape, columns(table.staging()));
    }

    /**
     * Compares the staging table with its target, where there is one.
     *
     * @return whether there is one
     * @throws ReloadException {@code STAGING_DRIFT} as for {@link #make}
     */
    public boolean fits(TableShape shape) {
        var found = columns(shape.table().staging());
        if (!found.isEmpty()) {
            compare(shape, found);
        }
        return !found.isEmpty();
    }

    private void compare(TableShape shape, List<Column> found) {
        var table = shape.table();
        var wanted = columns(table.target()).stream()
                .filter(column -> shape.columns().contains(column.name()))
                .toList();
        if (!found.stream().map(Column::name).toList().equals(shape.columns())
                || !new HashSet<>(found).equals(new HashSet<>(wanted))) {
            throw new ReloadException(
                    ErrorCode.STAGING_DRIFT,
                    table.staging() + " has the columns " + found + " where " + wanted + " are wanted, in the order "
                            + shape.columns());
        }
    }

    /** Empties a staging table. */
    public void empty(String stagingTable) {
        db.update(EMPTY, Map.of("staging_table", stagingTable));
    }

    /** Empties what runs that failed have left for a look, once they ended longer ago. */
    public void sweep(Duration olderThan) {
        db.update(SWEEP, Map.of("older_than_ms", olderThan.toMillis()));
    }

    /**
     * Counts the staging table against what the filter of DMS should have let through.
     *
     * @param window null where the rows were not asked for by their time: none of them is outside
     */
    public Contents count(String stagingTable, String windowColumn, TimeWindow window) {
        var values = new HashMap<String, Object>();
        values.put("staging_table", stagingTable);
        values.put("window_column", windowColumn);
        values.put("loaded_from", window == null ? null : window.loadedFrom());
        values.put("loaded_to", window == null ? null : window.loadedTo());
        return db.queryOne(COUNT, values, row -> new Contents(row.number("staged"), row.number("outside")))
                .orElseThrow();
    }

    private List<Column> columns(TableName table) {
        return db.query(COLUMNS, named(table), row -> new Column(row.text("name"), row.text("type")));
    }

    private static Map<String, String> named(TableName table) {
        return Map.of("schema", table.schema(), "table", table.name());
    }

    private static ReloadException unfit(String detail) {
        return new ReloadException(ErrorCode.TARGET_TABLE_UNFIT, detail);
    }
}
