package io.windowreload.local.dms.cloud;

import java.time.Instant;

/** Something that happened to a task. */
public record Event(String taskArn, String taskIdentifier, TaskEvent kind, String message, Instant date) {}
