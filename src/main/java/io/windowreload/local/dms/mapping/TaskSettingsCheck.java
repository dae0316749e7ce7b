package io.windowreload.local.dms.mapping;

import io.windowreload.local.dms.mapping.ParsedSettings.PrepMode;
import io.windowreload.local.dms.wire.AwsError;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds task settings to the values and limits that the user guide gives them. */
final class TaskSettingsCheck {
    // User guide, "Error handling task settings": what may become of a change that does not fit the target.
    private static final Set<String> ANY = Set.of("IGNORE_RECORD", "LOG_ERROR", "SUSPEND_TABLE", "STOP_TASK");
    private static final Map<String, Set<String>> APPLY_POLICIES = Map.of(
            "ApplyErrorDeletePolicy", ANY,
            "ApplyErrorInsertPolicy", and(ANY, "UPDATE_RECORD"),
            "ApplyErrorUpdatePolicy", and(ANY, "INSERT_RECORD"),
            "ApplyErrorEscalationPolicy", Set.of("LOG_ERROR", "SUSPEND_TABLE", "STOP_TASK"));

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
        settings.dataErrors();
        settings.truncations();
        settings.tooManyDataErrors();
        settings.tableErrors();
        APPLY_POLICIES.forEach((key, allowed) -> {
            if (!allowed.contains(
                    settings.document().path("ErrorBehavior").path(key).asText(""))) {
                throw wrong(key, "one of " + allowed.stream().sorted().toList());
            }
        });
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
