package io.windowreload.reload;

import io.windowreload.ledger.Run;
import io.windowreload.settings.Settings;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another person than the one who asks lets a run go on, where settings want that. It is asked before the fence is armed and DMS is told
 * anything, so that a run that waits for days holds nothing; what was checked before is checked again once somebody has come.
 */
public final class Approval {
    private static final Logger LOG = LoggerFactory.getLogger(Approval.class);

    /** Who approves announces it. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final boolean required;

    Approval(Settings.Runs settings) {
        this.required = settings.approval() == Settings.Approval.REQUIRED;
    }

    /** A dry run writes nothing, and a look follows a run that was approved. */
    public StepOutcome await(Run run) {
        if (!required || run.options().dryRun() || run.look()) {
            return StepOutcome.next();
        }
        if (run.approvedBy() == null) {
            LOG.info("run={} waits for approval", run.id());
            var requester = run.requestedBy() == null ? run.origin() : run.requestedBy();
            return new StepOutcome.Wait("approval by another person than " + requester, LOOK, true);
        }
        return run.stepStartedAt().isBefore(run.approvedAt()) ? StepOutcome.back() : StepOutcome.next();
    }
}
