package io.windowreload.local.dms.change;

import io.windowreload.local.dms.change.ChangeMessage.Begin;
import io.windowreload.local.dms.change.ChangeMessage.Commit;
import io.windowreload.local.dms.change.ChangeMessage.Relation;
import io.windowreload.local.dms.change.ChangeMessage.Row;
import io.windowreload.local.dms.change.ChangeMessage.Truncate;
import io.windowreload.local.dms.load.CapturedTable;
import io.windowreload.local.dms.load.ControlTables;
import io.windowreload.local.dms.load.LoadException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.replication.LogSequenceNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the changes of a PostgreSQL source to the target: transaction by transaction in the order of their commits, each in
 * a transaction of the target that also keeps the position. It connects anew, and goes on, when a database was away.
 */
public final class ChangeCapture {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeCapture.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofMillis(10);

    private final CaptureContext context;
    private final Slot slot;
    private final Object gate = new Object();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<Integer, Relation> relations = new HashMap<>();
    private List<CapturedTable> tables = List.of();
    private ConflictRules conflicts;
    private volatile long loadEnd;
    private volatile Instant waiting;
    private long confirmed;

    public ChangeCapture(CaptureContext context) {
        this.context = context;
        slot = new Slot(context);
    }

    /** Holds fast where the source is: every change from here on will be moved. */
    public void begin(List<CapturedTable> captured) throws SQLException {
        tables = captured;
        ControlTables.createState(context.target(), context.settings());
        if (context.start().isPresent() && context.slot().isEmpty()) {
            throw new LoadException("CdcStartPosition needs a replication slot that holds it: name it in the source"
                    + " endpoint's extra connection attribute slotName");
        }
        forget();
        try {
            slot.begin(captured);
        } catch (CaptureFailure e) {
            throw new LoadException(e.getMessage());
        }
    }

    private void forget() throws SQLException {
        try (var target = context.target().connect()) {
            Progress.forget(target, ControlTables.schema(context.settings()), context.task());
        }
    }

    /** Changes up to here may be in what was loaded: what of them does not fit means nothing. */
    public void loaded() throws SQLException {
        var now = slot.now();
        loadEnd = LogSequenceNumber.valueOf(now).asLong();
        try (var target = context.target().connect()) {
            Progress.loaded(target, ControlTables.schema(context.settings()), context.task(), now);
        }
    }

    /** Takes up what a former capture of the task left. */
    public void resume(List<CapturedTable> captured) throws SQLException {
        tables = captured;
        try {
            slot.resume();
        } catch (CaptureFailure e) {
            throw new LoadException(e.getMessage());
        }
    }

    /** Moves changes in a thread of its own until it is stopped or cannot go on; tells its end, and why. */
    public void run(Consumer<Optional<String>> ended) {
        conflicts = new ConflictRules(context.settings());
        var thread = new Thread(() -> ended.accept(move()), "dms-capture-" + context.task());
        thread.setDaemon(true);
        thread.start();
    }

    public void stop() {
        stop.countDown();
    }

    /** Does something while no change is applied, such as loading tables anew. */
    public void pausedFor(Runnable action) throws SQLException {
        synchronized (gate) {
            action.run();
            loaded();
        }
    }

    /** Leaves nothing at the source. */
    public void drop() throws SQLException {
        slot.drop();
    }

    /** How long the oldest change that is not applied has waited. */
    public Duration lag() {
        var since = waiting;
        return since == null ? Duration.ZERO : Duration.between(since, Instant.now());
    }

    private Optional<String> move() {
        while (stop.getCount() > 0) {
            try {
                stream();
            } catch (SQLException e) {
                LOG.warn("the capture of {} connects anew: {}", context.task(), e.getMessage());
                await(AGAIN);
            } catch (CaptureFailure | LoadException e) {
                return Optional.of(e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("the capture of {} failed inside of the emulator", context.task(), e);
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    private void stream() throws SQLException {
        try (var session = TargetSession.open(context);
                var stream = ChangeStream.open(context.source(), slot.name())) {
            var progress = session.progress();
            loadEnd = Math.max(loadEnd, progress.loadEnd());
            var start = context.start()
                    .map(text -> LogSequenceNumber.valueOf(text).asLong())
                    .orElse(0L);
            confirmed = Math.max(progress.position(), start);
            var apply = new TransactionApply(session, context.settings(), tables, conflicts);
            var rows = new ArrayList<ChangeMessage>();
            var committed = Instant.EPOCH;
            var open = false;
            while (stop.getCount() > 0) {
                var next = stream.next();
                if (next.isEmpty()) {
                    if (!open) {
                        stream.confirm(Math.max(confirmed, stream.received()));
                    }
                    await(IDLE);
                    continue;
                }
                var message = PgOutput.read(next.get());
                if (message instanceof Begin begin) {
                    open = true;
                    committed = begin.committed();
                } else if (message instanceof Relation relation) {
                    relations.put(relation.id(), relation);
                } else if (message instanceof Row || message instanceof Truncate) {
                    rows.add(message);
                } else if (message instanceof Commit commit) {
                    if (commit.position() > confirmed && !applied(session, apply, rows, committed, commit)) {
                        return;
                    }
                    rows.clear();
                    open = false;
                    stream.confirm(confirmed);
                }
            }
        } finally {
            waiting = null;
        }
    }

    /** Applies a transaction once it is due; false if the capture was stopped before that. */
    private boolean applied(
            TargetSession session, TransactionApply apply, List<ChangeMessage> rows, Instant committed, Commit commit)
            throws SQLException {
        waiting = committed;
        if (!due(committed)) {
            return false;
        }
        synchronized (gate) {
            var cached =
                    commit.position() <= loadEnd && context.settings().flag("ErrorBehavior", "FullLoadIgnoreConflicts");
            for (var row : rows) {
                if (row instanceof Row change) {
                    apply.apply(relations.get(change.relation()), change, cached);
                } else if (row instanceof Truncate truncate) {
                    for (var relation : truncate.relations()) {
                        apply.truncate(relations.get(relation));
                    }
                }
            }
            session.commit(commit.position());
            confirmed = commit.position();
        }
        waiting = null;
        return true;
    }

    private boolean due(Instant committed) {
        while (stop.getCount() > 0) {
            var left = Duration.between(
                    Instant.now(), committed.plus(context.latency().get()));
            if (left.isNegative() || left.isZero()) {
                return true;
            }
            await(left.compareTo(AGAIN) > 0 ? AGAIN : left);
        }
        return false;
    }

    private void await(Duration time) {
        try {
            if (stop.await(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.countDown();
        }
    }
}
