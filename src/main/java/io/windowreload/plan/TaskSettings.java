package io.windowreload.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The settings document of the DMS task: {@code config/task-settings.json} with the two numbers that operators set. Bad rows,
 * truncation and table errors stop the task: the defaults of DMS would skip them and go on (user guide, "Error handling task settings").
 */
public record TaskSettings(int maxFullLoadSubTasks, int lobMaxSizeKb) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEMPLATE = "/config/task-settings.json";

    String json() {
        try (InputStream in = TaskSettings.class.getResourceAsStream(TEMPLATE)) {
            var root = (ObjectNode) JSON.readTree(in);
            ((ObjectNode) root.get("FullLoadSettings")).put("MaxFullLoadSubTasks", maxFullLoadSubTasks);
            ((ObjectNode) root.get("TargetMetadata")).put("LobMaxSize", lobMaxSizeKb);
            return JSON.writeValueAsString(root);
        } catch (IOException e) {
            throw new UncheckedIOException(TEMPLATE, e);
        }
    }
}
