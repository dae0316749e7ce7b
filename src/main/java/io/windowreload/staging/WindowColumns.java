package io.windowreload.staging;

import static io.windowreload.staging.Staging.unfit;

import io.windowreload.staging.Staging.Column;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableWindow;
import io.windowreload.window.WindowType;
import java.util.List;
import java.util.stream.Collectors;

/** The columns of a target that decide whether a row is in a window. */
final class WindowColumns {
    private WindowColumns() {}

    /** As the target's catalog spells them. */
    static TableWindow named(ReloadTable table, List<String> columns) {
        return table.window().renamed(column -> ReloadTable.spelt(table.targetColumn(column), columns)
                .orElseThrow(() -> unfit(table.target() + " has no window column " + column)));
    }

    /** The one type of all of them: what has different types is compared as nobody has said. */
    static WindowType type(ReloadTable table, TableWindow window, List<Column> columns) {
        var deciding = columns.stream()
                .filter(column -> window.columns().contains(column.name()))
                .toList();
        for (var column : deciding) {
            if (window.form().type(column.baseType()).isEmpty()) {
                throw unfit("the window column " + table.target() + "." + column.name() + " is of type " + column.type()
                        + ": it must be " + window.form().types());
            }
        }
        if (deciding.stream().map(Column::baseType).distinct().count() > 1) {
            throw unfit("the window columns of " + table.target() + " are of different types: "
                    + deciding.stream()
                            .map(column -> column.name() + " " + column.type())
                            .collect(Collectors.joining(", ")));
        }
        return deciding.stream()
                .findFirst()
                .flatMap(column -> window.form().type(column.baseType()))
                .orElse(WindowType.NONE);
    }
}
