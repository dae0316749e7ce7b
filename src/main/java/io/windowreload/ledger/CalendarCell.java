package io.windowreload.ledger;

import io.windowreload.window.TableName;
import java.time.YearMonth;

/**
 * What is known of a table's month in the source's wall-clock; a month that no run has touched has no cell.
 *
 * @param run the run that decides the state: of an undone month the undo
 */
public record CalendarCell(TableName table, YearMonth month, long run, State state) {
    /** What the newest runs made of the month. */
    public enum State {
        /** A run is open. */
        RUNNING,
        /** The newest run failed. */
        FAILED,
        /** The newest run merged what it could and left something open. */
        LEFT_OPEN,
        /** Verified windows cover the whole month. */
        VERIFIED,
        /** Verified windows cover a part of the month. */
        PARTIAL,
        /** What a run had written was put back since. */
        UNDONE,
        /** The database is not the one in which it was verified. */
        RESTORED,
        /** The table, or each of its rows, was written anew by others since it was verified. */
        REWRITTEN
    }
}
