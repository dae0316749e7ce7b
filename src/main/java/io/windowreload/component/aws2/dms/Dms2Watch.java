package io.windowreload.component.aws2.dms;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeTableStatisticsRequest;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;
import software.amazon.awssdk.services.databasemigration.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.ResourceNotFoundException;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** Reads the tasks that a consumer watches, with as few calls as may be: DMS grants an account 8 a second. */
final class Dms2Watch {
    /** Statistics may lag behind the status: so often are they read again after the last change of a task at rest. */
    private static final int READINGS_AT_REST = 6;

    /** The most that the service puts on one page. */
    private static final int TABLES_A_PAGE = 500;

    private static final Set<String> AT_REST = Set.of("ready", "stopped", "failed", "failed-move", "deleting");
    private static final Set<String> NEW = Set.of("creating", "ready");

    private record Tagged(String status, boolean wanted) {}

    private final DatabaseMigrationClient client;
    private final Dms2Configuration configuration;
    private final List<Filter> filters;
    private final Map<String, String> tags;
    private final Map<String, Tagged> tagged = new HashMap<>();
    private final Map<String, Integer> readingsAtRest = new HashMap<>();

    Dms2Watch(DatabaseMigrationClient client, Dms2Configuration configuration, Dms2Input input) {
        this.client = client;
        this.configuration = configuration;
        this.filters = Dms2Filters.ofTasks(input);
        List<Tag> wanted = input.optional(Dms2Parameters.TAGS);
        this.tags = wanted == null ? Map.of() : wanted.stream().collect(Collectors.toMap(Tag::key, Tag::value));
    }

    /** The tasks that match the filters, whatever their tags. */
    List<ReplicationTask> tasks() {
        List<ReplicationTask> tasks = find(filters);
        Set<String> arns =
                tasks.stream().map(ReplicationTask::replicationTaskArn).collect(Collectors.toSet());
        tagged.keySet().retainAll(arns);
        readingsAtRest.keySet().retainAll(arns);
        return tasks;
    }

    /** Whether the service still knows a task: one that is not found any more may only have left the filters. */
    boolean exists(String arn) {
        return !find(List.of(Filter.builder()
                        .name("replication-task-arn")
                        .values(arn)
                        .build()))
                .isEmpty();
    }

    private List<ReplicationTask> find(List<Filter> wanted) {
        try {
            DescribeReplicationTasksRequest request = DescribeReplicationTasksRequest.builder()
                    .filters(wanted)
                    .maxRecords(configuration.getMaxRecords())
                    .withoutSettings(configuration.isWithoutSettings())
                    .build();
            return Dms2TaskCalls.DESCRIBE.pages().all(client, request).replicationTasks();
        } catch (ResourceNotFoundException e) {
            // So DMS calls an ARN or identifier that is not there; it may be one of several.
            return oneByOne(wanted).stream().flatMap(one -> find(one).stream()).toList();
        }
    }

    /** The filters once for each value of the first one that has several; nothing if none has. */
    private static List<List<Filter>> oneByOne(List<Filter> filters) {
        return filters.stream()
                .filter(filter -> filter.values().size() > 1)
                .findFirst()
                .map(several -> several.values().stream()
                        .map(value -> withOnly(filters, several, value))
                        .toList())
                .orElse(List.of());
    }

    private static List<Filter> withOnly(List<Filter> filters, Filter several, String value) {
        List<Filter> copy = new ArrayList<>(filters);
        copy.replaceAll(filter ->
                filter.equals(several) ? filter.toBuilder().values(value).build() : filter);
        return copy;
    }

    /** Whether the task carries the tags. They are read again only with a change of its status. */
    boolean isWanted(ReplicationTask task) {
        if (tags.isEmpty()) {
            return true;
        }
        Tagged known = tagged.get(task.replicationTaskArn());
        if (known == null || !Objects.equals(known.status(), task.status())) {
            known = new Tagged(task.status(), tagsOf(task).entrySet().containsAll(tags.entrySet()));
            tagged.put(task.replicationTaskArn(), known);
        }
        return known.wanted();
    }

    private Map<String, String> tagsOf(ReplicationTask task) {
        try {
            ListTagsForResourceRequest request = ListTagsForResourceRequest.builder()
                    .resourceArn(task.replicationTaskArn())
                    .build();
            Map<String, String> found = new HashMap<>();
            client.listTagsForResource(request).tagList().forEach(tag -> found.put(tag.key(), tag.value()));
            return found;
        } catch (ResourceNotFoundException e) {
            return Map.of();
        }
    }

    /** The tables of the task, as far as their states may have changed. */
    List<TableStatistics> tables(ReplicationTask task) {
        if (!configuration.isTableStates() || !mayHaveChanged(task)) {
            return List.of();
        }
        try {
            DescribeTableStatisticsRequest request = DescribeTableStatisticsRequest.builder()
                    .replicationTaskArn(task.replicationTaskArn())
                    .maxRecords(TABLES_A_PAGE)
                    .build();
            return Dms2TaskCalls.TABLE_STATISTICS.pages().all(client, request).tableStatistics();
        } catch (ResourceNotFoundException | InvalidResourceStateException e) {
            // Deleted meanwhile, or not that far yet: the next poll sees it.
            return List.of();
        }
    }

    private boolean mayHaveChanged(ReplicationTask task) {
        if (NEW.contains(String.valueOf(task.status())) && task.replicationTaskStartDate() == null) {
            return false;
        }
        if (!isAtRest(task)) {
            readingsAtRest.remove(task.replicationTaskArn());
            return true;
        }
        return readingsAtRest.merge(task.replicationTaskArn(), 1, Integer::sum) <= READINGS_AT_REST;
    }

    /** Whether the task has come to an end or not begun. */
    static boolean isAtRest(ReplicationTask task) {
        return AT_REST.contains(String.valueOf(task.status()));
    }

    /** To be called when something of the task changed: where one thing did, more may follow. */
    void changed(ReplicationTask task) {
        readingsAtRest.remove(task.replicationTaskArn());
    }
}
