package io.windowreload.ledger;

import io.windowreload.window.TableName;
import java.time.YearMonth;

/**
 * What is known of a table's month in the source's wall-clock; a month that no run has touched has no cell.
 *
 * @param run the newest run that counts for the state
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
        PARTIAL
    }
}
