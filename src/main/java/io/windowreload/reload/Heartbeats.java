package io.windowreload.reload;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Signs of life of the loops without which this process is of no use. Silence is counted in ticks of the one who watches, about one a second,
 * not by a clock: a process that was stopped as a whole has not been silent.
 */
public final class Heartbeats {
    private final Map<String, Loop> loops = new ConcurrentSkipListMap<>();
    private final Steps steps = new Steps();

    /** A loop that must go on as long as it is wanted. */
    private static final class Loop {
        final BooleanSupplier wanted;
        final Executor asked;
        final Duration round;
        private int silent;
        private boolean pending;

        Loop(BooleanSupplier wanted, Executor asked, Duration round) {
            this.round = round;
            this.wanted = wanted;
            this.asked = asked;
        }

        synchronized void beat() {
            silent = 0;
            pending = false;
        }

        /** Whether it is to be asked for a sign: never twice for one. */
        synchronized boolean tick() {
            silent = wanted.getAsBoolean() ? silent + 1 : 0;
            var ask = asked != null && !pending;
            pending |= ask;
            return ask;
        }

        synchronized boolean silent(Duration limit) {
            return silent > limit.plus(round).plus(round).toSeconds();
        }
    }

    /**
     * A loop that gives a sign by itself, with {@link #beat}.
     *
     * @param round how long one round takes where nothing is wrong
     */
    public void expect(String name, Duration round, BooleanSupplier wanted) {
        loops.put(name, new Loop(wanted, null, round));
    }

    /** A thread, or a pool of them, that is asked for a sign. */
    public void ask(String name, Executor thread) {
        loops.put(name, new Loop(() -> true, thread, Duration.ZERO));
    }

    /** The loop lives. */
    public void beat(String name) {
        var loop = loops.get(name);
        if (loop != null) {
            loop.beat();
        }
    }

    /** What the loops that move runs are at. */
    public Steps steps() {
        return steps;
    }

    /** Another second, in which whoever lives has had time for a sign. */
    public void tick() {
        steps.tick();
        loops.values().forEach(loop -> {
            if (loop.tick()) {
                try {
                    loop.asked.execute(loop::beat);
                } catch (RejectedExecutionException e) {
                    // It takes nothing any more: it stays silent.
                    return;
                }
            }
        });
    }

    /** Those that have been silent for longer than that, beside two rounds of theirs. */
    public List<String> silent(Duration limit) {
        return loops.entrySet().stream()
                .filter(loop -> loop.getValue().silent(limit))
                .map(Map.Entry::getKey)
                .toList();
    }
}
