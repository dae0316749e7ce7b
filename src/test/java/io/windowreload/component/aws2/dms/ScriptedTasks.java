package io.windowreload.component.aws2.dms;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.component.aws2.dms.DmsStub.Reply;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a server knows of tasks and tables at this moment, as a test says; it answers filters by ARN as DMS does. */
final class ScriptedTasks {
    private final Map<String, String> tasks = new TreeMap<>();
    private final Map<String, Map<String, String>> tables = new TreeMap<>();
    private final Map<String, String> tags = new TreeMap<>();

    ScriptedTasks(DmsStub stub) {
        stub.on("DescribeReplicationTasks", this::describe);
        stub.on(
                "DescribeTableStatistics",
                body -> Reply.ok("{\"TableStatistics\":[%s]}"
                        .formatted(String.join(
                                ",",
                                tables.getOrDefault(
                                                body.path("ReplicationTaskArn").asText(), Map.of())
                                        .values()))));
        stub.on(
                "ListTagsForResource",
                body -> Reply.ok("{\"TagList\":[%s]}"
                        .formatted(tags.getOrDefault(body.path("ResourceArn").asText(), ""))));
    }

    /** The task is in this status; its last run began at this epoch second, or it never ran if that is 0. */
    ScriptedTasks task(String arn, String status, long started) {
        return task(arn, status, started, 1);
    }

    /** The same for a task that was created at this epoch second. */
    ScriptedTasks task(String arn, String status, long started, long created) {
        String start = started == 0 ? "" : ",\"ReplicationTaskStartDate\":%d.5".formatted(started);
        tasks.put(
                arn,
                ("{\"ReplicationTaskArn\":\"%1$s\",\"ReplicationTaskIdentifier\":\"id-%1$s\",\"Status\":\"%2$s\","
                                + "\"ReplicationTaskCreationDate\":%3$d%4$s}")
                        .formatted(arn, status, created, start));
        return this;
    }

    /** The table is in this state; it was loaded at this epoch second, or is not yet if that is 0. */
    ScriptedTasks table(String arn, String name, String state, long loaded) {
        tables.computeIfAbsent(arn, ignored -> new TreeMap<>())
                .put(
                        name,
                        "{\"SchemaName\":\"S\",\"TableName\":\"%s\",\"TableState\":\"%s\"%s}"
                                .formatted(name, state, loaded == 0 ? "" : ",\"FullLoadEndTime\":" + loaded));
        return this;
    }

    ScriptedTasks tag(String arn, String key, String value) {
        tags.put(arn, "{\"Key\":\"%s\",\"Value\":\"%s\"}".formatted(key, value));
        return this;
    }

    void delete(String arn) {
        tasks.remove(arn);
        tables.remove(arn);
    }

    private Reply describe(JsonNode body) {
        JsonNode filter = body.path("Filters").path(0);
        if (!filter.path("Name").asText().equals("replication-task-arn")) {
            return all(String.join(",", tasks.values()));
        }
        if (StreamSupport.stream(filter.path("Values").spliterator(), false)
                .anyMatch(arn -> !tasks.containsKey(arn.asText()))) {
            return Reply.fault("ResourceNotFoundFault", "No Tasks found matching");
        }
        return all(StreamSupport.stream(filter.path("Values").spliterator(), false)
                .map(arn -> tasks.get(arn.asText()))
                .collect(Collectors.joining(",")));
    }

    private static Reply all(String tasks) {
        return Reply.ok("{\"ReplicationTasks\":[%s]}".formatted(tasks));
    }
}
