package io.windowreload.window;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What decides whether a row of a table is in a window.
 *
 * @param columns the column that tells its time; further ones tell it where those before are NULL; none where all of the table is loaded
 * @param form how they tell it
 */
public record TableWindow(List<String> columns, WindowForm form) {
    /** All rows, whatever the window. */
    public static final TableWindow WHOLE = new TableWindow(List.of(), WindowForm.TIME);

    /** A column that is a time. */
    public static TableWindow of(String column) {
        return new TableWindow(List.of(column), WindowForm.TIME);
    }

    public boolean whole() {
        return columns.isEmpty();
    }

    /** The column that decides first; empty where none does. */
    public String column() {
        return whole() ? "" : columns.get(0);
    }

    /** Whether other columns decide where the first is NULL. */
    public boolean goesOn() {
        return columns.size() > 1;
    }

    /** The same under other names. */
    public TableWindow renamed(UnaryOperator<String> name) {
        return new TableWindow(columns.stream().map(name).toList(), form);
    }

    @Override
    public String toString() {
        return whole() ? "all rows" : String.join(" or ", columns) + (form.time() ? "" : " as " + form.word());
    }
}
