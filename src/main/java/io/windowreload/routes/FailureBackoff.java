package io.windowreload.routes;

import io.windowreload.reload.Failure;
import io.windowreload.window.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps something from going on, such as a full disk: said once, tried again with growing pauses, and over without a restart. */
public final class FailureBackoff {
    private static final Logger LOG = LoggerFactory.getLogger(FailureBackoff.class);
    private static final Set<ErrorCode> PASS_BY_THEMSELVES =
            Set.of(ErrorCode.TARGET_UNAVAILABLE, ErrorCode.TARGET_READ_ONLY, ErrorCode.MERGE_BUSY);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final String what;
    private final Clock clock;
    private Failure said;
    private int times;
    private boolean hit;
    private Instant until = Instant.MIN;

    /** All is well with {@code what} so far. */
    public FailureBackoff(String what, Clock clock) {
        this.what = what;
        this.clock = clock;
    }

    /** It cannot go on now, and nothing is lost by that. */
    synchronized void hit(Failure failure) {
        hit = true;
        var pause = Duration.ofSeconds(1L << Math.min(times++, 5));
        until = clock.instant().plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
        if (!failure.equals(said)) {
            said = failure;
            log(failure);
        }
    }

    private void log(Failure failure) {
        if (PASS_BY_THEMSELVES.contains(failure.code())) {
            LOG.warn("{} waits code={} {}", what, failure.code(), failure.detail());
        } else {
            LOG.error(
                    "{} waits code={} {} | {}",
                    what,
                    failure.code(),
                    failure.detail(),
                    failure.code().hint());
        }
    }

    /** Whether it is time for a try. */
    synchronized boolean mayTry() {
        hit = false;
        return !clock.instant().isBefore(until);
    }

    /** Whether the last try did not go well. */
    synchronized boolean stands() {
        return said != null;
    }

    /** A try has ended; if nothing went wrong in it, all is well again. */
    synchronized void tried() {
        if (!hit && said != null) {
            LOG.info("{} goes on after {}", what, said.code());
            said = null;
            times = 0;
        }
    }
}
