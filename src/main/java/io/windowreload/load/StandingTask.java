package io.windowreload.load;

import io.windowreload.window.LoadKind;
import java.time.Instant;

/**
 * A task, or a serverless replication, that stands in DMS, whoever made it.
 *
 * @param createdAt null where DMS does not say
 */
public record StandingTask(String identifier, String arn, String status, Instant createdAt) {
    /** Where it stands. */
    public Stage stage() {
        return Stage.of(LoadKind.of(arn), status);
    }
}
