package io.windowreload.reload;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing delays with jitter, so that many runs that failed together do not come back together. */
public final class Backoff {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Backoff() {}

    /** The delay before the try after {@code tries} failures: about 1, 2, 4 … 60 seconds. */
    public static Duration delay(int tries) {
        return jittered(Duration.ofSeconds(1), tries, LONGEST);
    }

    /** Shorter ones for what only lags. */
    static Duration settling(int tries) {
        return jittered(Duration.ofMillis(250), tries, Duration.ofSeconds(5));
    }

    private static Duration jittered(Duration first, int tries, Duration longest) {
        var grown = Math.min(first.toMillis() << Math.min(tries, 16), longest.toMillis());
        return Duration.ofMillis(grown / 2 + ThreadLocalRandom.current().nextLong(grown / 2 + 1));
    }
}
