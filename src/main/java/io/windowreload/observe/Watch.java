package io.windowreload.observe;

import io.windowreload.db.DbException;
import io.windowreload.reload.Failure;
import io.windowreload.window.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks at something again and again on a thread of its own. Whoever asks has the last answer at once, and hears where a look does not come
 * back: a server that is stopped, a disk that hangs.
 */
public final class Watch implements AutoCloseable {
    /** While nobody asks, only each so manieth round looks. */
    private static final int UNASKED = 15;

    private final String what;
    private final Duration every;
    private final Duration patience;
    private final ErrorCode silence;
    private final Supplier<String> look;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile State last = new State(null, null, "not looked at yet", null, null);
    private volatile Flight flight;
    private volatile boolean asked;

    /**
     * What is watched.
     *
     * @param every how long after a look the next one begins; fifteen times as long while nobody asks and all is well
     * @param patience how long a look may take until that is a state of its own
     * @param silence the code of no answer
     * @param look says what is well, or throws what is not
     */
    Watch(String what, Duration every, Duration patience, ErrorCode silence, Supplier<String> look, Clock clock) {
        this.what = what;
        this.silence = silence;
        this.every = every;
        this.patience = patience;
        this.look = look;
        this.clock = clock;
    }

    /**
     * What is known.
     *
     * @param up null where nothing is known yet
     * @param code what is wrong, or null
     * @param since when this began, or null
     * @param at when it was looked at, or null
     */
    public record State(Boolean up, ErrorCode code, String detail, Instant since, Instant at) {
        boolean down() {
            return Boolean.FALSE.equals(up);
        }

        /** As documents have it. */
        String name() {
            return up == null ? "unknown" : up ? "up" : "down";
        }
    }

    /** A look that has not come back yet. */
    private record Flight(long nanos, Instant at) {}

    /** Looks once, waiting no longer than the patience, and goes on looking. */
    Watch start() {
        var first = new CountDownLatch(1);
        var thread = new Thread(() -> watch(first), "watch " + what);
        thread.setDaemon(true);
        thread.start();
        try {
            if (!first.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return this;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return this;
    }

    private void watch(CountDownLatch first) {
        try {
            once();
            first.countDown();
            for (var rounds = 1; !closed.await(every.toMillis(), TimeUnit.MILLISECONDS); rounds++) {
                if (asked || last.down() || rounds >= UNASKED) {
                    asked = false;
                    rounds = 0;
                    once();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        var now = new Flight(System.nanoTime(), clock.instant());
        flight = now;
        var before = last;
        try {
            var detail = look.get();
            last = new State(true, null, detail, began(before, true, clock.instant()), clock.instant());
        } catch (RuntimeException e) {
            last = new State(false, code(e), Failure.of(e).detail(), began(before, false, now.at()), clock.instant());
        } finally {
            flight = null;
        }
    }

    private ErrorCode code(RuntimeException thrown) {
        return thrown instanceof DbException db && db.cancelled()
                ? silence
                : Failure.of(thrown).code();
    }

    private static Instant began(State before, boolean up, Instant now) {
        return before.up() != null && before.up() == up ? before.since() : now;
    }

    public State state() {
        asked = true;
        var known = last;
        var open = flight;
        if (open == null || System.nanoTime() - open.nanos() <= patience.toNanos()) {
            return known;
        }
        var since = known.down() ? known.since() : open.at();
        return new State(false, silence, what + " has not answered since " + since, since, known.at());
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
