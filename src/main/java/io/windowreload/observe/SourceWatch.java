package io.windowreload.observe;

import io.windowreload.load.CdcLook;
import io.windowreload.load.CdcPosition;
import io.windowreload.reload.Failure;
import io.windowreload.window.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What DMS last said about the source's side. A route looks at it now and then, so that nobody waits for AWS to read the status. */
public final class SourceWatch {
    /** A look takes a few calls, of which each may be tried again. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Clock clock;
    private final Duration overdue;
    private volatile Optional<Duration> behind = Optional.empty();
    private volatile List<String> tasks = List.of();
    private volatile Watch.State last = new Watch.State(null, null, "not looked at yet", null, null);

    /**
     * Nothing is known yet.
     *
     * @param every how often the route looks
     */
    public SourceWatch(Clock clock, Duration every) {
        this.clock = clock;
        this.overdue = every.plus(GRACE);
    }

    /** All was well. */
    public void well() {
        say(
                true,
                null,
                tasks.size() < 2
                        ? "replication instance available, CDC running"
                        : "replication instance available, CDC running: " + String.join(", ", tasks));
    }

    /** Something was not. */
    public void unwell(Failure failure) {
        say(false, failure.code(), failure.detail());
    }

    /** What was seen of the CDC tasks: the one that is furthest behind counts. */
    public void cdc(List<CdcLook> seen) {
        var looks = seen == null ? List.<CdcLook>of() : seen;
        tasks = looks.stream().map(look -> look.task().arn()).toList();
        behind = looks.stream()
                .map(CdcLook::position)
                .filter(position -> position != null && position.known())
                .map(CdcPosition::behind)
                .max(Comparator.naturalOrder());
    }

    /** How far production is behind the source, as far as is known. */
    Optional<Duration> behind() {
        return behind;
    }

    private void say(boolean up, ErrorCode code, String detail) {
        var now = clock.instant();
        var same = last.up() != null && last.up() == up;
        last = new Watch.State(up, code, detail, same ? last.since() : now, now);
    }

    /** What was well is down once the next look does not come back: whoever cannot ask DMS cannot start a run. */
    public Watch.State state() {
        var known = last;
        if (known.at() == null
                || known.down()
                || clock.instant().isBefore(known.at().plus(overdue))) {
            return known;
        }
        return new Watch.State(
                false, ErrorCode.DMS_UNAVAILABLE, "DMS has not answered since " + known.at(), known.at(), known.at());
    }
}
