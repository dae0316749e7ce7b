package io.windowreload.local.dms.load;

import io.windowreload.local.dms.load.RowShape.Travel;
import io.windowreload.local.dms.load.TargetTable.Column;
import io.windowreload.local.dms.mapping.KeyDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One table on its way.
 *
 * @param shape what its rows become
 * @param lobs how its large objects travel
 * @param key the key that a rule defines for the target table
 * @param segments the parts that load side by side, filters included
 * @param segmentsLeft how many of them are not done yet
 */
record TableLoad(
        SourceTable source,
        String targetSchema,
        String targetName,
        RowShape shape,
        LobMode lobs,
        Optional<KeyDefinition> key,
        List<Predicate> segments,
        int loadOrder,
        TableCounters progress,
        AtomicInteger segmentsLeft) {

    List<Travel> columns() {
        return shape.columns();
    }

    String select(Predicate segment) {
        var names = shape.reads().stream()
                .map(column -> SourceTable.quote(column.name()))
                .toList();
        return "select " + String.join(", ", names) + " from " + source.quoted() + segment.where();
    }

    /** The COPY statement, with or without the names of the columns. */
    String copy(RowFormat format, boolean byPosition) {
        var names = shape.names().stream().map(SourceTable::quote).toList();
        var list = byPosition ? "" : " (" + String.join(", ", names) + ")";
        return "copy " + quotedTarget() + list + " from stdin with " + format.options();
    }

    /** Binary where every column of the target has a simple type that its source fits; else text. */
    RowFormat format(TargetTable target, boolean byPosition) {
        if (!shape.added().isEmpty()) {
            return new TextFormat();
        }
        var encoders = new ArrayList<BinaryEncoder>();
        for (var i = 0; i < columns().size(); i++) {
            var type = goal(target, i, byPosition).map(Column::type).orElse("");
            var encoder = BinaryEncoder.of(columns().get(i).source().kind(), type);
            if (encoder.isEmpty()) {
                return new TextFormat();
            }
            encoders.add(encoder.get());
        }
        return new BinaryFormat(encoders);
    }

    /** In full LOB mode a row is written first and its large objects afterwards, so their columns must take NULL. */
    void requireNullableLargeObjects(TargetTable target, boolean byPosition) throws TableFailure {
        for (var i = 0; i < columns().size(); i++) {
            var goal = goal(target, i, byPosition);
            if (columns().get(i).source().large()
                    && goal.isPresent()
                    && goal.get().required()) {
                throw new TableFailure("null value in column \"" + goal.get().name() + "\" of relation \"" + targetName
                        + "\" violates not-null constraint");
            }
        }
    }

    /** The target's column that takes the values of a column. */
    private Optional<Column> goal(TargetTable target, int position, boolean byPosition) {
        if (byPosition) {
            return target.columns().stream().skip(position).findFirst();
        }
        return target.columns().stream()
                .filter(column -> column.name().equals(columns().get(position).targetName()))
                .findFirst();
    }

    String quotedTarget() {
        return SourceTable.quote(targetSchema) + "." + SourceTable.quote(targetName);
    }
}
