package io.windowreload.window;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A table that may be reloaded.
 *
 * @param source the table in Oracle, in Oracle's spelling (upper case)
 * @param target the table in PostgreSQL
 * @param window what decides whether a row is in a window, in the source's spelling
 * @param columns the source's columns in the source's order, in the source's spelling (lower case stands for upper case); empty where
 *     they are the target's own
 * @param ignore columns that only the source has, in the source's spelling
 * @param key the columns that identify a row at the source, in the target's spelling; empty where they are those of the target's key
 * @param rename what columns of the source, spelt exactly, are called at the target, where that is another name
 * @param cdcTask the CDC task that replicates it, by its ARN; empty where there is but one
 * @param stagingName what its table in staging is called: as the target, where no other target of another schema has that name
 */
public record ReloadTable(
        TableName source,
        TableName target,
        TableWindow window,
        List<String> columns,
        List<String> ignore,
        List<String> key,
        Map<String, String> rename,
        String cdcTask,
        String stagingName) {
    public ReloadTable(
            TableName source,
            TableName target,
            TableWindow window,
            List<String> columns,
            List<String> ignore,
            List<String> key,
            Map<String, String> rename,
            String cdcTask) {
        this(source, target, window, columns, ignore, key, rename, cdcTask, target.name());
    }

    public ReloadTable(
            TableName source,
            TableName target,
            String windowColumn,
            List<String> columns,
            List<String> ignore,
            List<String> key,
            Map<String, String> rename) {
        this(source, target, TableWindow.of(windowColumn), columns, ignore, key, rename, "");
    }

    public ReloadTable(TableName source, TableName target, String windowColumn, List<String> columns) {
        this(source, target, windowColumn, columns, List.of(), List.of(), Map.of());
    }

    public ReloadTable(
            TableName source, TableName target, String windowColumn, List<String> columns, List<String> ignore) {
        this(source, target, windowColumn, columns, ignore, List.of(), Map.of());
    }

    public ReloadTable(
            TableName source,
            TableName target,
            String windowColumn,
            List<String> columns,
            List<String> ignore,
            List<String> key) {
        this(source, target, windowColumn, columns, ignore, key, Map.of());
    }

    /** The same as the table of a CDC task. */
    public ReloadTable ofTask(String task) {
        return new ReloadTable(source, target, window, columns, ignore, key, rename, task, stagingName);
    }

    /** The same, staged under another name. */
    public ReloadTable stagedAs(String name) {
        return new ReloadTable(source, target, window, columns, ignore, key, rename, cdcTask, name);
    }

    /** Whether its table in staging has another name than the target. */
    public boolean stagedApart() {
        return !stagingName.equals(target.name());
    }

    /** The column of the source that decides first whether a row is in a window; empty where none does. */
    public String windowColumn() {
        return window.column();
    }

    /** What the target most likely calls the columns that decide; its catalog has the last word. */
    public TableWindow targetWindow() {
        return window.renamed(column -> {
            var renamed = targetColumn(column);
            return renamed.equals(column) ? renamed.toLowerCase(Locale.ROOT) : renamed;
        });
    }

    /** DMS writes here; the schema is always {@code staging}. */
    public TableName staging() {
        return new TableName("staging", stagingName);
    }

    /** The one of the target's columns that is meant: spelt so, or so but for the case. */
    public static Optional<String> spelt(String column, List<String> names) {
        if (names.contains(column)) {
            return Optional.of(column);
        }
        var matches = names.stream().filter(column::equalsIgnoreCase).toList();
        return matches.size() == 1 ? Optional.of(matches.get(0)) : Optional.empty();
    }

    /** What a column of the source is called at the target, but for the case. */
    public String targetColumn(String source) {
        return rename.containsKey(source)
                ? rename.get(source)
                : rename.keySet().stream()
                        .filter(source::equalsIgnoreCase)
                        .findFirst()
                        .map(rename::get)
                        .orElse(source);
    }

    /** How the source spells a column that the target calls so: as tables.json does, where that is in mixed case; else in upper case. */
    public String sourceColumn(String name) {
        var renamed = rename.keySet().stream()
                .filter(source -> rename.get(source).equals(name))
                .findFirst();
        if (renamed.isPresent()) {
            return renamed.get();
        }
        var deciding = window.columns().stream()
                .filter(column -> !rename.containsKey(column))
                .filter(column -> spelt(column, List.of(name)).isPresent())
                .findFirst();
        if (deciding.isPresent()) {
            return deciding.get();
        }
        var spelling = columns.contains(name)
                ? name
                : columns.stream().filter(name::equalsIgnoreCase).findFirst().orElse(upper(name));
        return spelling.equals(spelling.toLowerCase(Locale.ROOT)) ? upper(spelling) : spelling;
    }

    /** As Oracle does it: one character becomes one. */
    private static String upper(String name) {
        return name.codePoints()
                .map(Character::toUpperCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
