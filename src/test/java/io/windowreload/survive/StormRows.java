package io.windowreload.survive;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Rows of all tables of a storm by key; a row is its columns' values as text. */
final class StormRows {
    static final String FROM = "2025-01-01";
    static final String TO = "2025-02-01";

    private final Map<StormTable, TreeMap<Integer, Map<String, String>>> tables = new EnumMap<>(StormTable.class);

    StormRows() {
        for (var table : StormTable.values()) {
            tables.put(table, new TreeMap<>());
        }
    }

    StormRows copy() {
        var copy = new StormRows();
        tables.forEach((table, rows) -> copy.tables.get(table).putAll(rows));
        return copy;
    }

    SortedMap<Integer, Map<String, String>> of(StormTable table) {
        return tables.get(table);
    }

    Map<String, String> row(StormTable table, int id) {
        return tables.get(table).get(id);
    }

    /** A key at random, of the rows that fit; null if there is none. */
    Integer any(StormTable table, Random random, Predicate<Map<String, String>> fits) {
        var keys = tables.get(table).entrySet().stream()
                .filter(row -> fits.test(row.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        return keys.isEmpty() ? null : keys.get(random.nextInt(keys.size()));
    }

    Integer any(StormTable table, Random random) {
        return any(table, random, row -> true);
    }

    /** Whether rows refer to it. */
    boolean referred(StormTable table, int id) {
        return table.children().stream().anyMatch(child -> !children(child, id).isEmpty());
    }

    /** The keys of the rows of a table that refer to a row. */
    List<Integer> children(StormTable child, int id) {
        var reference = Integer.toString(id);
        return tables.get(child).entrySet().stream()
                .filter(row -> reference.equals(row.getValue().get(child.special)))
                .map(Map.Entry::getKey)
                .toList();
    }

    void apply(StormChange change) {
        var rows = tables.get(change.table());
        if (change.before() != null) {
            rows.remove(change.before());
        }
        if (change.after() != null) {
            rows.put(change.after(), change.row());
        }
    }

    static boolean inWindow(Map<String, String> row) {
        var time = row == null ? null : row.get("updated_at");
        return time != null && time.compareTo(FROM) >= 0 && time.compareTo(TO) < 0;
    }

    /** A row like another but for one value. */
    static Map<String, String> with(Map<String, String> row, String column, String value) {
        var changed = new LinkedHashMap<>(row);
        changed.put(column, value);
        return changed;
    }
}
