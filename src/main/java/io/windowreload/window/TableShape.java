package io.windowreload.window;

import java.util.List;

/**
 * What the target's catalog says of a table.
 *
 * @param columns the columns that a source row fills, in the source's order and the target's spelling
 * @param key the columns by which rows are told apart: of the primary key, or of a unique index that stands for it
 * @param windowColumn the window column in the target's spelling
 * @param windowType its type
 */
public record TableShape(
        ReloadTable table, List<String> columns, List<String> key, String windowColumn, WindowType windowType) {}
