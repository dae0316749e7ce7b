package io.windowreload.observe.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Makes whoever has given wrong secrets wait, twice as long each time. It remembers only so many, the latest. */
final class LoginThrottle {
    private static final int MOST = 1_000;
    private static final int FREE = 3;
    private static final int LONGEST_SECONDS = 60;
    private static final long FORGOTTEN = TimeUnit.MINUTES.toNanos(15);

    private record Misses(int count, long last) {}

    private final Map<String, Misses> misses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Misses> eldest) {
            return size() > MOST;
        }
    };
    private final LongSupplier nanos;

    LoginThrottle(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Seconds that these have to wait; 0: none. */
    synchronized long wait(String... who) {
        var longest = 0L;
        for (var one : who) {
            var known = misses.get(one);
            if (known != null && known.count() > FREE) {
                var pause = Math.min(LONGEST_SECONDS, 1L << Math.min(known.count() - FREE - 1, 6));
                var left = TimeUnit.SECONDS.toNanos(pause) - (nanos.getAsLong() - known.last());
                longest = Math.max(longest, (left + 999_999_999) / 1_000_000_000);
            }
        }
        return longest;
    }

    synchronized void missed(String... who) {
        var now = nanos.getAsLong();
        for (var one : who) {
            misses.merge(
                    one,
                    new Misses(1, now),
                    (old, fresh) -> now - old.last() > FORGOTTEN ? fresh : new Misses(old.count() + 1, now));
        }
    }

    synchronized int size() {
        return misses.size();
    }
}
