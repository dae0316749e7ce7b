package io.windowreload.local.dms.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import io.windowreload.local.dms.mapping.SourceFilter.Condition;
import java.util.ArrayList;
import java.util.List;

/** The {@code filters} of a selection rule. */
final class FilterParser {
    private FilterParser() {}

    static List<SourceFilter> filters(JsonNode nodes, long ruleId) {
        if (nodes.isMissingNode() || nodes.isNull()) {
            return List.of();
        }
        if (!nodes.isArray()) {
            throw MappingParser.invalidDocument();
        }
        var filters = new ArrayList<SourceFilter>();
        nodes.forEach(node -> filters.add(filter(node, ruleId)));
        return List.copyOf(filters);
    }

    private static SourceFilter filter(JsonNode node, long ruleId) {
        if (!MappingParser.word(node, "filter-type").equals("source")) {
            throw MappingParser.invalidDocument();
        }
        var column = MappingParser.word(node, "column-name");
        var conditions = node.path("filter-conditions");
        if (column.isEmpty() || !conditions.isArray() || conditions.isEmpty()) {
            throw MappingParser.failed(ruleId, "filter needs a column name and at least one condition");
        }
        var parsed = new ArrayList<Condition>();
        conditions.forEach(condition -> parsed.add(condition(condition, ruleId)));
        return new SourceFilter(column, List.copyOf(parsed));
    }

    private static Condition condition(JsonNode node, long ruleId) {
        var operator = FilterOperator.of(MappingParser.word(node, "filter-operator"))
                .orElseThrow(MappingParser::invalidDocument);
        return new Condition(
                operator,
                switch (operator.operands()) {
                    case 0 -> List.of();
                    case 1 -> List.of(value(node, "value", ruleId));
                    default -> List.of(value(node, "start-value", ruleId), value(node, "end-value", ruleId));
                });
    }

    private static String value(JsonNode node, String name, long ruleId) {
        var value = node.path(name);
        if (!value.isTextual() && !value.isNumber()) {
            throw MappingParser.failed(ruleId, "filter condition needs " + name);
        }
        return value.asText();
    }
}
