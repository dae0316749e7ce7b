package io.windowreload.ledger;

import java.time.Instant;
import java.time.LocalDateTime;

/**
 * The window of a run.
 *
 * @param from null, as {@code to}, if the run was refused before its window was known
 * @param ended null as long as the run is open
 * @param state of the run; a look may change it after the end
 */
record Span(long run, LocalDateTime from, LocalDateTime to, Instant ended, String state) {
    boolean open() {
        return ended == null;
    }

    /** Whether this run came after the other and its window holds all of the other's. */
    boolean repeats(Span other) {
        return run > other.run && other.from != null && !from.isAfter(other.from) && !to.isBefore(other.to);
    }
}
