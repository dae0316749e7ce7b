package io.windowreload.local.dms.load;

import io.windowreload.local.dms.mapping.TransformationRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a row of the source becomes.
 *
 * @param columns those that travel
 * @param added those that rules add, behind them
 * @param reads what is read of the source: the columns that travel, then those that only expressions want
 * @param variables what expressions read beside columns
 */
record RowShape(
        List<Travel> columns, List<AddedColumn> added, List<SourceColumn> reads, Map<String, String> variables) {

    /** A column's way: from, to which name, into which type if a rule changes it (else null), and behind which mask. */
    record Travel(
            SourceColumn source, String targetName, TransformationRule.DmsType changedType, Optional<Mask> mask) {}

    static RowShape of(SourceTable table, List<Travel> columns, List<AddedColumn> added) {
        var reads = new ArrayList<>(columns.stream().map(Travel::source).toList());
        var variables = Map.of("AR_M_SOURCE_SCHEMA", table.schema(), "AR_M_SOURCE_TABLE_NAME", table.name());
        for (var column : added) {
            column.expression().ifPresent(expression -> {
                for (var name : expression.names()) {
                    var wanted = table.column(name);
                    if (wanted.isPresent() && !reads.contains(wanted.get())) {
                        reads.add(wanted.get());
                    }
                    if (wanted.isEmpty() && !variables.containsKey(name)) {
                        throw new LoadException(
                                "Failed to init column " + column.name() + ": " + table.quoted() + " has no " + name);
                    }
                }
            });
            if (columns.stream().anyMatch(travel -> travel.targetName().equals(column.name()))) {
                throw new LoadException(
                        "Failed to init column " + column.name() + ": " + table.quoted() + " has it already");
            }
        }
        return new RowShape(columns, added, List.copyOf(reads), variables);
    }

    /** The names at the target. */
    List<String> names() {
        return Stream.concat(
                        columns.stream().map(Travel::targetName), added.stream().map(AddedColumn::name))
                .toList();
    }

    /** The row at the target. */
    Object[] of(Object[] values) throws BadValue, TableFailure {
        var row = new Object[columns.size() + added.size()];
        for (var i = 0; i < columns.size(); i++) {
            var mask = columns.get(i).mask();
            row[i] = mask.isEmpty() ? values[i] : mask.get().of(values[i]);
        }
        if (!added.isEmpty()) {
            var byName = byName(values);
            for (var i = 0; i < added.size(); i++) {
                var expression = added.get(i).expression();
                row[columns.size() + i] =
                        expression.isEmpty() ? null : expression.get().of(byName::get);
            }
        }
        return row;
    }

    private Map<String, Object> byName(Object[] values) {
        var byName = new HashMap<String, Object>(variables);
        for (var i = 0; i < reads.size(); i++) {
            byName.put(reads.get(i).name(), values[i]);
        }
        return byName;
    }
}
