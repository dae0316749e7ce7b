package io.windowreload.local.dms.load;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which tables of a task a load takes, and in which state it finds them.
 *
 * @param only the tables to load, {@code schema.table}; empty for all
 * @param except tables that are not loaded again
 * @param emptyFirst whether target tables are emptied in every preparation mode
 * @param goesOn whether nothing is loaded, and the capture of changes goes on where it stood
 * @param known progress of tables that are loaded anew
 */
public record LoadScope(
        Set<String> only, Set<String> except, boolean emptyFirst, boolean goesOn, List<TableCounters> known) {
    /** All tables, as the settings say. */
    public static final LoadScope ALL = new LoadScope(Set.of(), Set.of(), false, false, List.of());

    /** All tables again, what was there before removed. */
    public static final LoadScope AGAIN = new LoadScope(Set.of(), Set.of(), true, false, List.of());

    /** What an earlier load did not complete, from its beginning. */
    public static LoadScope rest(Set<String> complete) {
        return new LoadScope(Set.of(), complete, true, false, List.of());
    }

    /** Some tables of a task that runs, as the settings say. */
    public static LoadScope reload(Set<String> tables, List<TableCounters> progress) {
        return new LoadScope(tables, Set.of(), false, false, progress);
    }

    /** Nothing is loaded: the tables are found again as they were. */
    public static LoadScope found(List<TableCounters> progress) {
        return new LoadScope(Set.of(), Set.of(), false, true, progress);
    }

    boolean takes(String schema, String table) {
        var name = schema + "." + table;
        return (only.isEmpty() || only.contains(name)) && !except.contains(name);
    }

    Optional<TableCounters> progress(String schema, String table) {
        return known.stream()
                .filter(progress -> progress.is(schema + "." + table))
                .findFirst();
    }
}
