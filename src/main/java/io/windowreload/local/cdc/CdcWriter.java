package io.windowreload.local.cdc;

import io.windowreload.local.cdc.ConflictPolicies.Policy;
import io.windowreload.local.dms.load.JdbcAddress;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ongoing replication beside a reload: changes rows of the source at a steady rate and applies each change to production,
 * in commit order, a latency later, in a session with {@code session_replication_role = replica} as DMS may have it.
 */
public final class CdcWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CdcWriter.class);
    private static final Duration RETRY = Duration.ofMillis(200);

    private final JdbcAddress source;
    private final JdbcAddress target;
    private final CdcPlan plan;
    private final Clock clock = Clock.systemUTC();
    private final ChangeMaker changes;
    private final ChangeApplier applier;
    private final BlockingQueue<SourceChange> underway = new LinkedBlockingQueue<>();
    private final CdcCounter counter = new CdcCounter();
    private final CountDownLatch noMoreChanges = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread sourceThread = new Thread(this::makeChanges, "cdc-source");
    private final Thread targetThread = new Thread(this::applyChanges, "cdc-target");

    private CdcWriter(JdbcAddress source, JdbcAddress target, CdcPlan plan) {
        this.source = source;
        this.target = target;
        this.plan = plan;
        this.changes = new ChangeMaker(plan.seed(), plan.customers(), plan.orders());
        this.applier = new ChangeApplier(plan.conflicts());
    }

    /** Begins to write. The target's user must be allowed to set {@code session_replication_role}. */
    public static CdcWriter start(JdbcAddress source, JdbcAddress target, CdcPlan plan) {
        var writer = new CdcWriter(source, target, plan);
        writer.sourceThread.setDaemon(true);
        writer.targetThread.setDaemon(true);
        writer.sourceThread.start();
        writer.targetThread.start();
        return writer;
    }

    public CdcCounts counts() {
        return counter.counts();
    }

    /** Whether a conflict has stopped it, as the policy {@code STOP_TASK} has it: its lag grows. */
    public boolean stopped() {
        return applier.stopped();
    }

    /** Age of the oldest change that production does not have yet; zero if it has all. */
    public Duration lag() {
        var oldest = underway.peek();
        return oldest == null ? Duration.ZERO : Duration.between(oldest.committed(), clock.instant());
    }

    /**
     * Ends the changes at the source and waits until production has all of them.
     *
     * @return false if that took longer than {@code patience}
     */
    public boolean drain(Duration patience) throws InterruptedException {
        noMoreChanges.countDown();
        var deadline = clock.instant().plus(patience);
        sourceThread.join(patience.toMillis());
        while (!underway.isEmpty() && clock.instant().isBefore(deadline)) {
            if (closed.await(10, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        return !sourceThread.isAlive() && underway.isEmpty();
    }

    private void makeChanges() {
        var interval = plan.interval();
        var next = clock.instant();
        try (var session = ChangeSession.at(source, "SOURCE_SCHEMA")) {
            while (!waitUntil(next, noMoreChanges)) {
                make(session);
                next = next.plus(interval);
            }
        } catch (SQLException e) {
            LOG.error("the change capture's source is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void make(ChangeSession session) throws SQLException {
        var change = changes.next(LocalDateTime.ofInstant(clock.instant(), plan.zone()));
        if (session.run(change.statement(), change.values()) == 0) {
            return;
        }
        counter.made(change);
        var row = needsRow(change) ? session.row(change) : change.row();
        underway.add(change.with(row).committed(clock.instant()));
    }

    private boolean needsRow(SourceChange change) {
        return plan.conflicts().of(change.kind()) == Policy.UPDATE_RECORD;
    }

    private void applyChanges() {
        while (goesOn()) {
            try (var session = ChangeSession.replica(target, "production")) {
                while (goesOn()) {
                    applyNext(session);
                }
            } catch (SQLException e) {
                LOG.warn("the change capture reconnects: {}", e.getMessage());
                rest();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    // Taken from the queue only after it is applied, so that a lost connection loses no change.
    private void applyNext(ChangeSession session) throws SQLException, InterruptedException {
        var change = underway.peek();
        if (change == null) {
            closed.await(5, TimeUnit.MILLISECONDS);
            return;
        }
        if (waitUntil(change.committed().plus(plan.latency()), closed)) {
            return;
        }
        var rows = applier.apply(session, change);
        if (!applier.stopped()) {
            counter.applied(rows);
            underway.remove();
        }
    }

    private boolean goesOn() {
        return !isClosed() && !applier.stopped();
    }

    private boolean waitUntil(Instant time, CountDownLatch end) throws InterruptedException {
        return end.await(Math.max(0, Duration.between(clock.instant(), time).toNanos()), TimeUnit.NANOSECONDS);
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void rest() {
        try {
            closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops at once; changes that are underway are not applied. */
    @Override
    public void close() {
        noMoreChanges.countDown();
        closed.countDown();
        try {
            sourceThread.join();
            targetThread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
