package io.windowreload.reload;

import io.windowreload.db.DbException;
import io.windowreload.ledger.Doorbell;
import io.windowreload.ledger.Lease;
import io.windowreload.ledger.LeaseLostException;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step.Phase;
import io.windowreload.window.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes runs from the ledger, and decides what a failed step means. */
public final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    /** A run that waits for somebody at psql is announced by nobody, nor is that a process has died. */
    private static final Duration AT_LEAST = Duration.ofSeconds(30);

    private final Flow flow;
    private final Lease lease;
    private final Doorbell doorbell;
    private final Doorbell.Bell bell;
    private final int parallel;
    private final Duration retryFor;
    private final Steps steps;
    private final Set<Long> inHand = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /**
     * The runs of this process.
     *
     * @param flow which step follows which
     * @param doorbell rings when the ledger may hold something new
     * @param parallel how many runs this process works on at once
     * @param retryFor how long failures that may pass are tried again
     * @param steps are told what this process is at
     */
    public Reload(Flow flow, Lease lease, Doorbell doorbell, int parallel, Duration retryFor, Steps steps) {
        this.flow = flow;
        this.steps = steps;
        this.lease = lease;
        this.doorbell = doorbell;
        this.bell = doorbell.bell(AT_LEAST);
        this.parallel = parallel;
        this.retryFor = retryFor;
    }

    /** Due runs that this process holds from now on; none while its hands are full. */
    public List<Run> claim() {
        var slots = parallel - inHand.size();
        if (slots <= 0 || stopping || !bell.rings()) {
            return List.of();
        }
        var runs = lease.claim(slots, inHand);
        for (var run : runs) {
            inHand.add(run.id());
            LOG.debug("run={} claimed at {}", run.id(), run.step());
        }
        // What was claimed is not lost where the second question fails.
        if (runs.isEmpty()) {
            bell.answered(lease.nextDue(inHand));
        }
        return runs;
    }

    /** The run as its next step wants it: one whose cancellation was asked goes to clean. */
    public Run enter(Run run) {
        steps.begin(run.id(), run.step().name());
        if (run.cancelReason() == null || run.error() != null || run.step().phase() == Phase.CLEAN) {
            lease.enter(run, run.phaseName());
            return run;
        }
        return lease.fail(run, ErrorCode.CANCELLED, run.cancelReason(), flow.afterFailure());
    }

    /** The step has ended well: what it says is written down, and the flow says what comes next. */
    public Run moved(Run run, StepOutcome outcome) {
        var moved = outcome.record(run, flow, lease);
        if (outcome instanceof StepOutcome.End end) {
            LOG.info("run={} request={} {} {}", run.id(), run.requestId(), moved.state(), end.notes());
        }
        return moved;
    }

    /** Whether this process goes on with the run at once; otherwise the run is out of its hands. */
    public boolean goesOn(Run run) {
        steps.end(run.id());
        var goesOn = inHand.contains(run.id())
                && run.state() == Run.State.RUNNING
                && !stopping
                && !run.now().isBefore(run.dueAt());
        if (!goesOn) {
            letGo(run);
        }
        return goesOn;
    }

    /** A sign of life for what this process works on. */
    public void renew() {
        lease.renew(inHand);
    }

    /** Takes no more runs, and goes on with none after the step that it is in. */
    public void stop() {
        stopping = true;
    }

    /** At a graceful stop: another process, or the next start, may go on at once. */
    public void release() {
        try {
            lease.release();
        } catch (DbException e) {
            LOG.warn("what this process holds is free when its lease ends: {}", e.getMessage());
        }
        inHand.clear();
    }

    /**
     * What a failed step means: the same step again later, the run's failure, or in clean the step after it.
     *
     * @param failure what happened, with its code
     */
    public Run failed(Run run, Failure failure, Throwable thrown) {
        try {
            return decide(run, named(run, failure), thrown);
        } catch (DbException e) {
            // Out of hand, it is claimed again as soon as the ledger can be written.
            LOG.warn("run={} step={} code={} tried again: {}", run.id(), run.step(), failure.code(), e.getMessage());
            return outOfHand(run);
        } catch (LeaseLostException e) {
            return lost(run, e.getMessage());
        } catch (RuntimeException e) {
            // Whatever kept it from being decided: a run that stayed in hand would never be claimed again.
            LOG.error("run={} step={} code={} is left to the next claim", run.id(), run.step(), failure.code(), e);
            return outOfHand(run);
        }
    }

    /** What DMS no longer finds once there was a task is the task. */
    private Failure named(Run run, Failure failure) {
        return failure.code() == ErrorCode.DMS_NOT_FOUND && run.taskArn() != null
                ? new Failure(ErrorCode.DMS_TASK_LOST, failure.detail())
                : LockHolders.name(lease, run, failure);
    }

    private Run decide(Run run, Failure failure, Throwable thrown) {
        // PostgreSQL, too, lets a process that has lost the run do nothing for it.
        if (thrown instanceof LeaseLostException || failure.code() == ErrorCode.RUN_WRONG_STATE) {
            return lost(run, failure.detail());
        }
        if (failure.code().retryable() && !exhausted(run)) {
            LOG.warn("run={} step={} code={} tried again: {}", run.id(), run.step(), failure.code(), failure.detail());
            return lease.retry(run, failure.code() + ": " + failure.detail(), Backoff.delay(run.tries()));
        }
        if (run.step().phase() == Phase.CLEAN) {
            return leaveBehind(run, failure);
        }
        log(run, failure, thrown);
        return lease.fail(run, failure.code(), failure.detail(), flow.afterFailure());
    }

    private Run lost(Run run, String why) {
        LOG.warn("run={} {}", run.id(), why);
        return outOfHand(run);
    }

    private Run outOfHand(Run run) {
        steps.end(run.id());
        letGo(run);
        return run;
    }

    /** Nobody announces it, and it may be claimed again. */
    private void letGo(Run run) {
        inHand.remove(run.id());
        doorbell.ring();
    }

    private static void log(Run run, Failure failure, Throwable thrown) {
        // A stack trace helps only where the program itself is wrong.
        LOG.error(
                "run={} step={} code={} {} | {}",
                run.id(),
                run.step(),
                failure.code(),
                failure.detail(),
                failure.code().hint(),
                failure.code() == ErrorCode.INTERNAL ? thrown : null);
    }

    private boolean exhausted(Run run) {
        return run.retrySince() != null
                && Duration.between(run.retrySince(), run.now()).compareTo(retryFor) > 0;
    }

    /** What cannot be cleaned is left for the sweep; it changes nothing about how the run ended. */
    private Run leaveBehind(Run run, Failure failure) {
        LOG.warn("run={} step={} left behind: {} {}", run.id(), run.step(), failure.code(), failure.detail());
        return flow.last(run.step())
                ? lease.finish(run, "left behind: " + failure.code())
                : lease.advance(run, flow.after(run), Duration.ZERO);
    }
}
