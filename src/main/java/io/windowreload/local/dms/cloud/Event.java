package io.windowreload.local.dms.cloud;

import java.time.Instant;
import java.util.List;

/** Something that happened to a task, as {@code DescribeEvents} tells it. */
public record Event(String sourceIdentifier, String message, List<String> categories, Instant date) {}
