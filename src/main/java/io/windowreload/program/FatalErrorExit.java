package io.windowreload.program;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.windowreload.window.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Ends the process where it would live on without being able to work: after an OutOfMemoryError, whoever caught it. A supervisor starts it again, and what was begun is resumed. The script {@code bin/window-reload} has Java itself end
 * at the first OutOfMemoryError; this is for {@code java -jar}, and for errors that Java does not count, such as those of buffers outside the heap.
 */
public final class FatalErrorExit {
    /** As Java's own {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int OUT_OF_MEMORY = 3;

    private static final int DEAD = ErrorCode.INTERNAL.exitCode();
    private static final long SECOND = 1_000;
    private static final int PROBE = 64 * 1024;
    private static final int DEEPEST = 20;
    /** Made beforehand: there may be no memory for words any more. */
    private static final byte[] LAST_WORDS =
            "window-reload: out of memory; the process ends, start it again (with more: -Xmx)\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private static final AtomicBoolean WATCHING = new AtomicBoolean();

    private FatalErrorExit() {}

    /** Minds errors that nobody catches. Without its main thread, on which it was started, a process is not what it was started for. */
    public static void mindUncaught() {
        var main = Thread.currentThread();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            mind(thrown);
            try {
                LoggerFactory.getLogger(FatalErrorExit.class).error("the thread {} has died", thread.getName(), thrown);
            } catch (Throwable e) {
                // There is not even a log any more.
                end();
            }
            if (thread == main) {
                Runtime.getRuntime().halt(DEAD);
            }
        });
    }

    /** Minds errors that somebody catches and writes to the log at any level, and the memory itself. */
    public static void watch() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getTurboFilterList().removeIf(Told.class::isInstance);
            context.addTurboFilter(new Told());
        }
        if (WATCHING.getAndSet(true)) {
            return;
        }
        var thread = new Thread(FatalErrorExit::look, "lifeguard");
        thread.setDaemon(true);
        thread.start();
    }

    private static void look() {
        while (true) {
            try {
                Thread.sleep(SECOND);
                if (new byte[PROBE].length < PROBE) {
                    return;
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
            end();
        }
    }

    static boolean outOfMemory(Throwable thrown) {
        var cause = thrown;
        for (var depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError || unborn(cause)) {
                return true;
            }
        }
        return false;
    }

    /** A class for whose start there was no memory is lost to the process for good; Java tells of the first error in words only. */
    private static boolean unborn(Throwable thrown) {
        return thrown instanceof LinkageError
                && String.valueOf(thrown.getMessage()).contains("OutOfMemoryError");
    }

    /** Without hooks, which might wait for what is dead. */
    private static void end() {
        try {
            System.err.write(LAST_WORDS, 0, LAST_WORDS.length);
        } finally {
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
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
