package io.windowreload.ledger;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.TableName;
import java.util.Map;

/**
 * How the ledger stands now, for meters: by the same rules as the calendar and the list of what needs a person.
 *
 * @param attention how many runs need a person, by the code that they ended with
 * @param months how many months of tables there are in each state; those without a cell were never reloaded
 * @param openKeys keys that open looks have yet to read
 * @param drift rows that the newest run of a table knows to differ from the source, or cannot tell
 */
public record Gauges(
        Map<ErrorCode, Long> attention,
        Map<CalendarCell.State, Long> months,
        long openKeys,
        Map<TableName, Long> drift) {
    /** Nothing yet. */
    public static final Gauges NONE = new Gauges(Map.of(), Map.of(), 0, Map.of());
}
