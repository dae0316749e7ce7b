package io.windowreload.merge;

import io.windowreload.db.Row;

/** The counts of one table of a run, as the ledger holds them. */
record TableCounts(
        String state,
        long staged,
        long inserted,
        long updated,
        long unchanged,
        long newer,
        long deleted,
        long outside,
        long tie,
        long orphaned,
        long uniqueConflict,
        long rejected,
        long plannedInserts,
        long plannedUpdates,
        Long deleteCandidates) {

    static TableCounts of(Row row) {
        return new TableCounts(
                row.text("merge_state"),
                row.number("staged"),
                row.number("inserted"),
                row.number("updated"),
                row.number("unchanged"),
                row.number("newer_in_target"),
                row.number("deleted_by_cdc"),
                row.number("outside_window"),
                row.number("tie_touched_by_cdc"),
                row.number("orphaned"),
                row.number("unique_conflict"),
                row.number("rejected"),
                row.number("planned_inserts"),
                row.number("planned_updates"),
                row.numberOrNull("delete_candidates"));
    }

    long skipped() {
        return newer + deleted + outside + tie + orphaned + uniqueConflict + rejected;
    }

    boolean balanced() {
        return staged == inserted + updated + unchanged + skipped();
    }
}
