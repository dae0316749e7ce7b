package io.windowreload.reload;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps that this process is at. Whatever a step waits for has a limit of its own; one that outlives all of them hangs, and holds its run,
 * because the process lives and renews the lease. It may also just have much to do: so it is told of, and not broken off. Time is counted in
 * ticks, one a second.
 */
public final class Steps {
    private static final String OURS = "io.windowreload.";
    private static final int FRAMES = 4;

    private final Map<Long, Work> works = new ConcurrentSkipListMap<>();

    private static final class Work {
        private final String step;
        private final Thread thread = Thread.currentThread();
        private long seconds;

        Work(String step) {
            this.step = step;
        }

        synchronized void tick() {
            seconds++;
        }

        synchronized Duration soFar() {
            return Duration.ofSeconds(seconds);
        }

        /** Where it is: what it waits in, and who called that. */
        String place() {
            var stack = thread.getStackTrace();
            return Stream.concat(
                            Arrays.stream(stack).limit(1),
                            Arrays.stream(stack)
                                    .skip(1)
                                    .filter(frame -> frame.getClassName().startsWith(OURS))
                                    .limit(FRAMES))
                    .map(StackTraceElement::toString)
                    .collect(Collectors.joining(" < "));
        }
    }

    /** A step begins on this thread. */
    void begin(long run, String step) {
        works.put(run, new Work(step));
    }

    /** The step of a run has ended, however. */
    void end(long run) {
        works.remove(run);
    }

    void tick() {
        works.values().forEach(Work::tick);
    }

    /** What has gone on for so long, as {@code run 7 at APPLY}. */
    public List<String> longer(Duration limit) {
        return works.entrySet().stream()
                .filter(work -> work.getValue().soFar().compareTo(limit) > 0)
                .map(work -> "run " + work.getKey() + " at " + work.getValue().step)
                .toList();
    }

    /** What has gone on for another such span as of this tick, with its place. */
    public List<String> another(Duration span) {
        return works.entrySet().stream()
                .filter(work -> spanEnds(work.getValue().soFar().toSeconds(), span))
                .map(work -> "run=%d step=%s has gone on for %d s; it is at %s"
                        .formatted(
                                work.getKey(),
                                work.getValue().step,
                                work.getValue().soFar().toSeconds(),
                                work.getValue().place()))
                .toList();
    }

    private static boolean spanEnds(long seconds, Duration span) {
        return seconds > 0 && seconds % Math.max(1, span.toSeconds()) == 0;
    }
}
