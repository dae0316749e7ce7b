package io.windowreload.local.dms.cloud;

import java.time.Duration;

/** How long the steps take that take minutes at AWS. */
public record Delays(Duration ready, Duration start, Duration stop, Duration delete, Duration connectionTest) {
    private static final Duration SHORT = Duration.ofMillis(200);

    /** Short, but long enough to be seen: what a client must wait for, it must wait for here too. */
    public static final Delays DEFAULT = all(SHORT);

    /** The same for every step. */
    public static Delays all(Duration delay) {
        return new Delays(delay, delay, delay, delay, delay);
    }
}
