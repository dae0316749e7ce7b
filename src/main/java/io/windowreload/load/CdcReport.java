package io.windowreload.load;

import io.windowreload.window.LoadKind;
import java.util.Map;

/**
 * What DMS says of the ongoing CDC task, which may be a serverless replication.
 *
 * @param arn the ARN of the task, or of the replication's config
 * @param type {@code cdc} or {@code full-load-and-cdc}
 * @param status such as {@code running} or {@code stopped}
 * @param settings the task's settings, as JSON text
 * @param mappings its table mappings, as JSON text, or null
 * @param sourceEndpointArn where the task reads
 * @param targetEndpointArn where the task writes
 * @param instanceArn where it works; null where it is serverless
 * @param compute what a serverless replication may use, by the API's names; empty for a task
 */
public record CdcReport(
        String arn,
        String type,
        String status,
        String settings,
        String mappings,
        String sourceEndpointArn,
        String targetEndpointArn,
        String instanceArn,
        Map<String, Object> compute) {
    /** Whether it began with a load of its own. */
    boolean loads() {
        return String.valueOf(type).startsWith("full-load");
    }

    /** Whether the task applies changes now. */
    public boolean running() {
        return Stage.of(LoadKind.of(arn), status) == Stage.RUNNING;
    }
}
