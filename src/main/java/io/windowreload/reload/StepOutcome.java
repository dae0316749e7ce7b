package io.windowreload.reload;

import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Run;
import io.windowreload.load.Verdict;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.time.Duration;
import java.time.Instant;

/**
 * What a step says at its end. It never names the step that follows: the {@link Flow} does. A step that fails for good throws a
 * {@link ReloadException} with its code instead.
 */
public sealed interface StepOutcome {
    /** Writes the outcome into the ledger. */
    Run record(Run run, Flow flow, Lease lease);

    /** The step is done. */
    static StepOutcome next() {
        return new Next();
    }

    /** Something must be loaded before the run can go on. */
    static StepOutcome back() {
        return new Back(Duration.ZERO);
    }

    /** The step has more to do, at once. */
    static StepOutcome more() {
        return new Again(Duration.ZERO, null, null, null);
    }

    /**
     * What a verdict on the DMS task means.
     *
     * @param every how often the task is looked at
     * @param deadline how long the step may take
     * @param patience how long DMS may contradict itself
     * @param unsettled the code of a contradiction that lasts
     */
    static StepOutcome of(
            Run run, Verdict verdict, Duration every, Duration deadline, Duration patience, ErrorCode unsettled) {
        if (verdict instanceof Verdict.Done) {
            return next();
        }
        if (verdict instanceof Verdict.Failed failed) {
            throw new ReloadException(failed.code(), failed.detail());
        }
        if (verdict instanceof Verdict.Settling settling) {
            return new Retry(settling.why(), patience, unsettled);
        }
        return waiting(run, ((Verdict.Waiting) verdict).why(), every, deadline);
    }

    /** The DMS task is still at something. */
    static StepOutcome waiting(Run run, String status, Duration every, Duration deadline) {
        var late = "task " + run.taskIdentifier() + " is still '" + status + "' after " + deadline;
        return new Again(every, deadline, ErrorCode.DMS_TIMED_OUT, late);
    }

    /** On to the step that the flow names. */
    record Next() implements StepOutcome {
        @Override
        public Run record(Run run, Flow flow, Lease lease) {
            return lease.advance(run, flow.after(run), Duration.ZERO);
        }
    }

    /**
     * Back to the earlier step that the flow names: there is something to load, or to load anew.
     *
     * @param after zero is at once, by this process
     */
    record Back(Duration after) implements StepOutcome {
        @Override
        public Run record(Run run, Flow flow, Lease lease) {
            return lease.advance(run, flow.back(run), after);
        }
    }

    /**
     * The same step again.
     *
     * @param after zero is at once, by this process
     * @param deadline how long the step may take from its beginning on; null has none
     * @param code how the run fails where the deadline has passed
     * @param late the words for that
     */
    record Again(Duration after, Duration deadline, ErrorCode code, String late) implements StepOutcome {
        @Override
        public Run record(Run run, Flow flow, Lease lease) {
            if (deadline != null && passed(run.stepStartedAt(), deadline, run)) {
                throw new ReloadException(code, late);
            }
            return lease.advance(run, run.step(), after);
        }
    }

    /**
     * Not yet: the same step again, once what it waits for may have come.
     *
     * @param why what for, for people
     * @param parked whether later runs that share a table may pass it meanwhile
     */
    record Wait(String why, Duration after, boolean parked) implements StepOutcome {
        @Override
        public Run record(Run run, Flow flow, Lease lease) {
            return lease.await(run, why, after, parked);
        }
    }

    /**
     * What was read contradicts itself: the same step again, soon.
     *
     * @param patience for how long, from the first contradiction on
     * @param code how the run fails then
     */
    record Retry(String why, Duration patience, ErrorCode code) implements StepOutcome {
        @Override
        public Run record(Run run, Flow flow, Lease lease) {
            if (run.retrySince() != null && passed(run.retrySince(), patience, run)) {
                throw new ReloadException(code, why);
            }
            return lease.retry(run, why, Backoff.settling(run.tries()));
        }
    }

    /**
     * The run is over.
     *
     * @param notes what became of production
     */
    record End(String notes) implements StepOutcome {
        @Override
        public Run record(Run run, Flow flow, Lease lease) {
            return lease.finish(run, notes);
        }
    }

    private static boolean passed(Instant since, Duration limit, Run run) {
        return Duration.between(since, run.now()).compareTo(limit) > 0;
    }
}
