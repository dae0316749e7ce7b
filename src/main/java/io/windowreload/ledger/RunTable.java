package io.windowreload.ledger;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.TableName;
import io.windowreload.window.TableWindow;
import java.time.Duration;

/**
 * The account of one table of a run.
 *
 * @param window what decides whether a row is in the run's window, in the target's spelling
 * @param cdcTask the CDC task that replicates it, by its ARN, or null where none is known
 * @param parts how many loads its rows come in
 * @param loadState the state that DMS last reported, or null
 * @param loadRows the rows that DMS last reported, or null
 * @param forecast the account as the plan foresees it: what a dry run is for
 * @param failure why the run goes on without the table, or null
 */
public record RunTable(
        int position,
        TableName source,
        TableName target,
        String stagingTable,
        TableWindow window,
        String cdcTask,
        int parts,
        String loadState,
        Long loadRows,
        String mergeState,
        Counts counts,
        Counts forecast,
        Duration mergeTime,
        ErrorCode failure,
        String failureDetail) {

    /** Whether the run went on without it. */
    public boolean failed() {
        return failure != null;
    }

    /**
     * Rows by what became of them: {@code staged = inserted + updated + unchanged + skipped}. Of an undo, {@code staged} are the rows
     * that its run had written, and those it removed again count as well.
     *
     * @param deleted rows removed from production, which only an undo and a second look do
     * @param deleteCandidates rows of production in the window that staging lacks, or null where not counted
     */
    public record Counts(
            long staged,
            long inserted,
            long updated,
            long deleted,
            long unchanged,
            long newerInTarget,
            long deletedByCdc,
            long outsideWindow,
            long tieTouchedByCdc,
            long orphaned,
            long uniqueConflict,
            long rejected,
            Long deleteCandidates) {

        public long skipped() {
            return newerInTarget
                    + deletedByCdc
                    + outsideWindow
                    + tieTouchedByCdc
                    + orphaned
                    + uniqueConflict
                    + rejected;
        }

        /** Whether every staged row is in exactly one class. */
        public boolean balanced() {
            return staged == inserted + updated + unchanged + skipped();
        }

        /** The same of an undo. */
        public boolean undoBalanced() {
            return staged == inserted + updated + deleted + skipped();
        }

        /** Whether production was changed. */
        public boolean wrote() {
            return inserted + updated + deleted > 0;
        }
    }
}
