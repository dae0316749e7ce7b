package io.windowreload.local.dms.cloud;

import java.time.Duration;
import java.util.Set;

/**
 * How tasks capture changes.
 *
 * @param idle identifiers of tasks whose changes somebody else moves: they run, and move nothing
 * @param latency how long a change is held back after its commit
 */
public record CaptureOptions(Set<String> idle, Duration latency) {}
