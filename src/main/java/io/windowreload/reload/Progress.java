package io.windowreload.reload;

import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step;
import io.windowreload.load.Verdict;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.time.Duration;
import java.time.Instant;

/** How a run moves: on, again later, or to its failure. */
final class Progress {
    private final Lease lease;

    Progress(Lease lease) {
        this.lease = lease;
    }

    /** To the next step at once. */
    Run next(Run run, Step step) {
        return lease.advance(run, step, Duration.ZERO);
    }

    /** The same step again at once: it has more to do. */
    Run more(Run run) {
        return lease.advance(run, run.step(), Duration.ZERO);
    }

    /**
     * What a verdict on the DMS task means for the run.
     *
     * @param next the step after this one
     * @param every how often the task is looked at
     * @param deadline how long the step may take
     * @param settle how long DMS may contradict itself before that is a failure of the given code
     */
    Run judge(
            Run run,
            Verdict verdict,
            Step next,
            Duration every,
            Duration deadline,
            Duration settle,
            ErrorCode unsettled) {
        if (verdict instanceof Verdict.Done) {
            return next(run, next);
        }
        if (verdict instanceof Verdict.Failed failed) {
            throw new ReloadException(failed.code(), failed.detail());
        }
        if (verdict instanceof Verdict.Settling settling) {
            return settle(run, settling.why(), settle, unsettled);
        }
        return again(run, ((Verdict.Waiting) verdict).why(), every, deadline);
    }

    /** The same step again, later, as long as the step's deadline has not passed. */
    Run again(Run run, String why, Duration every, Duration deadline) {
        var late = "task " + run.taskIdentifier() + " is still '" + why + "' after " + deadline;
        return await(run, late, every, deadline, ErrorCode.DMS_TIMED_OUT);
    }

    /** The same with a code of its own. */
    Run await(Run run, String late, Duration every, Duration deadline, ErrorCode code) {
        if (passed(run.stepStartedAt(), deadline, run)) {
            throw new ReloadException(code, late);
        }
        return lease.advance(run, run.step(), every);
    }

    /** Looks again soon, but not for longer than {@code patience}. */
    Run settle(Run run, String why, Duration patience, ErrorCode unsettled) {
        if (run.retrySince() != null && passed(run.retrySince(), patience, run)) {
            throw new ReloadException(unsettled, why);
        }
        return lease.retry(run, why, Backoff.settling(run.tries()));
    }

    private static boolean passed(Instant since, Duration limit, Run run) {
        return Duration.between(since, run.now()).compareTo(limit) > 0;
    }
}
