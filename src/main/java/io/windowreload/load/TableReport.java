package io.windowreload.load;

import io.windowreload.window.TableName;

/**
 * What DMS says of one table of a task (API shape TableStatistics).
 *
 * @param source the table's name at the source
 * @param state such as {@code Full load} or {@code Table completed}
 * @param rows rows that the full load counted; not proof that they were committed
 */
public record TableReport(TableName source, String state, long rows) {
    static final String COMPLETED = "Table completed";

    boolean completed() {
        return COMPLETED.equals(state);
    }

    boolean broken() {
        return switch (state) {
            case "Table error", "Table cancelled", "Table does not exist" -> true;
            default -> false;
        };
    }
}
