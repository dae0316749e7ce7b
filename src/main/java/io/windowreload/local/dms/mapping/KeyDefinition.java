package io.windowreload.local.dms.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code define-primary-key} defines.
 *
 * @param unique a unique index ({@code "origin": "unique-index"}) instead of a primary key
 */
public record KeyDefinition(String name, boolean unique, List<String> columns) {

    /** The definition of a rule; without a name or columns, or of another origin, it is refused. */
    static KeyDefinition of(JsonNode node, long ruleId) {
        var columns = new ArrayList<String>();
        node.path("columns").forEach(column -> columns.add(column.asText()));
        var name = MappingParser.word(node, "name");
        if (name.isEmpty() || columns.isEmpty()) {
            throw MappingParser.failed(ruleId, "define-primary-key needs a primary-key-def with a name and columns");
        }
        return switch (MappingParser.word(node, "origin")) {
            case "", "primary-key" -> new KeyDefinition(name, false, List.copyOf(columns));
            case "unique-index" -> new KeyDefinition(name, true, List.copyOf(columns));
            default ->
                throw MappingParser.failed(ruleId, "the origin of a primary-key-def is primary-key or unique-index");
        };
    }
}
