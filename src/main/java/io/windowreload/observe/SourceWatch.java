package io.windowreload.observe;

import io.windowreload.reload.Failure;
import io.windowreload.window.ErrorCode;
import java.time.Clock;
import java.time.Instant;

/** What DMS last said about the source's side. A route looks at it now and then, so that nobody waits for AWS to read the status. */
public final class SourceWatch {
    private final Clock clock;
    private volatile State state;

    public SourceWatch(Clock clock) {
        this.clock = clock;
        this.state = new State(null, null, "not looked at yet", null);
    }

    /**
     * What is known.
     *
     * @param up null where nothing is known yet
     * @param code what is wrong, or null
     * @param at when it was looked at, or null
     */
    public record State(Boolean up, ErrorCode code, String detail, Instant at) {}

    /** All was well. */
    public void well() {
        state = new State(true, null, "replication instance available, CDC running", clock.instant());
    }

    /** Something was not. */
    public void unwell(Failure failure) {
        state = new State(false, failure.code(), failure.detail(), clock.instant());
    }

    public State state() {
        return state;
    }
}
