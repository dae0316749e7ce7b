package io.windowreload.observe.http;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Says at most once in ten seconds what happens however often, and how often: strangers must not fill a disk with our log. */
final class ThrottledLog {
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(10);

    private long count;
    private long last = System.nanoTime() - SILENCE;

    /** Counts, and says the count when it is time. */
    void say(LongConsumer words) {
        long told;
        synchronized (this) {
            count++;
            var now = System.nanoTime();
            if (now - last < SILENCE) {
                return;
            }
            last = now;
            told = count;
            count = 0;
        }
        words.accept(told);
    }
}
