package io.windowreload.local.dms.mapping;

import io.windowreload.local.dms.mapping.ParsedSettings.PrepMode;
import io.windowreload.local.dms.wire.AwsError;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds task settings to the values and limits that the user guide gives them. */
final class TaskSettingsCheck {
    // User guide, "Error handling task settings": the values of every policy.
    private static final Set<String> ANY = Set.of("IGNORE_RECORD", "LOG_ERROR", "SUSPEND_TABLE", "STOP_TASK");
    private static final Set<String> NO_RECORD = Set.of("LOG_ERROR", "SUSPEND_TABLE", "STOP_TASK");
    private static final Map<String, Set<String>> POLICIES = Map.ofEntries(
            Map.entry("DataErrorPolicy", ANY),
            Map.entry("DataTruncationErrorPolicy", ANY),
            Map.entry("DataMaskingErrorPolicy", ANY),
            Map.entry("DataErrorEscalationPolicy", NO_RECORD),
            Map.entry("EventErrorPolicy", Set.of("IGNORE", "STOP_TASK")),
            Map.entry("TableErrorPolicy", Set.of("SUSPEND_TABLE", "STOP_TASK")),
            Map.entry("TableErrorEscalationPolicy", Set.of("STOP_TASK")),
            Map.entry("ApplyErrorDeletePolicy", ANY),
            Map.entry("ApplyErrorInsertPolicy", and(ANY, "INSERT_RECORD")),
            Map.entry("ApplyErrorUpdatePolicy", and(ANY, "UPDATE_RECORD")),
            Map.entry("ApplyErrorEscalationPolicy", NO_RECORD));

    // User guide, "Logging task settings"; the last three stand in settings that DMS itself returns.
    private static final Set<String> COMPONENTS = Set.of(
            "FILE_FACTORY",
            "METADATA_MANAGER",
            "SORTER",
            "SOURCE_CAPTURE",
            "SOURCE_UNLOAD",
            "TABLES_MANAGER",
            "TARGET_APPLY",
            "TARGET_LOAD",
            "TASK_MANAGER",
            "TRANSFORMATION",
            "VALIDATOR",
            "VALIDATOR_EXT",
            "DATA_RESYNC",
            "RESYNC_UNLOAD",
            "RESYNC_APPLY",
            "COMMON",
            "ADDONS",
            "DATA_STRUCTURE",
            "COMMUNICATION",
            "FILE_TRANSFER",
            "IO",
            "PERFORMANCE",
            "REST_SERVER");
    private static final Set<String> SEVERITIES =
            Set.of("ERROR", "WARNING", "INFO", "DEFAULT", "DEBUG", "DETAILED_DEBUG");

    private final ParsedSettings settings;

    private TaskSettingsCheck(ParsedSettings settings) {
        this.settings = settings;
    }

    static void requireValid(ParsedSettings settings) {
        var check = new TaskSettingsCheck(settings);
        check.requirePolicies();
        check.requireRanges();
        check.requireFit();
    }

    private void requirePolicies() {
        settings.prepMode();
        POLICIES.forEach((key, allowed) -> {
            if (!allowed.contains(settings.text("ErrorBehavior", key))) {
                throw wrong(key, "one of " + allowed.stream().sorted().toList());
            }
        });
        for (var component : settings.document().path("Logging").path("LogComponents")) {
            if (!COMPONENTS.contains(component.path("Id").asText())) {
                throw wrong("Id", "one of " + COMPONENTS.stream().sorted().toList());
            }
            if (!SEVERITIES.contains(component.path("Severity").asText().replaceFirst("^LOGGER_SEVERITY_", ""))) {
                throw wrong(
                        "Severity",
                        "LOGGER_SEVERITY_ and one of "
                                + SEVERITIES.stream().sorted().toList());
            }
        }
    }

    private void requireRanges() {
        requireRange("FullLoadSettings", "MaxFullLoadSubTasks", 1, 49);
        requireRange("FullLoadSettings", "CommitRate", 1, 50_000);
        requireRange("TargetMetadata", "LobMaxSize", 0, 102_400);
        requireRange("TargetMetadata", "InlineLobMaxSize", 0, 102_400);
        requireRange("ErrorBehavior", "DataErrorEscalationCount", 0, Integer.MAX_VALUE);
        requireRange("StreamBufferSettings", "CtrlStreamBufferSizeInMB", 1, 8);
    }

    private void requireFit() {
        if (settings.lobs() && settings.fullLobs() == settings.limitedLobs()) {
            throw ParsedSettings.invalid();
        }
        if (settings.flag("ValidationSettings", "ValidationOnly") && settings.prepMode() != PrepMode.DO_NOTHING) {
            throw ParsedSettings.invalid();
        }
    }

    private void requireRange(String group, String key, int from, int to) {
        var value = settings.document().path(group).path(key);
        if (!value.isIntegralNumber() || value.asLong() < from || value.asLong() > to) {
            throw wrong(key, "from " + from + " to " + to);
        }
    }

    private static AwsError wrong(String key, String what) {
        return AwsError.invalidValue("Invalid task settings json: " + key + " must be " + what);
    }

    private static Set<String> and(Set<String> words, String more) {
        return Stream.concat(words.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }
}
