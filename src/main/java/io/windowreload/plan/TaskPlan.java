package io.windowreload.plan;

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
        var tags = new LinkedHashMap<String, String>();
        tags.put(PURPOSE_TAG, PURPOSE);
        tags.put("Run", Long.toString(runId));
        tags.put("RequestId", requestId);
        tags.put("Window", window.toString());
        return new TaskPlan(identifier, TableMappings.of(window, tables), settings.json(), Map.copyOf(tags));
    }
}
