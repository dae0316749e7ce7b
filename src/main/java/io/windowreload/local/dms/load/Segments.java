package io.windowreload.local.dms.load;

import io.windowreload.local.dms.load.SourceColumn.Kind;
import io.windowreload.local.dms.mapping.TableSettingsRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a table into the segments of its {@code ranges}: one for each boundary, up to and including it, and the one above
 * the last. A row with NULL in a boundary column is in none. A table without ranges is one segment: without Oracle's
 * catalog there are no partitions to find.
 */
final class Segments {
    private Segments() {}

    static List<Predicate> of(SourceTable table, TableSettingsRule settings) {
        if (settings == null || !settings.type().equals("ranges")) {
            return List.of(Predicate.ALL);
        }
        var columns =
                settings.columns().stream().map(name -> column(table, name)).toList();
        var segments = new ArrayList<Predicate>();
        var above = Predicate.ALL;
        for (var boundary : settings.boundaries()) {
            segments.add(above.and(compare(columns, boundary, "<", "<=")));
            above = compare(columns, boundary, ">", ">");
        }
        segments.add(above);
        return segments;
    }

    // User guide, "Using parallel load": not with columns of the types DOUBLE, FLOAT, BLOB, CLOB and NCLOB.
    private static SourceColumn column(SourceTable table, String name) {
        var column = table.column(name)
                .orElseThrow(() -> new LoadException("Parallel load column " + name + " does not exist"));
        if (column.kind() == Kind.FLOAT || column.large()) {
            throw new LoadException("Parallel load column " + name + " has a type that ranges are not supported with");
        }
        return column;
    }

    // (a, b) <= (x, y) written out, because Oracle has no row comparison: a < x or (a = x and b <= y).
    private static Predicate compare(List<SourceColumn> columns, List<String> boundary, String strict, String last) {
        var position = columns.size() - 1;
        var predicate = single(columns.get(position), boundary.get(position), last);
        while (--position >= 0) {
            var column = columns.get(position);
            var text = boundary.get(position);
            predicate =
                    single(column, text, strict).or(single(column, text, "=").and(predicate));
        }
        return predicate;
    }

    private static Predicate single(SourceColumn column, String text, String operator) {
        return new Predicate(
                SourceTable.quote(column.name()) + " " + operator + " ?", List.of(Literals.value(column, text)));
    }
}
