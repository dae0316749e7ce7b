package io.windowreload.ledger;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells the loops of a process whether the ledger may hold anything new, so that none asks PostgreSQL for nothing. While nobody hears what
 * PostgreSQL announces, each loop asks each time around.
 */
public final class Doorbell {
    private final AtomicLong rung = new AtomicLong();
    private final LongSupplier nanos;
    private volatile boolean heard;

    public Doorbell() {
        this(System::nanoTime);
    }

    Doorbell(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Something has changed, or might have. */
    public void ring() {
        rung.incrementAndGet();
    }

    /** Whether changes are heard from now on. What was announced before may have been missed. */
    public void heard(boolean now) {
        heard = now;
        ring();
    }

    /**
     * The bell of one loop.
     *
     * @param atLeast it rings once in so long although nothing was announced
     */
    public Bell bell(Duration atLeast) {
        return new Bell(atLeast);
    }

    /** Of one loop, and for one thread at a time. */
    public final class Bell {
        private final Duration atLeast;
        private long seen = -1;
        private long asked;
        private long next;

        private Bell(Duration atLeast) {
            this.atLeast = atLeast;
        }

        /** Whether there may be something to see. It goes on ringing until it was answered. */
        public boolean rings() {
            asked = rung.get();
            return !heard || asked != seen || nanos.getAsLong() - next >= 0;
        }

        /** All that was announced up to the last ring is seen. */
        public void answered() {
            answered(Optional.empty());
        }

        /**
         * The same, where something is to be seen by itself later.
         *
         * @param due in how long
         */
        public void answered(Optional<Duration> due) {
            seen = asked;
            next = nanos.getAsLong()
                    + due.filter(sooner -> sooner.compareTo(atLeast) < 0)
                            .orElse(atLeast)
                            .toNanos();
        }
    }
}
