package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.wire.AwsError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Premigration assessment runs. They only take their time: nothing is checked, every assessment passes unless a fault says
 * otherwise. Called under the {@link Cloud}'s monitor.
 */
public final class Assessments {
    // User guide, premigration assessments for an Oracle source and a PostgreSQL target.
    private static final List<String> ANY_MIGRATION = List.of(
            "oracle-number-columns-without-scale",
            "oracle-validate-supported-versions-of-source",
            "oracle-check-object-30-bytes-limit",
            "oracle-validate-invisible-columns",
            "oracle-validate-virtual-columns",
            "oracle-check-pk-validity",
            "oracle-check-handlecollationdiff",
            "oracle-validate-limited-lob-mode-for-longs",
            "oracle-check-bulk-array-size",
            "postgres-check-session-replication-role",
            "postgres-check-target-secondary-indexes",
            "postgres-check-batch-apply-target-pk-ui-absence");
    private static final List<String> CAPTURE_ONLY = List.of(
            "oracle-supplemental-db-level",
            "oracle-validate-supplemental-logging-for-pk",
            "oracle-validate-supplemental-logging-all-columns",
            "oracle-check-rac");
    private static final Set<String> UNDER_WAY = Set.of("starting", "running");

    private final Cloud cloud;
    private final TaskLife life;

    public Assessments(Cloud cloud, TaskLife life) {
        this.cloud = cloud;
        this.life = life;
    }

    /** The names of the assessments that fit a migration type. */
    public static List<String> applicable(String migrationType) {
        var names = new ArrayList<>(ANY_MIGRATION);
        if (!migrationType.equals(TaskDefinition.FULL_LOAD)) {
            names.addAll(CAPTURE_ONLY);
        }
        return names;
    }

    /** Starts a run, with each individual assessment pending. */
    public void start(AssessmentRun run) {
        var task = cloud.task(run.taskArn());
        if (!TaskStatus.AT_REST.contains(task.status())) {
            throw AwsError.invalidState("Replication Task cannot be assessed, invalid state");
        }
        if (cloud.assessmentRuns().values().stream()
                .anyMatch(other -> other.name().equals(run.name()))) {
            throw AwsError.alreadyExists("Assessment run " + run.name() + " already exists.", run.arn());
        }
        cloud.assessmentRuns().put(run.arn(), run);
        life.pass(task, TaskStatus.TESTING);
        cloud.later(
                cloud.delays().start(), () -> change(run.arn(), begun -> begun.with("running", begun.assessments())));
        cloud.later(cloud.delays().start().plus(cloud.delays().ready()), () -> change(run.arn(), this::finished));
    }

    private void change(String arn, UnaryOperator<AssessmentRun> step) {
        cloud.assessmentRuns()
                .computeIfPresent(arn, (same, run) -> UNDER_WAY.contains(run.status()) ? step.apply(run) : run);
    }

    private AssessmentRun finished(AssessmentRun run) {
        var results = new LinkedHashMap<String, String>();
        run.assessments()
                .keySet()
                .forEach(name -> results.put(
                        name,
                        cloud.faults().take(FaultKind.FAILED_ASSESSMENT, name).isPresent() ? "failed" : "passed"));
        return run.with(results.containsValue("failed") ? "failed" : "passed", results);
    }

    /** Ends a run that is under way; its status stays {@code cancelling}, as the API has no later one. */
    public void cancel(AssessmentRun run) {
        if (!UNDER_WAY.contains(run.status())) {
            throw AwsError.invalidState("Assessment run cannot be cancelled, invalid state");
        }
        var cancelled = new LinkedHashMap<>(Map.copyOf(run.assessments()));
        cancelled.replaceAll((name, status) -> "cancelled");
        cloud.assessmentRuns().put(run.arn(), run.with("cancelling", cancelled));
    }

    /** Removes a run that is over. */
    public void delete(AssessmentRun run) {
        if (UNDER_WAY.contains(run.status())) {
            throw AwsError.invalidState("Assessment run cannot be deleted, invalid state");
        }
        cloud.assessmentRuns().put(run.arn(), run.with("deleting", run.assessments()));
        cloud.later(cloud.delays().delete(), () -> cloud.assessmentRuns().remove(run.arn()));
    }

    /** A run that exists. */
    public AssessmentRun run(String arn) {
        var run = cloud.assessmentRuns().get(arn);
        if (run == null) {
            throw AwsError.notFound("Assessment run " + arn + " not found.");
        }
        return run;
    }
}
