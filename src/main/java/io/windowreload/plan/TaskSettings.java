package io.windowreload.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * The settings document of the DMS task: {@code config/task-settings.json} with the two numbers that operators set, and what of the CDC task's
 * settings changes values. Bad rows,
 * truncation and table errors end the load of their table, or of all: the defaults of DMS would skip rows and go on (user guide, "Error
 * handling task settings").
 *
 * @param isolate whether the other tables are loaded all the same
 */
public record TaskSettings(int maxFullLoadSubTasks, int lobMaxSizeKb, Optional<JsonNode> cdc, boolean isolate) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> POLICIES =
            List.of("DataErrorPolicy", "DataTruncationErrorPolicy", "TableErrorPolicy");
    private static final String TEMPLATE = "/config/task-settings.json";

    public TaskSettings(int maxFullLoadSubTasks, int lobMaxSizeKb) {
        this(maxFullLoadSubTasks, lobMaxSizeKb, Optional.empty(), false);
    }

    String json() {
        try (InputStream in = TaskSettings.class.getResourceAsStream(TEMPLATE)) {
            var root = (ObjectNode) JSON.readTree(in);
            ((ObjectNode) root.get("FullLoadSettings")).put("MaxFullLoadSubTasks", maxFullLoadSubTasks);
            ((ObjectNode) root.get("TargetMetadata")).put("LobMaxSize", lobMaxSizeKb);
            cdc.ifPresent(settings -> copy(settings, root));
            if (isolate) {
                POLICIES.forEach(policy -> ((ObjectNode) root.get("ErrorBehavior")).put(policy, "SUSPEND_TABLE"));
            }
            return JSON.writeValueAsString(root);
        } catch (IOException e) {
            throw new UncheckedIOException(TEMPLATE, e);
        }
    }

    /** What of the CDC task's settings makes values other ones, and is of use to a load: characters that are replaced, objects that are left out. */
    private static void copy(JsonNode settings, ObjectNode root) {
        var characters = JSON.createObjectNode();
        settings.path("CharacterSetSettings").properties().forEach(member -> {
            if (!member.getValue().isNull() && !member.getValue().isEmpty()) {
                characters.set(member.getKey(), member.getValue());
            }
        });
        if (!characters.isEmpty()) {
            root.set("CharacterSetSettings", characters);
        }
        var lobs = settings.path("TargetMetadata").path("SupportLobs");
        if (lobs.isBoolean() && !lobs.booleanValue()) {
            ((ObjectNode) root.get("TargetMetadata"))
                    .put("SupportLobs", false)
                    .put("LimitedSizeLobMode", false)
                    .put("LobMaxSize", 0);
        }
    }
}
