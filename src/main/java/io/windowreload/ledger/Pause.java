package io.windowreload.ledger;

import java.time.Instant;
import java.util.Locale;

/** An entry that takes no requests now: since when, on whose word and why. */
public record Pause(Entry entry, Instant since, String actor, String reason) {
    /** What triggers runs by itself. */
    public enum Entry {
        /** The monthly reload. What it misses while paused is not made up for. */
        SCHEDULE,
        /** The watched folder. Files wait in it while it is paused. */
        FOLDER;

        /** As the ledger and people write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
