package io.windowreload.load;

/**
 * What DMS says of the ongoing CDC task.
 *
 * @param arn the task's ARN
 * @param status such as {@code running} or {@code stopped}
 * @param settings the task's settings, as JSON text
 * @param mappings its table mappings, as JSON text, or null
 * @param targetEndpointArn where the task writes
 */
public record CdcReport(String arn, String status, String settings, String mappings, String targetEndpointArn) {
    /** Whether the task applies changes now. */
    public boolean running() {
        return status.equals("running");
    }
}
