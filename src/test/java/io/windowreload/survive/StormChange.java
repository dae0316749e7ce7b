package io.windowreload.survive;

import io.windowreload.survive.StormTable.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One change of a row.
 *
 * @param before its key before, null for an insert
 * @param after its key after, null for a delete
 * @param row the whole row after it; empty for a delete
 * @param changed the columns that an update sets
 */
record StormChange(StormTable table, Integer before, Integer after, Map<String, String> row, Set<String> changed) {

    /** How CDC writes a change. */
    enum Image {
        /** Only the columns that have changed. */
        CHANGED,
        /** All columns. */
        FULL,
        /** All columns, and a row that is missing is inserted, one that is there replaced. */
        UPSERT
    }

    static StormChange insert(StormTable table, int id, Map<String, String> row) {
        return new StormChange(table, null, id, row, row.keySet());
    }

    static StormChange delete(StormTable table, int id) {
        return new StormChange(table, id, null, Map.of(), Set.of());
    }

    boolean touches(StormTable other, int id) {
        return table == other
                && (Integer.valueOf(id).equals(before) || Integer.valueOf(id).equals(after));
    }

    /** Whether it gives a row this key instead of another one. */
    boolean renames(StormTable other, int id) {
        return table == other
                && before != null
                && before != id
                && Integer.valueOf(id).equals(after);
    }

    String sql(Place place, Image image) {
        var name = place.name(table);
        var id = place.column("id");
        if (after == null) {
            return "delete from " + name + " where " + id + " = " + before;
        }
        if (before == null) {
            var insert = "insert into " + name + " (" + names(place, row.keySet()) + ") values (" + values(row.values())
                    + ")";
            return image == Image.UPSERT ? insert + " on conflict (id) do update set " + excluded() : insert;
        }
        var set = new ArrayList<String>();
        for (var column : image == Image.CHANGED ? changed : row.keySet()) {
            set.add(place.column(column) + " = " + quoted(row.get(column)));
        }
        var update = "update " + name + " set " + String.join(", ", set) + " where " + id + " = " + before;
        return image == Image.UPSERT
                ? "with changed as (" + update + " returning 1) insert into " + name + " ("
                        + names(place, row.keySet()) + ") select v.* from (select " + typed()
                        + ") v where not exists (select from changed)"
                : update;
    }

    private String excluded() {
        return row.keySet().stream()
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", "));
    }

    private String typed() {
        return row.entrySet().stream()
                .map(value -> quoted(value.getValue())
                        + switch (value.getKey()) {
                            case "updated_at" -> "::timestamp";
                            case "v", "w", "code" -> "::text";
                            default -> "::integer";
                        })
                .collect(Collectors.joining(", "));
    }

    /** Statements that insert rows as they are. */
    static List<String> inserts(Place place, StormTable table, Collection<Map<String, String>> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        return List.of("insert into " + place.name(table) + " (" + names(place, table.columns()) + ") values "
                + rows.stream()
                        .map(row -> "("
                                + table.columns().stream()
                                        .map(row::get)
                                        .map(StormChange::quoted)
                                        .collect(Collectors.joining(", "))
                                + ")")
                        .collect(Collectors.joining(", ")));
    }

    private static String names(Place place, Collection<String> columns) {
        return columns.stream().map(place::column).collect(Collectors.joining(", "));
    }

    private static String values(Collection<String> values) {
        return values.stream().map(StormChange::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String value) {
        return value == null ? "null" : "'" + value + "'";
    }

    @Override
    public String toString() {
        if (after == null) {
            return "delete";
        }
        if (before == null) {
            return "insert " + row;
        }
        return "update "
                + changed.stream()
                        .map(column -> column + "=" + row.get(column))
                        .collect(Collectors.joining(", ", "", before.equals(after) ? "" : " of key " + before));
    }
}
