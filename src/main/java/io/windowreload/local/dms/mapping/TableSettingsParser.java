package io.windowreload.local.dms.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Table settings: parallel load and large objects of one table, named exactly. */
final class TableSettingsParser {
    private static final Set<String> TYPES =
            Set.of("none", "partitions-auto", "subpartitions-auto", "partitions-list", "ranges");
    private static final int MAX_COLUMNS = 10;

    private TableSettingsParser() {}

    static TableSettingsRule rule(JsonNode node, long id, ObjectLocator locator) {
        if (!locator.namesOneTable()) {
            throw MappingParser.failed(id, "Exact schema and table name required when using table settings rule.");
        }
        var load = node.path("parallel-load");
        var word = MappingParser.word(load, "type");
        var type = word.isEmpty() && !load.isObject() ? "none" : word;
        if (!TYPES.contains(type)) {
            throw MappingParser.invalidDocument();
        }
        var rule = new TableSettingsRule(
                id,
                locator,
                type,
                texts(load.path("columns")),
                boundaries(load.path("boundaries")),
                partitions(load),
                LobSettings.of(node.path("lob-settings"), id));
        if (type.equals("ranges")) {
            requireRanges(rule);
        }
        return rule;
    }

    private static void requireRanges(TableSettingsRule rule) {
        var columns = rule.columns().size();
        if (columns < 1 || columns > MAX_COLUMNS || rule.boundaries().isEmpty()) {
            throw MappingParser.failed(rule.id(), "ranges need 1 to 10 columns and at least one boundary");
        }
        if (rule.boundaries().stream().anyMatch(boundary -> boundary.size() != columns)) {
            throw MappingParser.failed(rule.id(), "each boundary needs one value for each column");
        }
    }

    private static List<String> partitions(JsonNode load) {
        return Stream.of("partitions", "subpartitions")
                .flatMap(list -> texts(load.path(list)).stream())
                .toList();
    }

    private static List<List<String>> boundaries(JsonNode nodes) {
        var boundaries = new ArrayList<List<String>>();
        nodes.forEach(node -> boundaries.add(texts(node)));
        return List.copyOf(boundaries);
    }

    private static List<String> texts(JsonNode nodes) {
        var texts = new ArrayList<String>();
        nodes.forEach(node -> texts.add(node.asText()));
        return List.copyOf(texts);
    }
}
