package io.windowreload.load;

import io.windowreload.window.LoadKind;

/**
 * What DMS says of a load: of a replication task (API shape ReplicationTask), or of a serverless replication (API shape Replication).
 *
 * @param arn the ARN of the task, or of the replication's config
 * @param status such as {@code creating}, {@code ready}, {@code running}, {@code stopped}
 * @param stopReason may be null, lag behind the status, or hold a whole error text
 * @param failure the last failure message, or null
 * @param tablesErrored from the task's statistics
 */
public record TaskReport(String arn, String status, String stopReason, String failure, int tablesErrored, int percent) {
    public LoadKind kind() {
        return LoadKind.of(arn);
    }

    /** The same, as far as other tables than so many that have failed are concerned. */
    public TaskReport without(long failed) {
        var others = Math.max(0, tablesErrored - (int) failed);
        return new TaskReport(arn, status, stopReason, failure, others, percent);
    }

    /** Where it stands. */
    public Stage stage() {
        return Stage.of(kind(), status);
    }
}
