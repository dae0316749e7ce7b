package io.windowreload.local.dms.mapping;

import io.windowreload.local.dms.expression.ExpressionException;
import io.windowreload.local.dms.expression.RowExpression;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What DMS does and the emulator does not: a task that asks for it fails at its start, by name. */
public final class NotEmulated {
    /** How every such failure begins. */
    public static final String CODE = "NotEmulated: ";

    private static final List<String> SETTINGS = List.of(
            "TTSettings.EnableTT",
            "LoopbackPreventionSettings.EnableLoopbackPrevention",
            "BeforeImageSettings.EnableBeforeImage",
            "ResyncSettings.EnableResync",
            "ValidationSettings.EnableValidation");
    private static final List<String> CONTROL_TABLES = List.of(
            "HistoryTableEnabled",
            "SuspendedTablesTableEnabled",
            "StatusTableEnabled",
            "FullLoadExceptionTableEnabled");

    private NotEmulated() {}

    /** The first thing that is not emulated, as a sentence; empty where all of a task is. */
    public static Optional<String> in(ParsedMappings mappings, ParsedSettings settings, boolean postgresSource) {
        return Stream.of(
                        mappings.transformations().map(NotEmulated::transformation),
                        mappings.tableSettings().map(rule -> partitions(rule, postgresSource)),
                        Stream.of(settings(settings)))
                .flatMap(found -> found)
                .filter(Objects::nonNull)
                .findFirst()
                .map(what -> CODE + what);
    }

    private static String transformation(TransformationRule rule) {
        if (rule.action() == TransformationAction.ADD_BEFORE_IMAGE_COLUMNS) {
            return named(rule.id(), "add-before-image-columns");
        }
        if (rule.expression().isBlank()) {
            return null;
        }
        try {
            return RowExpression.parse(rule.expression()).names().stream()
                    .filter(name -> name.startsWith("AR_H_"))
                    .findFirst()
                    .map(name -> named(rule.id(), "the header $" + name))
                    .orElse(null);
        } catch (ExpressionException e) {
            return "rule " + rule.id() + ": " + e.getMessage();
        }
    }

    // PostgreSQL as a source has ranges only; what stands in for Oracle has no partitions to name.
    private static String partitions(TableSettingsRule rule, boolean postgresSource) {
        return rule.type().equals("partitions-list")
                        || (postgresSource && rule.type().contains("partitions-"))
                ? named(rule.id(), "parallel-load of type " + rule.type())
                : null;
    }

    private static String settings(ParsedSettings settings) {
        for (var setting : SETTINGS) {
            var dot = setting.indexOf('.');
            if (settings.flag(setting.substring(0, dot), setting.substring(dot + 1))) {
                return "the emulator does not do " + setting;
            }
        }
        for (var table : CONTROL_TABLES) {
            if (settings.flag("ControlTablesSettings", table)) {
                return "the emulator does not keep the control table of ControlTablesSettings." + table;
            }
        }
        if (settings.document().path("PostProcessingRules").isContainerNode()) {
            return "the emulator does not do PostProcessingRules";
        }
        if (settings.document()
                .path("CharacterSetSettings")
                .path("CharacterSetSupport")
                .isObject()) {
            return "the emulator does not do CharacterSetSettings.CharacterSetSupport";
        }
        return null;
    }

    private static String named(long ruleId, String what) {
        return "rule " + ruleId + ": the emulator does not do " + what;
    }
}
