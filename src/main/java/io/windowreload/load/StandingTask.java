package io.windowreload.load;

import java.time.Instant;

/**
 * A task that stands in DMS, whoever made it.
 *
 * @param createdAt null where DMS does not say
 */
public record StandingTask(String identifier, String arn, String status, Instant createdAt) {}
