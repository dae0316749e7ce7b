package io.windowreload.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.windowreload.rules.TaskRules;
import io.windowreload.window.KeyRange;
import io.windowreload.window.LoadKind;
import io.windowreload.window.TableName;
import io.windowreload.window.TableShape;
import io.windowreload.window.TimeWindow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that a DMS task, or a serverless replication, is created with. Everything in it comes from the one window of the request.
 *
 * @param identifier derived from the run, so that a crash finds its task again instead of making a second
 * @param tableMappings JSON text
 * @param settings JSON text
 * @param tags at most ten, in the alphabet that DMS allows
 * @param compute what a serverless replication may use, by the API's names; null where the load is a task on an instance
 */
public record TaskPlan(
        String identifier,
        String tableMappings,
        String settings,
        Map<String, String> tags,
        @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Object> compute) {
    /** The value of the tag by which the IAM policy and the sweep know our tasks. */
    public static final String PURPOSE = "window-reload";

    public static final String PURPOSE_TAG = "Purpose";

    /** The same under another name. */
    public TaskPlan named(String name) {
        return new TaskPlan(name, tableMappings, settings, tags, compute);
    }

    /** The same without some source tables; what rules make of their names stays, and meets nothing. */
    public TaskPlan without(Set<TableName> tables) {
        return tables.isEmpty()
                ? this
                : new TaskPlan(identifier, TableMappings.without(tableMappings, tables), settings, tags, compute);
    }

    /**
     * A task that loads the rows of a window.
     *
     * @param cdc the rules of the CDC task, which are repeated; empty where they are not known
     */
    public static TaskPlan of(
            String identifier,
            long runId,
            String requestId,
            TimeWindow window,
            List<TableShape> tables,
            Optional<TaskRules> cdc,
            TaskSettings settings) {
        var tags = tags(runId, requestId);
        tags.put("Window", window.toString());
        return new TaskPlan(identifier, TableMappings.of(window, tables, cdc), settings.json(), Map.copyOf(tags), null);
    }

    /**
     * A task that loads rows by key.
     *
     * @param keys of each table, what is asked for in the columns of its key
     * @param cdc the rules of the CDC task, which are repeated; empty where they are not known
     */
    public static TaskPlan of(
            String identifier,
            long runId,
            String requestId,
            Map<TableShape, List<KeyRange>> keys,
            Optional<TaskRules> cdc,
            TaskSettings settings) {
        return new TaskPlan(
                identifier, TableMappings.of(keys, cdc), settings.json(), Map.copyOf(tags(runId, requestId)), null);
    }

    /** The same as a serverless replication, which may use this. */
    public TaskPlan serverless(Map<String, Object> uses) {
        return new TaskPlan(identifier, tableMappings, settings, tags, new TreeMap<>(uses));
    }

    public LoadKind kind() {
        return compute == null ? LoadKind.TASK : LoadKind.SERVERLESS;
    }

    /**
     * Whether a task could be made for these tables.
     *
     * @throws io.windowreload.window.ReloadException {@code CDC_RULES_DIFFER} where the CDC task's rules cannot be repeated for one of them
     */
    public static void rehearse(List<TableShape> tables, TaskRules cdc) {
        var any = new LinkedHashMap<TableShape, List<KeyRange>>();
        tables.forEach(table -> any.put(
                table,
                table.key().stream()
                        .map(column -> new KeyRange(column, "0", "0"))
                        .toList()));
        TableMappings.of(any, Optional.of(cdc));
    }

    private static Map<String, String> tags(long runId, String requestId) {
        var tags = new LinkedHashMap<String, String>();
        tags.put(PURPOSE_TAG, PURPOSE);
        tags.put("Run", Long.toString(runId));
        tags.put("RequestId", requestId);
        return tags;
    }
}
