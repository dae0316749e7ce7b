package io.windowreload.local.dms.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last calls of all services, in the order of their answers. */
final class Calls {
    // An emulator that is polled for days must not grow.
    private static final int REMEMBERED = 10_000;

    private final Deque<ReceivedCall> calls = new ArrayDeque<>();

    synchronized void remember(ReceivedCall call) {
        if (calls.size() == REMEMBERED) {
            calls.removeFirst();
        }
        calls.addLast(call);
    }

    synchronized List<ReceivedCall> all() {
        return List.copyOf(calls);
    }
}
