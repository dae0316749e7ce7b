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
            default -> throw invalidDocument();
        };
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
        var filters = FilterParser.filters(node.path("filters"), id);
        // "Filters do not support wildcards": of the underscore, which SOURCE_SCHEMA has, the guide cannot mean it.
        if (!filters.isEmpty() && !locator.namesOneTable()) {
            throw failed(id, "filters are not supported with wildcards in schema or table name");
        }
        return new SelectionRule(
                id,
                action,
                locator,
                action == SelectionRule.Action.INCLUDE ? filters : List.of(),
                node.path("load-order").asInt(0));
    }

    private static ObjectLocator locator(JsonNode node, long id) {
        var locator = node.path("object-locator");
        if (!locator.isObject()) {
            throw failed(id, "object locator cannot be null");
        }
        return new ObjectLocator(
                pattern(locator, "schema-name").orElseThrow(() -> failed(id, "schema name cannot be null")),
                pattern(locator, "table-name").orElse(null),
                pattern(locator, "column-name").orElse(null));
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
