package io.windowreload.load;

/**
 * What DMS says of a replication task (API shape ReplicationTask).
 *
 * @param arn the task's ARN
 * @param status such as {@code creating}, {@code ready}, {@code running}, {@code stopped}
 * @param stopReason may be null, lag behind the status, or hold a whole error text
 * @param failure the last failure message, or null
 * @param tablesErrored from the task's statistics
 */
public record TaskReport(
        String arn, String status, String stopReason, String failure, int tablesErrored, int percent) {}
