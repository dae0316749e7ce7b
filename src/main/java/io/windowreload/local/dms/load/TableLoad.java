package io.windowreload.local.dms.load;

import io.windowreload.local.dms.load.TargetTable.Column;
import io.windowreload.local.dms.mapping.TransformationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One table on its way.
 *
 * @param columns those that travel
 * @param segments the parts that load side by side, filters included
 * @param segmentsLeft how many of them are not done yet
 */
record TableLoad(
        SourceTable source,
        String targetSchema,
        String targetName,
        List<Travel> columns,
        List<Predicate> segments,
        int loadOrder,
        TableProgress progress,
        AtomicInteger segmentsLeft) {

    /** A column's way: from, to which name, and into which type if a rule changes it (else null). */
    record Travel(SourceColumn source, String targetName, TransformationRule.DmsType changedType) {}

    String select(Predicate segment) {
        var names = columns.stream()
                .map(travel -> SourceTable.quote(travel.source().name()))
                .toList();
        return "select " + String.join(", ", names) + " from " + source.quoted() + segment.where();
    }

    /** The COPY statement, with or without the names of the columns. */
    String copy(RowFormat format, boolean byPosition) {
        var names = columns.stream()
                .map(travel -> SourceTable.quote(travel.targetName()))
                .toList();
        var list = byPosition ? "" : " (" + String.join(", ", names) + ")";
        return "copy " + quotedTarget() + list + " from stdin with " + format.options();
    }

    /** Binary where every column of the target has a simple type that its source fits; else text. */
    RowFormat format(TargetTable target, boolean byPosition) {
        var encoders = new ArrayList<BinaryEncoder>();
        for (var i = 0; i < columns.size(); i++) {
            var encoder = BinaryEncoder.of(columns.get(i).source().kind(), typeOf(target, i, byPosition));
            if (encoder.isEmpty()) {
                return new TextFormat();
            }
            encoders.add(encoder.get());
        }
        return new BinaryFormat(encoders);
    }

    private String typeOf(TargetTable target, int position, boolean byPosition) {
        if (byPosition) {
            return position < target.columns().size()
                    ? target.columns().get(position).type()
                    : "";
        }
        return target.columns().stream()
                .filter(column -> column.name().equals(columns.get(position).targetName()))
                .map(Column::type)
                .findFirst()
                .orElse("");
    }

    String quotedTarget() {
        return SourceTable.quote(targetSchema) + "." + SourceTable.quote(targetName);
    }
}
