package io.windowreload.program;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Ends the process where it would live on without being able to work: after an OutOfMemoryError, whoever caught it, and when a thread dies on
 * which everything waits. A supervisor starts it again, and what was begun is resumed. The script {@code bin/window-reload} has Java itself end
 * at the first OutOfMemoryError; this is for {@code java -jar}, and for errors that Java does not count, such as those of buffers outside the heap.
 */
public final class Lifeguard {
    /** As Java's own {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int OUT_OF_MEMORY = 3;

    private static final int THREAD_DIED = 70;
    private static final long SECOND = 1_000;
    /** A thread may be missing for a moment while its route starts or stops. */
    private static final int PATIENCE = 10;

    private static final int DEEPEST = 20;
    /** Made beforehand: there may be no memory for words any more. */
    private static final byte[] LAST_WORDS =
            "window-reload: out of memory; the process ends, start it again (with more: -Xmx)\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private static volatile byte[] probe;

    private Lifeguard() {}

    /** Minds errors that nobody catches. */
    public static void mindUncaught() {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            mind(thrown);
            LoggerFactory.getLogger(Lifeguard.class).error("the thread {} has died", thread.getName(), thrown);
        });
    }

    /**
     * Minds errors that somebody catches and writes to the log at any level, the memory, and the threads on which everything waits.
     *
     * @param dead what does not live any more and should
     */
    public static void watch(Supplier<List<String>> dead) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getTurboFilterList().removeIf(Told.class::isInstance);
            context.addTurboFilter(new Told());
        }
        var thread = new Thread(() -> look(dead), "lifeguard");
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.start();
    }

    /** Counts its own looks and not the time: a process that was stopped for an hour has missed nothing. */
    private static void look(Supplier<List<String>> dead) {
        var missed = 0;
        while (true) {
            try {
                Thread.sleep(SECOND);
                probe = new byte[64 * 1024];
                var gone = dead.get();
                missed = gone.isEmpty() ? 0 : missed + 1;
                if (missed > PATIENCE) {
                    end(
                            THREAD_DIED,
                            ("window-reload: " + gone + " died; the process ends, start it again\n")
                                    .getBytes(StandardCharsets.UTF_8));
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                mind(e);
            }
        }
    }

    /** Ends the process for an error after which nothing can be relied on. */
    private static void mind(Throwable thrown) {
        if (outOfMemory(thrown)) {
            end(OUT_OF_MEMORY, LAST_WORDS);
        }
    }

    static boolean outOfMemory(Throwable thrown) {
        var cause = thrown;
        for (var depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    /** Without hooks, which might wait for what is dead. */
    private static void end(int code, byte[] words) {
        try {
            System.err.write(words, 0, words.length);
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    /** Sees what is thrown before levels do. */
    private static final class Told extends TurboFilter {
        @Override
        public FilterReply decide(
                Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable thrown) {
            var last = parameters == null || parameters.length == 0 ? null : parameters[parameters.length - 1];
            mind(thrown);
            if (last instanceof Throwable told) {
                mind(told);
            }
            return FilterReply.NEUTRAL;
        }
    }
}
