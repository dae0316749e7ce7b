package io.windowreload.component.aws2.dms;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;

/**
 * A state in which the consumer saw a task or one of its tables.
 *
 * @param subject whose state it is: the ARN of the task, for a table with its names
 * @param state the status of the task or the state of the table
 * @param occasion the start of the task's run or the end of the table's load, if known: between two polls a task can
 *     stop, start and stop again, and a table can be loaded twice
 * @param task the task, or that of the table
 * @param table the table, or null
 */
record Dms2Sighting(String subject, String state, Instant occasion, ReplicationTask task, TableStatistics table) {
    /** The status of a task that the service does not know any more. */
    static final String DELETED = "deleted";

    /** As the API reference lists them. */
    private static final List<String> TASK_STATES = List.of(
            "creating",
            "ready",
            "starting",
            "running",
            "stopping",
            "stopped",
            "failed",
            "deleting",
            "modifying",
            "moving",
            "failed-move",
            "testing");

    private static final List<String> TABLE_STATES = List.of(
            "Table does not exist",
            "Before load",
            "Full load",
            "Table completed",
            "Table cancelled",
            "Table error",
            "Table is being reloaded");

    static Dms2Sighting of(ReplicationTask task) {
        return new Dms2Sighting(task.replicationTaskArn(), task.status(), task.replicationTaskStartDate(), task, null);
    }

    static Dms2Sighting of(ReplicationTask task, TableStatistics table) {
        String subject =
                String.join("/", task.replicationTaskArn(), encode(table.schemaName()), encode(table.tableName()));
        return new Dms2Sighting(subject, String.valueOf(table.tableState()), table.fullLoadEndTime(), task, table);
    }

    private static String encode(String name) {
        return URLEncoder.encode(String.valueOf(name), StandardCharsets.UTF_8);
    }

    boolean isOfTask() {
        return table == null;
    }

    /** The task of this sighting, gone. */
    Dms2Sighting deleted() {
        ReplicationTask gone = task.toBuilder().status(DELETED).build();
        return new Dms2Sighting(gone.replicationTaskArn(), DELETED, occasion, gone, null);
    }

    /**
     * Whether this is another state, or the same one on another occasion or of another task to which the ARN was given anew.
     * A date that only becomes known later is no difference: statistics may lag behind the state.
     */
    boolean differsFrom(Dms2Sighting earlier) {
        return !state.equals(earlier.state)
                || differ(occasion, earlier.occasion)
                || differ(created(), earlier.created());
    }

    private static boolean differ(Instant one, Instant other) {
        return one != null && other != null && !one.equals(other);
    }

    private Instant created() {
        return task.replicationTaskCreationDate();
    }

    /** What an idempotent repository keeps of this sighting. */
    String key() {
        return key(state, occasion);
    }

    /** The keys under which a former life may have told this: it may not have known the date yet. */
    Stream<String> keys() {
        return Stream.of(key(), key(state, null)).distinct();
    }

    /** The keys of what the subject may have been told as before on this occasion, or before its date was known. */
    Stream<String> otherKeys() {
        return (isOfTask() ? TASK_STATES : TABLE_STATES)
                .stream()
                        .flatMap(any -> Stream.of(key(any, occasion), key(any, null)))
                        .filter(other -> !other.equals(key()))
                        .distinct();
    }

    private String key(String anyState, Instant anyOccasion) {
        return "%s@%s/%s=%s".formatted(subject, text(created()), text(anyOccasion), anyState);
    }

    private static String text(Instant date) {
        return date == null ? "" : String.valueOf(date.toEpochMilli());
    }
}
