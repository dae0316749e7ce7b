package io.windowreload.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.rules.Replay;
import io.windowreload.rules.RowsWanted;
import io.windowreload.rules.TaskRules;
import io.windowreload.window.KeyRange;
import io.windowreload.window.TableName;
import io.windowreload.window.TableShape;
import io.windowreload.window.TimeWindow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table mappings of the one-off task. One {@code between} a table: of two comparisons in one filter, which would be OR-ed, a task
 * that loads the whole table would be the result. Names, columns and values are the CDC task's rules' business, repeated as they are; where it
 * has none, or is not known, tables.json says what becomes of names, with one transformation an object: DMS applies the one with the lowest rule-id.
 */
final class TableMappings {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArrayNode rules = JSON.createArrayNode();
    private final Optional<Replay> cdc;

    private TableMappings(Optional<Replay> cdc) {
        this.cdc = cdc;
    }

    /** Rows of a window. */
    static String of(TimeWindow window, List<TableShape> tables, Optional<TaskRules> cdc) {
        var mappings = new TableMappings(cdc.map(rules -> Replay.of(rules, tables)));
        tables.forEach(shape -> mappings.select(shape, window));
        return mappings.named(tables);
    }

    /**
     * Rows by key. One filter a column: the conditions of a filter are OR-ed, filters are AND-ed, so that of a key of several columns a
     * superset is loaded.
     *
     * @param keys of each table, what is asked for in the columns of its key
     */
    static String of(Map<TableShape, List<KeyRange>> keys, Optional<TaskRules> cdc) {
        var mappings = new TableMappings(cdc.map(rules -> Replay.of(rules, List.copyOf(keys.keySet()))));
        keys.forEach(mappings::select);
        return mappings.named(List.copyOf(keys.keySet()));
    }

    /** Mappings that were made here, without the selection of some source tables. */
    static String without(String mappings, Set<TableName> tables) {
        try {
            var document = (ObjectNode) JSON.readTree(mappings);
            var left = JSON.createArrayNode();
            document.path("rules").forEach(rule -> {
                var included = rule.path("rule-action").asText().equals("include");
                if (!included
                        || tables.stream()
                                .noneMatch(table -> rule.path("object-locator").equals(locator(table)))) {
                    left.add(rule);
                }
            });
            return JSON.writeValueAsString(document.set("rules", left));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String named(List<TableShape> tables) {
        cdc.ifPresent(replay -> replay.excludes().forEach(this::exclude));
        tables.stream().map(shape -> shape.table().source().schema()).distinct().forEach(this::renameSchema);
        if (cdc.filter(Replay::renames).isPresent()) {
            if (!cdc.get().namesTables()) {
                tables.forEach(this::renameTable);
            }
            cdc.get().transformations().forEach(rules::add);
        } else {
            nameByRegistry(tables);
        }
        var document = JSON.createObjectNode().set("rules", rules);
        cdc.ifPresent(replay -> replay.confirm(document));
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void exclude(ObjectNode rule) {
        var id = nextId();
        rules.add(rule.put("rule-id", id).put("rule-name", ruleName(id, "of the CDC task")));
    }

    private void nameByRegistry(List<TableShape> tables) {
        tables.forEach(this::renameTable);
        // Before the rule for all columns: of two rules for one object the lower rule-id wins.
        tables.forEach(this::removeIgnored);
        tables.forEach(this::renameOddColumns);
        tables.forEach(this::lowerColumns);
    }

    private void select(TableShape shape, TimeWindow window) {
        var rows = cdc.map(replay -> replay.rows(shape.table().source()));
        var filters = selection("window", shape);
        if (!shape.window().whole()) {
            var conditions = filter(filters, shape.table().windowColumn());
            between(conditions, shape, window, rows);
            // Filters of other columns would be AND-ed: which rows without this time are meant, the merge tells.
            if (shape.window().goesOn() && rows.map(RowsWanted::withoutTime).orElse(true)) {
                conditions.addObject().put("filter-operator", "null");
            }
        }
        // Several filters are AND-ed.
        rows.ifPresent(cut -> cut.beside().forEach(filters::add));
    }

    private static void between(ArrayNode conditions, TableShape shape, TimeWindow window, Optional<RowsWanted> rows) {
        var form = shape.window().form();
        var asked = form.asked(window, shape.windowType());
        var from = form.value(asked.from(), window.zone());
        var to = form.value(asked.to(), window.zone());
        conditions
                .addObject()
                .put("filter-operator", "between")
                .put("start-value", rows.map(cut -> cut.from(from)).orElse(from))
                .put("end-value", rows.map(cut -> cut.to(to)).orElse(to));
    }

    private void select(TableShape shape, List<KeyRange> keys) {
        var filters = selection("keys", shape);
        for (var column : shape.key()) {
            var conditions = filter(filters, shape.table().sourceColumn(column));
            keys.stream().filter(range -> range.column().equals(column)).forEach(range -> condition(conditions, range));
        }
        cdc.ifPresent(replay -> replay.rows(shape.table().source()).all().forEach(filters::add));
    }

    private static void condition(ArrayNode conditions, KeyRange range) {
        if (range.single()) {
            conditions.addObject().put("filter-operator", "eq").put("value", range.low());
            return;
        }
        conditions
                .addObject()
                .put("filter-operator", "between")
                .put("start-value", range.low())
                .put("end-value", range.high());
    }

    private ArrayNode selection(String what, TableShape shape) {
        var rule = rule("selection", what + " of " + shape.table().source());
        rule.put("rule-action", "include");
        rule.set("object-locator", locator(shape.table().source()));
        return rule.putArray("filters");
    }

    private static ArrayNode filter(ArrayNode filters, String column) {
        return filters.addObject()
                .put("filter-type", "source")
                .put("column-name", column)
                .putArray("filter-conditions");
    }

    private void renameSchema(String schema) {
        var rule = transformation("schema", "rename", "schema " + schema + " to staging");
        rule.put("value", "staging");
        rule.putObject("object-locator").put("schema-name", literal(schema));
    }

    private void renameTable(TableShape shape) {
        var rule = transformation("table", "rename", "table " + shape.table().source());
        rule.put("value", shape.table().staging().name());
        rule.set("object-locator", locator(shape.table().source()));
    }

    /** What production lacks must not travel: no reading of the COPY has a place for it. */
    private void removeIgnored(TableShape shape) {
        var source = shape.table().source();
        shape.table().ignore().forEach(column -> transformation(
                        "column", "remove-column", "column " + column + " of " + source)
                .set("object-locator", locator(source).put("column-name", literal(column))));
    }

    private void renameOddColumns(TableShape shape) {
        shape.columns().stream()
                .filter(column -> !lowered(shape.table().sourceColumn(column)).equals(column))
                .forEach(column -> {
                    var rule = transformation(
                            "column",
                            "rename",
                            "column " + column + " of " + shape.table().source());
                    rule.put("value", column);
                    rule.set(
                            "object-locator",
                            locator(shape.table().source())
                                    .put("column-name", literal(shape.table().sourceColumn(column))));
                });
    }

    /** What convert-lowercase makes of a name; of letters beyond ASCII nobody says, and no rule is trusted with them. */
    private static String lowered(String source) {
        return source.chars().allMatch(c -> c < 128) ? source.toLowerCase(Locale.ROOT) : "";
    }

    private void lowerColumns(TableShape shape) {
        var rule = transformation(
                "column", "convert-lowercase", "columns of " + shape.table().source());
        rule.set("object-locator", locator(shape.table().source()).put("column-name", "%"));
    }

    private ObjectNode transformation(String target, String action, String name) {
        return rule("transformation", name).put("rule-action", action).put("rule-target", target);
    }

    private ObjectNode rule(String type, String name) {
        var id = nextId();
        return rules.addObject().put("rule-type", type).put("rule-id", id).put("rule-name", ruleName(id, name));
    }

    /** Above those of the CDC task's rules, which keep theirs. */
    private String nextId() {
        return cdc.filter(Replay::renames)
                .map(replay -> Long.toString(replay.nextId()))
                .orElseGet(() -> Integer.toString(rules.size() + 1));
    }

    /** Unique by its number; DMS documents letters and digits, and no length. */
    private static String ruleName(String id, String name) {
        var plain = id + " " + name.replaceAll("[^A-Za-z0-9._ -]", "-");
        return plain.substring(0, Math.min(plain.length(), 100));
    }

    private static ObjectNode locator(TableName source) {
        return JSON.createObjectNode()
                .put("schema-name", literal(source.schema()))
                .put("table-name", literal(source.name()));
    }

    /** In a locator % and _ stand for others, and [ begins a set; in brackets they are themselves (user guide, "Wildcards in table mapping"). */
    private static String literal(String name) {
        return Replay.literal(name);
    }
}
