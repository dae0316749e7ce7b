package io.windowreload.local.dms.cloud;

import java.util.Optional;

/** What happens to a task, in the words of {@code DescribeEvents} and of EventBridge (user guide, "event messages"). */
public enum TaskEvent {
    CREATED("Creation", "DMS-EVENT-0074"),
    STARTED("StateChange", "DMS-EVENT-0069"),
    STOPPED("StateChange", "DMS-EVENT-0079"),
    // Seen at AWS without an id: who goes by ids misses every failure.
    FAILED("Failure", null),
    MODIFIED("ConfigurationChange", "DMS-EVENT-0080"),
    DELETED("Deletion", "DMS-EVENT-0073");

    private final String category;
    private final String id;

    TaskEvent(String category, String id) {
        this.category = category;
        this.id = id;
    }

    public String category() {
        return category;
    }

    /** EventBridge's {@code eventType}. */
    public String type() {
        return "REPLICATION_TASK_" + name();
    }

    /** EventBridge's {@code eventId}, where it has one. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }
}
