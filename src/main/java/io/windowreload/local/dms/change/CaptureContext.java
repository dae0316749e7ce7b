package io.windowreload.local.dms.change;

import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.local.dms.mapping.ParsedSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a task captures changes, and how.
 *
 * @param task the last part of the task's ARN, under which DMS keeps it in its control tables
 * @param script what its sessions at the target run first; empty for nothing
 * @param slot a replication slot that somebody else made; empty for one of the task's own
 * @param start the position after which it begins, such as {@code 0/16B3748}; empty for now
 * @param latency how long a change is held back after its commit
 */
public record CaptureContext(
        String task,
        JdbcAddress source,
        JdbcAddress target,
        String script,
        ParsedSettings settings,
        Optional<String> slot,
        Optional<String> start,
        Supplier<Duration> latency) {
    private static final int LONGEST_NAME = 63;

    /** The name of the slot and of the publication. */
    String slotName() {
        return slot.orElseGet(() -> {
            var name = ("awsdms_" + task.toLowerCase(Locale.ROOT)).replaceAll("[^a-z0-9_]", "_");
            return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        });
    }
}
