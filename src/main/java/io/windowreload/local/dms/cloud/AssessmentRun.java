package io.windowreload.local.dms.cloud;

import java.time.Instant;
import java.util.Map;

/**
 * A premigration assessment of a task.
 *
 * @param status in the API's words
 * @param assessments the status of each individual assessment, by name
 */
public record AssessmentRun(
        String arn,
        String taskArn,
        String name,
        String status,
        Instant created,
        String roleArn,
        String bucket,
        String folder,
        Map<String, String> assessments) {

    AssessmentRun with(String newStatus, Map<String, String> newAssessments) {
        return new AssessmentRun(arn, taskArn, name, newStatus, created, roleArn, bucket, folder, newAssessments);
    }

    /** How many individual assessments have a status. */
    public long count(String wanted) {
        return assessments.values().stream().filter(wanted::equals).count();
    }
}
