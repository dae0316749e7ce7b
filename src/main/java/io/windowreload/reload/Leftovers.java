package io.windowreload.reload;

import io.windowreload.ledger.Ledger;
import io.windowreload.load.Stage;
import io.windowreload.load.StandingTask;
import io.windowreload.merge.Merge;
import io.windowreload.plan.TaskPlan;
import io.windowreload.settings.Settings;
import io.windowreload.settings.Settings.DeleteTask;
import io.windowreload.staging.Staging;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs that are over have left behind, at the target and in DMS. */
public final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final Ledger ledger;
    private final Merge merge;
    private final Staging staging;
    private final Duration keep;
    private final Duration keepUndo;
    private final Duration keepRuns;
    private final DeleteTask policy;
    private final Clock clock;

    public Leftovers(Ledger ledger, Merge merge, Staging staging, Settings settings, Clock clock) {
        this.ledger = ledger;
        this.merge = merge;
        this.staging = staging;
        this.keep = settings.runs().leftovers();
        this.keepUndo = settings.merge().undo();
        this.keepRuns = settings.retention().ledger();
        this.policy = settings.dms().deleteTask();
        this.clock = clock;
    }

    /** Removes what is of no use to an open run or to a person: fences, staging rows, before-images, and runs of long ago. */
    public void sweep() {
        merge.sweep();
        staging.sweep(keep);
        merge.forget(keepUndo);
        var forgotten = ledger.forget(keepRuns);
        if (forgotten > 0) {
            LOG.info("{} runs that ended more than {} days ago are forgotten", forgotten, keepRuns.toDays());
        }
    }

    /** Tasks that this ledger's runs made and left; those of other ledgers are never touched. */
    public List<StandingTask> orphans(List<StandingTask> tasks) {
        if (policy == DeleteTask.NEVER) {
            return List.of();
        }
        var ours = Pattern.compile(Pattern.quote(ledger.taskPrefix()) + "([0-9]{1,18})(-[0-9]{1,9})?");
        var oldest = clock.instant().minus(keep);
        return tasks.stream()
                .filter(task -> {
                    var run = ours.matcher(task.identifier());
                    return run.matches() && orphaned(task, Long.parseLong(run.group(1)), oldest);
                })
                .toList();
    }

    /** A run that the ledger does not know is of a ledger that was set back; its task's own age counts. */
    private boolean orphaned(StandingTask task, long runId, Instant oldest) {
        var since = ledger.find(runId)
                .map(run -> run.state().ended() ? run.finishedAt() : Instant.MAX)
                .orElse(task.createdAt());
        return since != null && since.isBefore(oldest);
    }

    /** Whether the task carries the tag of this program: a name alone proves nothing. */
    public boolean tagged(StandingTask task, Map<String, String> tags) {
        var tagged = TaskPlan.PURPOSE.equals(tags.get(TaskPlan.PURPOSE_TAG));
        LOG.info(
                "load={} status={} left by a run that is over{}",
                task.identifier(),
                task.status(),
                tagged ? "" : ", but without our tag");
        return tagged;
    }

    /** Whether DMS may be told to stop it; it is deleted at the next sweep. */
    public boolean stoppable(StandingTask task) {
        return task.stage() == Stage.RUNNING;
    }

    /** Whether DMS may be told to delete it. */
    public boolean deletable(StandingTask task) {
        return switch (task.stage()) {
            case READY, STOPPED, FAILED -> true;
            case PREPARING, STARTING, RUNNING, STOPPING, DELETING, UNKNOWN -> false;
        };
    }
}
