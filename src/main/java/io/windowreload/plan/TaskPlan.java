package io.windowreload.plan;

import io.windowreload.window.KeyRange;
import io.windowreload.window.TableShape;
import io.windowreload.window.TimeWindow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a DMS task is created with. Everything in it comes from the one window of the request.
 *
 * @param identifier derived from the run, so that a crash finds its task again instead of making a second
 * @param tableMappings JSON text
 * @param settings JSON text
 * @param tags at most ten, in the alphabet that DMS allows
 */
public record TaskPlan(String identifier, String tableMappings, String settings, Map<String, String> tags) {
    /** The value of the tag by which the IAM policy and the sweep know our tasks. */
    public static final String PURPOSE = "window-reload";

    public static final String PURPOSE_TAG = "Purpose";

    public static TaskPlan of(
            String identifier,
            long runId,
            String requestId,
            TimeWindow window,
            List<TableShape> tables,
            TaskSettings settings) {
        var tags = tags(runId, requestId);
        tags.put("Window", window.toString());
        return new TaskPlan(identifier, TableMappings.of(window, tables), settings.json(), Map.copyOf(tags));
    }

    /**
     * A task that loads rows by key.
     *
     * @param keys of each table, what is asked for in the columns of its key
     */
    public static TaskPlan of(
            String identifier,
            long runId,
            String requestId,
            Map<TableShape, List<KeyRange>> keys,
            TaskSettings settings) {
        return new TaskPlan(identifier, TableMappings.of(keys), settings.json(), Map.copyOf(tags(runId, requestId)));
    }

    private static Map<String, String> tags(long runId, String requestId) {
        var tags = new LinkedHashMap<String, String>();
        tags.put(PURPOSE_TAG, PURPOSE);
        tags.put("Run", Long.toString(runId));
        tags.put("RequestId", requestId);
        return tags;
    }
}
