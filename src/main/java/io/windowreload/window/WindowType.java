package io.windowreload.window;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** What a window column is in PostgreSQL: what production stores of a time, and thus how far beyond a window the source is read. */
public enum WindowType {
    /** Rounded to its precision, a second at most. */
    TIMESTAMP("timestamp without time zone", Duration.ofSeconds(1), Duration.ZERO),
    /** Read in the zone of DMS's session, which moves a wall clock that a spring skips. */
    TIMESTAMPTZ("timestamp with time zone", Duration.ofHours(1), Duration.ofHours(1)),
    /** Cut to its day, or rounded to the next. */
    DATE("date", Duration.ofHours(12), Duration.ZERO),
    /** A number that tells a time; tables.json says how. */
    NUMBER("", Duration.ZERO, Duration.ZERO),
    /** A text that tells a time; tables.json says how. */
    TEXT("", Duration.ZERO, Duration.ZERO),
    /** No column: all of the table is loaded. */
    NONE("", Duration.ZERO, Duration.ZERO);

    private final String sqlName;
    private final Duration before;
    private final Duration after;

    WindowType(String sqlName, Duration before, Duration after) {
        this.sqlName = sqlName;
        this.before = before;
        this.after = after;
    }

    /** The type that PostgreSQL calls so; empty where it is no time. */
    public static Optional<WindowType> of(String sqlName) {
        return Arrays.stream(values())
                .filter(type -> !sqlName.isEmpty() && type.sqlName.equals(sqlName))
                .findFirst();
    }

    Duration before() {
        return before;
    }

    Duration after() {
        return after;
    }

    /**
     * A date tells days apart and nothing less.
     *
     * @throws ReloadException {@code WINDOW_INVALID} where the window begins or ends within a day
     */
    public void take(TimeWindow window, String column) {
        if (this == DATE && !window.wholeDays()) {
            throw new ReloadException(
                    ErrorCode.WINDOW_INVALID,
                    column + " is a date: a window on it begins and ends at midnight, and " + window + " does not");
        }
    }
}
