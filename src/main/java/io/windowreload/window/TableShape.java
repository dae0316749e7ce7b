package io.windowreload.window;

import java.util.List;

/**
 * What the target's catalog says of a table.
 *
 * @param columns the columns that a source row fills, in the source's order and the target's spelling
 * @param key the columns by which rows are told apart: of the primary key, or of a unique index that stands for it
 * @param window what decides whether a row is in a window, in the target's spelling
 * @param windowType the type of its columns
 */
public record TableShape(
        ReloadTable table, List<String> columns, List<String> key, TableWindow window, WindowType windowType) {
    public TableShape(
            ReloadTable table, List<String> columns, List<String> key, String windowColumn, WindowType windowType) {
        this(table, columns, key, TableWindow.of(windowColumn), windowType);
    }

    /** The column that decides first whether a row is in a window; empty where none does. */
    public String windowColumn() {
        return window.column();
    }
}
