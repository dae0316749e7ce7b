package io.windowreload.local.dms.change;

import io.windowreload.local.dms.load.SourceTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A change as a statement at the target.
 *
 * @param values one for each question mark
 */
record ChangeStatement(String sql, List<String> values) {

    /** An insert that does nothing where the key is taken, so that the transaction lives on. */
    static ChangeStatement insert(String table, Map<String, String> row) {
        var marks = row.keySet().stream().map(name -> "?").collect(Collectors.joining(", "));
        return new ChangeStatement(
                "INSERT INTO " + table + " (" + names(row.keySet()) + ") VALUES (" + marks + ") ON CONFLICT DO NOTHING",
                new ArrayList<>(row.values()));
    }

    static ChangeStatement update(String table, Map<String, String> row, Map<String, String> key) {
        var set = row.keySet().stream()
                .map(name -> SourceTable.quote(name) + " = ?")
                .collect(Collectors.joining(", "));
        var values = new ArrayList<>(row.values());
        values.addAll(key.values());
        return new ChangeStatement("UPDATE " + table + " SET " + set + " WHERE " + where(key), values);
    }

    static ChangeStatement delete(String table, Map<String, String> key) {
        return new ChangeStatement("DELETE FROM " + table + " WHERE " + where(key), new ArrayList<>(key.values()));
    }

    private static String where(Map<String, String> key) {
        return key.keySet().stream()
                .map(name -> SourceTable.quote(name) + " = ?")
                .collect(Collectors.joining(" AND "));
    }

    private static String names(Collection<String> names) {
        return names.stream().map(SourceTable::quote).collect(Collectors.joining(", "));
    }

    /** The statement with its values, as the exceptions table holds it. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        var value = 0;
        for (var c : sql.replace(" ON CONFLICT DO NOTHING", "").toCharArray()) {
            text.append(c == '?' ? literal(values.get(value++)) : String.valueOf(c));
        }
        return text.toString();
    }

    private static String literal(String value) {
        return value == null ? "NULL" : "'" + value.replace("'", "''") + "'";
    }
}
