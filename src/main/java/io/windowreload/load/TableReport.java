package io.windowreload.load;

import io.windowreload.window.TableName;
import java.util.Set;

/**
 * What DMS says of one table of a task (API shape TableStatistics).
 *
 * @param source the table's name at the source
 * @param state such as {@code Full load} or {@code Table completed}
 * @param rows rows that the full load counted; not proof that they were committed
 * @param refused rows that the full load could not write, or that failed a check
 * @param validation such as {@code Not enabled} or {@code Validated}; null where DMS does not tell
 */
public record TableReport(TableName source, String state, long rows, long refused, String validation) {
    static final String COMPLETED = "Table completed";

    private static final Set<String> VALID = Set.of("Not enabled", "Validated");
    private static final Set<String> VALIDATING = Set.of(
            "Pending records", "Pending validation", "Pending revalidation", "Preparing table", "Validation pending");

    public TableReport(TableName source, String state, long rows) {
        this(source, state, rows, 0, null);
    }

    boolean completed() {
        return COMPLETED.equals(state) && !VALIDATING.contains(String.valueOf(validation));
    }

    /** Whether DMS does nothing for the table any more. */
    public boolean broken() {
        return switch (state) {
            case "Table error", "Table cancelled", "Table does not exist" -> true;
            default -> false;
        };
    }

    /** Whether DMS broke off its load, for whatever reason. */
    boolean cancelled() {
        return state.equals("Table cancelled");
    }

    /** Whether a first load is to come, or under way. */
    boolean loading() {
        return state.equals("Before load") || state.equals("Full load");
    }

    /** Whether somebody has the CDC task load it anew: DMS empties or drops it first. */
    boolean reloading() {
        return state.equals("Table is being reloaded");
    }

    /** Whether the load of this table is in doubt whatever its state: the statistics count errors, or a validation is not good. */
    public boolean doubtful() {
        return broken() || refused > 0 || (!validation().isEmpty() && !isKnown());
    }

    private boolean isKnown() {
        return VALID.contains(validation) || VALIDATING.contains(validation);
    }

    @Override
    public String validation() {
        return validation == null ? "" : validation;
    }

    /** What a person is told of it. */
    String words() {
        return source + ": " + state + (refused > 0 ? ", " + refused + " rows refused" : "")
                + (validation().isEmpty() || VALID.contains(validation) ? "" : ", validation: " + validation);
    }
}
