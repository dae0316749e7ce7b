package io.windowreload.local.dms.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.WireJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Reads table mappings and refuses what AWS refuses, in AWS's words where a recording of them exists. */
public final class MappingParser {
    private MappingParser() {}

    public static ParsedMappings parse(String document) {
        var rules = rulesOf(document);
        var parsed = new ArrayList<MappingRule>();
        var ids = new HashSet<Long>();
        for (var node : rules) {
            var rule = rule(node);
            if (!ids.add(rule.id())) {
                throw AwsError.invalidValue("Error in mapping rules. Duplicate ruleid " + rule.id());
            }
            parsed.add(rule);
        }
        if (parsed.stream().noneMatch(SelectionRule.class::isInstance)) {
            throw AwsError.invalidValue("At least one selection rule is required.");
        }
        return new ParsedMappings(parsed);
    }

    private static JsonNode rulesOf(String document) {
        try {
            var root = WireJson.read(document);
            var rules = root.path("rules");
            if (!rules.isArray() || rules.isEmpty()) {
                throw AwsError.invalidValue("Valid Table mappings is required");
            }
            return rules;
        } catch (IOException e) {
            throw AwsError.invalidValue("Invalid Table Mappings document. Invalid json "
                    + "com.google.gson.stream.MalformedJsonException: " + firstLine(e));
        }
    }

    private static MappingRule rule(JsonNode node) {
        if (!node.isObject()) {
            throw invalidDocument();
        }
        var id = id(node);
        return switch (word(node, "rule-type")) {
            case "selection" -> selection(node, id);
            case "transformation" -> TransformationParser.rule(node, id, locator(node, id));
            case "table-settings" -> TableSettingsParser.rule(node, id, locator(node, id));
            case "validation" -> validation(node, id);
            // Of the targets that these rules are for the emulator has none: PostgreSQL would not know them.
            case "object-mapping", "post-processing" ->
                throw failed(id, word(node, "rule-type") + " rules are not for a PostgreSQL target endpoint");
            default -> throw invalidDocument();
        };
    }

    private static ValidationRule validation(JsonNode node, long id) {
        if (!word(node, "rule-action").equals("override-validation-function")
                || word(node, "source-function").isEmpty()
                || word(node, "target-function").isEmpty()) {
            throw failed(id, "a validation rule overrides the validation function at the source and at the target");
        }
        return new ValidationRule(id, locator(node, id));
    }

    private static long id(JsonNode node) {
        var id = node.path("rule-id");
        if (!(id.isTextual() || id.isIntegralNumber()) || !id.asText().matches("\\d{1,18}")) {
            throw invalidDocument();
        }
        return Long.parseLong(id.asText());
    }

    private static SelectionRule selection(JsonNode node, long id) {
        var action =
                switch (word(node, "rule-action")) {
                    case "include" -> SelectionRule.Action.INCLUDE;
                    case "exclude" -> SelectionRule.Action.EXCLUDE;
                    case "explicit" -> SelectionRule.Action.EXPLICIT;
                    default -> throw invalidDocument();
                };
        var locator = locator(node, id);
        if (locator.table() == null) {
            throw failed(id, "table name cannot be null");
        }
        if (action == SelectionRule.Action.EXPLICIT && !locator.namesOneTable()) {
            throw failed(id, "explicit does not take wildcards in schema or table name");
        }
        for (var misplaced : List.of("lob-settings", "parallel-load")) {
            if (node.hasNonNull(misplaced)) {
                throw failed(id, misplaced + " belong to a rule of type table-settings");
            }
        }
        var filters = FilterParser.filters(node.path("filters"), id);
        // "Filters do not support wildcards": of the underscore, which SOURCE_SCHEMA has, the guide cannot mean it.
        if (!filters.isEmpty() && !locator.namesOneTable()) {
            throw failed(id, "filters are not supported with wildcards in schema or table name");
        }
        return new SelectionRule(
                id,
                action,
                locator,
                kind(node),
                action == SelectionRule.Action.INCLUDE ? filters : List.of(),
                node.path("load-order").asInt(0));
    }

    private static TableKind kind(JsonNode node) {
        return switch (word(node.path("object-locator"), "table-type")) {
            case "", "table" -> TableKind.TABLE;
            case "view" -> TableKind.VIEW;
            case "all" -> TableKind.ALL;
            default -> throw invalidDocument();
        };
    }

    private static ObjectLocator locator(JsonNode node, long id) {
        var locator = node.path("object-locator");
        if (!locator.isObject()) {
            throw failed(id, "object locator cannot be null");
        }
        return new ObjectLocator(
                pattern(locator, "schema-name").orElseThrow(() -> failed(id, "schema name cannot be null")),
                pattern(locator, "table-name").orElse(null),
                pattern(locator, "column-name").orElse(null),
                word(locator, "data-type"));
    }

    private static Optional<LocatorPattern> pattern(JsonNode locator, String name) {
        var text = word(locator, name);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(new LocatorPattern(text));
        } catch (PatternSyntaxException e) {
            throw invalidDocument();
        }
    }

    static String word(JsonNode node, String name) {
        return node.path(name).isTextual() ? node.path(name).textValue() : "";
    }

    static AwsError invalidDocument() {
        return AwsError.invalidValue("Invalid table mappings document.");
    }

    static AwsError failed(long id, String why) {
        return AwsError.invalidValue("Error in mapping rules. Rule with ruleId = " + id + " failed validation. " + why);
    }

    private static String firstLine(IOException e) {
        return e.getMessage().lines().findFirst().orElse("");
    }
}
