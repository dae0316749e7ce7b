package io.windowreload.local.dms.fault;

import java.time.Duration;

/**
 * One thing that goes wrong.
 *
 * @param on whom it strikes: an operation, a task's identifier, a table's name, an endpoint; {@code *} is anybody
 * @param times how often it strikes before it is used up
 * @param text message, stop reason or status, where the kind has one; else empty
 * @param delay how long, where the kind delays; else zero
 * @param rows how many, where the kind counts rows; else 0
 */
public record Fault(FaultKind kind, String on, int times, String text, Duration delay, int rows) {
    public static final String ANYBODY = "*";

    /** Strikes anybody, once. */
    public static Fault of(FaultKind kind) {
        return new Fault(kind, ANYBODY, 1, "", Duration.ZERO, 0);
    }

    public Fault on(String whom) {
        return new Fault(kind, whom, times, text, delay, rows);
    }

    public Fault times(int count) {
        return new Fault(kind, on, count, text, delay, rows);
    }

    /** Strikes until the faults are cleared. */
    public Fault always() {
        return times(Integer.MAX_VALUE);
    }

    public Fault text(String words) {
        return new Fault(kind, on, times, words, delay, rows);
    }

    public Fault delay(Duration duration) {
        return new Fault(kind, on, times, text, duration, rows);
    }

    public Fault rows(int count) {
        return new Fault(kind, on, times, text, delay, count);
    }

    boolean strikes(FaultKind wanted, String whom) {
        return kind == wanted && (on.equals(ANYBODY) || on.equals(whom));
    }
}
