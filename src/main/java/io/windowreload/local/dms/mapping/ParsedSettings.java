package io.windowreload.local.dms.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.WireJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A task's settings: AWS's defaults with the given document laid over them.
 *
 * @param document all settings, as a describe call returns them
 */
public record ParsedSettings(ObjectNode document) {
    private static final String DEFAULTS = "default-task-settings.json";

    /** What becomes of a target table before the load. */
    public enum PrepMode {
        DO_NOTHING,
        DROP_AND_CREATE,
        TRUNCATE_BEFORE_LOAD
    }

    /** What becomes of a row, or of a table, that cannot be loaded. */
    public enum Policy {
        IGNORE_RECORD,
        LOG_ERROR,
        SUSPEND_TABLE,
        STOP_TASK
    }

    /**
     * Reads settings.
     *
     * @param given the request's document, or null for the defaults alone
     * @param refuseUnknown whether a group that DMS does not document is refused; its real reaction is not documented
     */
    public static ParsedSettings parse(String given, boolean refuseUnknown) {
        var settings = defaults();
        if (given != null && !given.isBlank()) {
            var document = read(given);
            requireKnown(document, settings, refuseUnknown);
            merge(settings, document);
        }
        var parsed = new ParsedSettings(settings);
        TaskSettingsCheck.requireValid(parsed);
        return parsed;
    }

    private static ObjectNode read(String given) {
        try {
            if (WireJson.read(given) instanceof ObjectNode document) {
                return document;
            }
        } catch (IOException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static void requireKnown(ObjectNode document, ObjectNode defaults, boolean refuseUnknown) {
        var logging = document.path("Logging");
        if (logging.hasNonNull("CloudWatchLogGroup") || logging.hasNonNull("CloudWatchLogStream")) {
            throw AwsError.invalidValue(
                    "Task Settings CloudWatchLogGroup or CloudWatchLogStream cannot be set on create.");
        }
        document.fieldNames().forEachRemaining(group -> {
            if (refuseUnknown && !defaults.has(group)) {
                throw AwsError.invalidValue("Invalid task settings json: unknown settings " + group);
            }
        });
    }

    private static void merge(ObjectNode settings, ObjectNode given) {
        given.properties().forEach(field -> {
            var old = settings.get(field.getKey());
            // A group or a key that is null is as if it were not there: describe calls and consoles write such.
            if (old != null && field.getValue().isNull()) {
                return;
            }
            if (old instanceof ObjectNode oldGroup && field.getValue() instanceof ObjectNode newGroup) {
                merge(oldGroup, newGroup);
            } else {
                settings.set(field.getKey(), field.getValue());
            }
        });
    }

    public String targetSchema() {
        return document.path("TargetMetadata").path("TargetSchema").asText("");
    }

    public boolean lobs() {
        return flag("TargetMetadata", "SupportLobs");
    }

    public boolean fullLobs() {
        return flag("TargetMetadata", "FullLobMode");
    }

    public boolean limitedLobs() {
        return flag("TargetMetadata", "LimitedSizeLobMode");
    }

    /** Bytes that a large object may have in limited mode. */
    public int lobLimit() {
        return document.path("TargetMetadata").path("LobMaxSize").asInt() * 1024;
    }

    public PrepMode prepMode() {
        return constant(PrepMode.class, "FullLoadSettings", "TargetTablePrepMode");
    }

    public boolean keyAfterLoad() {
        return flag("FullLoadSettings", "CreatePkAfterFullLoad");
    }

    /** Tables, or segments of tables, that load side by side. */
    public int subTasks() {
        return document.path("FullLoadSettings").path("MaxFullLoadSubTasks").asInt();
    }

    /** Rows that are copied and committed together. */
    public int commitRate() {
        return document.path("FullLoadSettings").path("CommitRate").asInt();
    }

    public Policy dataErrors() {
        return constant(Policy.class, "ErrorBehavior", "DataErrorPolicy");
    }

    public Policy truncations() {
        return constant(Policy.class, "ErrorBehavior", "DataTruncationErrorPolicy");
    }

    /** Bad rows that a table may have before {@link #tooManyDataErrors} holds; 0 for any number. */
    public int mostDataErrors() {
        return document.path("ErrorBehavior").path("DataErrorEscalationCount").asInt();
    }

    public Policy tooManyDataErrors() {
        return constant(Policy.class, "ErrorBehavior", "DataErrorEscalationPolicy");
    }

    public Policy tableErrors() {
        return constant(Policy.class, "ErrorBehavior", "TableErrorPolicy");
    }

    /** What becomes of a row whose value a masking rule cannot mask. */
    public Policy maskingErrors() {
        return constant(Policy.class, "ErrorBehavior", "DataMaskingErrorPolicy");
    }

    /** The characters that others take the place of, by their code points. */
    public Map<Integer, Integer> characterReplacements() {
        var replacements = new LinkedHashMap<Integer, Integer>();
        document.path("CharacterSetSettings")
                .path("CharacterReplacements")
                .forEach(pair -> replacements.put(
                        pair.path("SourceCharacterCodePoint").asInt(),
                        pair.path("TargetCharacterCodePoint").asInt()));
        return replacements;
    }

    /** A setting as text; empty where there is none. */
    public String text(String group, String key) {
        return document.path(group).path(key).asText("");
    }

    /** A setting that is a whole number; 0 where there is none. */
    public int number(String group, String key) {
        return document.path(group).path(key).asInt(0);
    }

    public boolean failOnNoTables() {
        return flag("ErrorBehavior", "FailOnNoTablesCaptured");
    }

    /** Schema of the control tables; empty for the default. */
    public String controlSchema() {
        return document.path("ControlTablesSettings").path("ControlSchema").asText("");
    }

    public boolean flag(String group, String key) {
        return document.path(group).path(key).asBoolean(false);
    }

    private <E extends Enum<E>> E constant(Class<E> type, String group, String key) {
        var word = document.path(group).path(key).asText("").toUpperCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(word))
                .findFirst()
                .orElseThrow(() -> AwsError.invalidValue("Invalid task settings json: " + key));
    }

    static AwsError invalid() {
        return AwsError.invalidValue("Invalid task settings json");
    }

    private static ObjectNode defaults() {
        try (InputStream in = ParsedSettings.class.getResourceAsStream(DEFAULTS)) {
            JsonNode node = WireJson.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return (ObjectNode) node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
