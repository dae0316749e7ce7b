package io.windowreload.local.dms.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults that wait for somebody to strike. Those added first strike first. */
public final class Faults {
    private final List<Fault> waiting = new ArrayList<>();

    public synchronized void add(Fault fault) {
        waiting.add(fault);
    }

    public synchronized void clear() {
        waiting.clear();
    }

    public synchronized List<Fault> waiting() {
        return List.copyOf(waiting);
    }

    /** The fault that strikes now, with one of its times used up. */
    public synchronized Optional<Fault> take(FaultKind kind, String whom) {
        for (var i = 0; i < waiting.size(); i++) {
            var fault = waiting.get(i);
            if (fault.strikes(kind, whom)) {
                if (fault.times() <= 1) {
                    waiting.remove(i);
                } else if (fault.times() < Integer.MAX_VALUE) {
                    waiting.set(i, fault.times(fault.times() - 1));
                }
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** Whether a fault is there, without using it up: for faults that are a state, such as a full disk. */
    public synchronized Optional<Fault> present(FaultKind kind, String whom) {
        return waiting.stream().filter(fault -> fault.strikes(kind, whom)).findFirst();
    }

    /** Removes the faults of a kind that lie on somebody. */
    public synchronized void heal(FaultKind kind, String whom) {
        waiting.removeIf(fault -> fault.strikes(kind, whom));
    }

    /** How much longer something takes. */
    public Duration delay(FaultKind kind, String whom) {
        return take(kind, whom).map(Fault::delay).orElse(Duration.ZERO);
    }
}
