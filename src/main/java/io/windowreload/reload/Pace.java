package io.windowreload.reload;

import io.windowreload.ledger.Run;
import io.windowreload.load.CdcLook;
import io.windowreload.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When a run rests before a step: a person has told it to, it is not its hour, or CDC is too far behind. It says so, and until when. */
public final class Pace {
    /** Who resumes announces it. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Settings.Pace pace;
    private final Settings.Cdc cdc;
    private final boolean tasks;
    private final Clock clock;
    // No more than what spares calls: who forgets it asks once more.
    private final Map<Long, Instant> asked = new ConcurrentHashMap<>();

    Pace(Settings settings, Clock clock) {
        this.pace = settings.pace();
        this.cdc = settings.cdc();
        this.tasks = !settings.dms().cdcTaskArns().isEmpty();
        this.clock = clock;
    }

    /** How the run rests before its step; null where it goes on. */
    public StepOutcome rests(Run run) {
        if (!writes(run)) {
            return null;
        }
        if (run.pausedBy() != null) {
            return new StepOutcome.Wait(
                    "somebody who resumes it: paused by " + run.pausedBy() + " (" + run.pauseReason() + ")",
                    LOOK,
                    false);
        }
        return run.look() || run.undo() ? null : outsideHours();
    }

    /** The steps that begin a load, or that read or write production at length. Who has begun to clean up is not held up. */
    private static boolean writes(Run run) {
        return switch (run.step()) {
            case ARM, CREATE, CLASSIFY, COMPARE, APPLY, UNDO -> true;
            default -> false;
        };
    }

    private StepOutcome outsideHours() {
        var now = clock.instant();
        return pace.hours()
                .flatMap(hours -> hours.beginAfter(now)
                        .map(begin -> new StepOutcome.Wait(
                                "its hours (" + hours + "), from " + begin.truncatedTo(ChronoUnit.SECONDS) + " on",
                                Duration.between(now, begin),
                                false)))
                .orElse(null);
    }

    /** Whether CDC is to be asked before the run writes on: metrics do not change faster than they are stored. */
    public boolean asks(Run run) {
        if (pace.mostLatency().isEmpty() || !tasks || cdc.latency().from() == Settings.LatencyFrom.OFF) {
            return false;
        }
        var now = clock.instant();
        var last = asked.get(run.id());
        return last == null || Duration.between(last, now).compareTo(cdc.period()) >= 0;
    }

    /** How the run rests for what was seen of CDC; null where it goes on. What is not known counts as too far. */
    public StepOutcome saw(Run run, List<CdcLook> looks) {
        var most = pace.mostLatency().orElseThrow();
        for (var look : looks) {
            var position = look.position();
            if (!position.known()) {
                return resting(run, look.task().arn() + ", of which nobody knows how far it is: " + position.unknown());
            }
            if (position.behind().compareTo(most) > 0) {
                return resting(
                        run,
                        look.task().arn() + " to catch up: it is "
                                + position.behind().toSeconds() + " s behind, and merges rest above " + most.toSeconds()
                                + " s");
            }
        }
        asked.put(run.id(), clock.instant());
        return null;
    }

    private StepOutcome resting(Run run, String why) {
        asked.remove(run.id());
        return new StepOutcome.Wait(why, cdc.period(), false);
    }

    /** How many rows each of some calls at once may write a second; null for as many as it can. */
    Integer share(int calls) {
        return pace.rowsPerSecond() == 0 ? null : Math.max(1, pace.rowsPerSecond() / Math.max(1, calls));
    }
}
