package io.windowreload.load;

/**
 * What DMS says of the ongoing CDC task.
 *
 * @param arn the task's ARN
 * @param status such as {@code running} or {@code stopped}
 * @param settings the task's settings, as JSON text
 * @param mappings its table mappings, as JSON text, or null
 * @param sourceEndpointArn where the task reads
 * @param targetEndpointArn where the task writes
 * @param instanceArn where it works
 */
public record CdcReport(
        String arn,
        String status,
        String settings,
        String mappings,
        String sourceEndpointArn,
        String targetEndpointArn,
        String instanceArn) {
    /** Whether the task applies changes now. */
    public boolean running() {
        return status.equals("running");
    }
}
