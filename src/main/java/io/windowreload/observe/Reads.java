package io.windowreload.observe;

import io.windowreload.db.DbException;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What page, API and JMX read of the target: on threads of its own, and not for longer than a person waits. Where no answer comes they get
 * what was read last, with its age. So a target that hangs holds nobody else's thread.
 */
public final class Reads implements AutoCloseable {
    /** Connections that it needs: for reads, for orders, and for the two watches that must not queue. */
    public static final int CONNECTIONS = Reads.AT_ONCE + Reads.ORDERS + 2;

    private static final int AT_ONCE = 3;
    private static final int ORDERS = 2;
    private static final int WAITING = 200;
    private static final int MOST_BYTES = 4 << 20;

    private final Watch target;
    private final Duration patience;
    private final Clock clock;
    private final ThreadPoolExecutor readers;
    private final Semaphore orders = new Semaphore(ORDERS, true);
    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;

    private record Kept(Object value, Instant at) {
        int size() {
            return value instanceof byte[] text ? text.length : 1 << 16;
        }
    }

    /**
     * A document and how old it is.
     *
     * @param seconds how old, at least 1 where it was not read now
     * @param problem why there is nothing newer; null where it was read now
     */
    public record Aged<T>(T value, long seconds, String problem) {
        public boolean fresh() {
            return problem == null;
        }
    }

    Reads(Watch target, Duration patience, Clock clock) {
        this.target = target;
        this.patience = patience;
        this.clock = clock;
        readers = new ThreadPoolExecutor(
                AT_ONCE, AT_ONCE, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING), work -> {
                    var thread = new Thread(work, "read");
                    thread.setDaemon(true);
                    return thread;
                });
        readers.allowCoreThreadTimeOut(true);
    }

    /**
     * Reads a document, or remembers it.
     *
     * @param key what the document is about
     * @throws ReloadException {@code TARGET_UNAVAILABLE} where nothing can be read and nothing is remembered
     */
    @SuppressWarnings("unchecked") // A key has documents of one kind.
    public <T> Aged<T> read(String key, Supplier<T> read) {
        var state = target.state();
        if (state.code() == ErrorCode.TARGET_UNAVAILABLE) {
            return (Aged<T>) remembered(key, state.detail());
        }
        try {
            var at = clock.instant();
            var value = inTime(read);
            keep(key, new Kept(value, at));
            return new Aged<>(value, 0, null);
        } catch (TimeoutException | RejectedExecutionException e) {
            return (Aged<T>)
                    remembered(key, "PostgreSQL has not answered within " + patience.toMillis() / 1000.0 + " s");
        } catch (DbException e) {
            if (e.unavailable() || e.cancelled()) {
                return (Aged<T>) remembered(key, "PostgreSQL: " + e.getMessage());
            }
            throw e;
        }
    }

    private <T> T inTime(Supplier<T> read) throws TimeoutException {
        var task = new FutureTask<>(read::get);
        readers.execute(task);
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReloadException(ErrorCode.TARGET_UNAVAILABLE, "the program stops");
        } catch (TimeoutException e) {
            task.cancel(false);
            readers.remove(task);
            throw e;
        }
    }

    private synchronized void keep(String key, Kept document) {
        var before = kept.put(key, document);
        bytes += document.size() - (before == null ? 0 : before.size());
        for (var eldest = kept.entrySet().iterator(); bytes > MOST_BYTES && eldest.hasNext(); ) {
            bytes -= eldest.next().getValue().size();
            eldest.remove();
        }
    }

    private synchronized Aged<?> remembered(String key, String problem) {
        var document = kept.get(key);
        if (document == null) {
            throw new ReloadException(ErrorCode.TARGET_UNAVAILABLE, problem);
        }
        var age = Duration.between(document.at(), clock.instant()).toSeconds();
        return new Aged<>(document.value(), Math.max(1, age), problem);
    }

    /**
     * Does what somebody ordered, where the target answers; two at once, so that a target that hangs holds two threads at most.
     *
     * @throws ReloadException {@code TARGET_UNAVAILABLE} where it does not
     */
    public <T> T order(Supplier<T> act) {
        var state = target.state();
        if (state.code() == ErrorCode.TARGET_UNAVAILABLE) {
            throw new ReloadException(ErrorCode.TARGET_UNAVAILABLE, state.detail() + "; nothing was done");
        }
        try {
            if (!orders.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ReloadException(ErrorCode.TARGET_UNAVAILABLE, "other orders wait; nothing was done");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReloadException(ErrorCode.TARGET_UNAVAILABLE, "the program stops; nothing was done");
        }
        try {
            return act.get();
        } catch (DbException e) {
            if (e.cancelled()) {
                throw new ReloadException(
                        ErrorCode.TARGET_UNAVAILABLE, "PostgreSQL was too slow; nothing was done: " + e.getMessage());
            }
            throw e;
        } finally {
            orders.release();
        }
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
