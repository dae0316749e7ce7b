package io.windowreload.ledger;

import java.time.Duration;

/**
 * A table of a run, with what its load may be measured by.
 *
 * @param expectedRows rows of the window as an earlier verified run makes us expect, in proportion to the windows' lengths; or null
 * @param loading how long DMS has reported rows of the table; null before
 */
public record TableProgress(long run, RunTable table, Long expectedRows, Duration loading) {
    /** Rows a second since DMS first reported some; null before that. */
    public Long rowsPerSecond() {
        return loading == null || loading.toMillis() < 1 || table.loadRows() == null
                ? null
                : table.loadRows() * 1000 / loading.toMillis();
    }

    /** Whether DMS has reported that the table is complete. */
    public boolean loaded() {
        return "Table completed".equals(table.loadState());
    }

    /** The time that the rest of the expected rows will take at this rate; null where nothing can be said. */
    public Duration remaining() {
        var rate = rowsPerSecond();
        if (loaded() || rate == null || rate == 0 || expectedRows == null || expectedRows <= table.loadRows()) {
            return null;
        }
        return Duration.ofSeconds((expectedRows - table.loadRows()) / rate);
    }

    /** How far the table is on its way: loaded, merged and verified are a third each. */
    public double ratio() {
        if (table.failed()) {
            return 1;
        }
        return switch (table.mergeState()) {
            case "VERIFIED" -> 1;
            case "MERGED" -> 2.0 / 3;
            default -> loaded() ? 1.0 / 3 : loadedShare() / 3;
        };
    }

    private double loadedShare() {
        return expectedRows == null || expectedRows == 0 || table.loadRows() == null
                ? 0
                : Math.min(0.99, (double) table.loadRows() / expectedRows);
    }
}
