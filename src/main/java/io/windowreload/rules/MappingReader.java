package io.windowreload.rules;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.rules.Rule.Choice;
import io.windowreload.rules.Rule.Other;
import io.windowreload.rules.Rule.RowFilter;
import io.windowreload.rules.Rule.RowFilter.Condition;
import io.windowreload.rules.Rule.Selection;
import io.windowreload.rules.Rule.TableSettings;
import io.windowreload.rules.Rule.Target;
import io.windowreload.rules.Rule.Transformation;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** Reads table mappings as DMS describes them: with every attribute, those that nobody set among them as null. */
final class MappingReader {
    /** DMS's own reader takes comments; that a member stands twice, or that the text was cut, must not pass here. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(JsonParser.Feature.ALLOW_COMMENTS, true)
            .configure(JsonParser.Feature.ALLOW_YAML_COMMENTS, true)
            .build();

    private MappingReader() {}

    static List<Rule> rules(String document) {
        var nodes = tree(document).path("rules");
        if (!nodes.isArray() || nodes.isEmpty()) {
            throw unreadable("it has no rules");
        }
        var rules = new ArrayList<Rule>();
        var ids = new HashSet<Long>();
        for (var node : nodes) {
            if (!(node instanceof ObjectNode object)) {
                throw unreadable("rule " + (rules.size() + 1) + " is no object");
            }
            var rule = rule(object);
            if (!ids.add(rule.id())) {
                throw unreadable("two rules have the id " + rule.id());
            }
            rules.add(rule);
        }
        return rules;
    }

    private static JsonNode tree(String document) {
        try {
            return JSON.readTree(document);
        } catch (JsonProcessingException e) {
            var place =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw unreadable(e.getOriginalMessage() + place);
        }
    }

    private static Rule rule(ObjectNode node) {
        var id = id(node);
        var type = text(node, "rule-type");
        return switch (type == null ? "" : type) {
            case "selection" -> selection(id, node);
            case "transformation" -> transformation(id, node);
            case "table-settings" ->
                new TableSettings(id, locator(node), text(node.path("parallel-load"), "type"), bare(node));
            default -> new Other(id, String.valueOf(type), locator(node), bare(node));
        };
    }

    private static long id(ObjectNode node) {
        var id = node.path("rule-id").asText("");
        if (!id.matches("\\d{1,18}")) {
            throw unreadable("the rule " + node.path("rule-name").asText("") + " has the id '" + id + "'");
        }
        return Long.parseLong(id);
    }

    private static Selection selection(long id, ObjectNode node) {
        var word = String.valueOf(text(node, "rule-action"));
        var choice =
                switch (word) {
                    case "include" -> Choice.INCLUDE;
                    case "exclude" -> Choice.EXCLUDE;
                    case "explicit" -> Choice.EXPLICIT;
                    default -> throw unreadable("selection rule " + id + " has the action " + word);
                };
        var filters = new ArrayList<RowFilter>();
        node.path("filters").forEach(filter -> filters.add(filter(id, filter)));
        var type = text(node.path("object-locator"), "table-type");
        return new Selection(
                id, choice, locator(node), List.copyOf(filters), type == null ? "table" : type, bare(node));
    }

    private static RowFilter filter(long id, JsonNode node) {
        var conditions = new ArrayList<Condition>();
        node.path("filter-conditions")
                .forEach(condition -> conditions.add(new Condition(
                        String.valueOf(text(condition, "filter-operator")),
                        text(condition, "value"),
                        text(condition, "start-value"),
                        text(condition, "end-value"))));
        var column = text(node, "column-name");
        if (column == null || conditions.isEmpty()) {
            throw unreadable("a filter of rule " + id + " names no column, or has no condition");
        }
        return new RowFilter(column, List.copyOf(conditions), node instanceof ObjectNode object ? bare(object) : node);
    }

    private static Transformation transformation(long id, ObjectNode node) {
        var locator = locator(node);
        return new Transformation(
                id,
                Action.of(String.valueOf(text(node, "rule-action"))).orElse(null),
                target(id, text(node, "rule-target"), locator),
                locator,
                text(node, "value"),
                text(node, "old-value"),
                text(node, "expression"),
                bare(node));
    }

    /** Some leave the target out: then the locator tells. */
    private static Target target(long id, String word, Locator locator) {
        if (word == null) {
            return locator.column() != null ? Target.COLUMN : locator.table() != null ? Target.TABLE : Target.SCHEMA;
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "schema" -> Target.SCHEMA;
            case "table" -> Target.TABLE;
            case "column" -> Target.COLUMN;
            case "table-tablespace", "index-tablespace" -> Target.TABLESPACE;
            default -> throw unreadable("rule " + id + " has the target " + word);
        };
    }

    private static Locator locator(ObjectNode node) {
        var locator = node.path("object-locator");
        return new Locator(
                pattern(locator, "schema-name"),
                pattern(locator, "table-name"),
                pattern(locator, "column-name"),
                text(locator, "data-type"));
    }

    private static NamePattern pattern(JsonNode locator, String name) {
        var text = text(locator, name);
        return text == null || text.isEmpty() ? null : new NamePattern(text);
    }

    private static String text(JsonNode node, String name) {
        var value = node.path(name);
        return value.isMissingNode() || value.isNull() ? null : value.asText();
    }

    /** Without what is null: nobody says whether DMS takes back what it shows so. */
    private static ObjectNode bare(ObjectNode node) {
        var copy = node.deepCopy();
        strip(copy);
        return copy;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
        }
        node.forEach(MappingReader::strip);
    }

    static ReloadException unreadable(String why) {
        return new ReloadException(
                ErrorCode.CDC_RULES_DIFFER, "the table mappings of the CDC task cannot be read: " + why);
    }
}
