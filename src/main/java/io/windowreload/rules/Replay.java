package io.windowreload.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.rules.Rule.Selection;
import io.windowreload.rules.Rule.Transformation;
import io.windowreload.window.TableName;
import io.windowreload.window.TableShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rules of a CDC task as they stand in the mappings of a reload: those for tables and columns as they are, in their order and with their
 * ids, so that the engine gives them the meaning that it gives them in CDC, whatever that is.
 */
public final class Replay {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What an engine certainly takes for an id. */
    private static final long MOST = 1_000_000_000;

    private final Mapping mapping;
    private final Map<TableName, Repetition> tables;
    private final Map<Long, List<Repetition>> hitBy = new HashMap<>();
    private final List<ObjectNode> transformations = new ArrayList<>();
    private long lastId;

    private Replay(Mapping mapping, Map<TableName, Repetition> tables) {
        this.mapping = mapping;
        this.tables = tables;
        tables.forEach((source, table) -> mapping.hitting(source)
                .forEach(rule -> hitBy.computeIfAbsent(rule.id(), id -> new ArrayList<>())
                        .add(table)));
    }

    /** The rules for these tables; {@code CDC_RULES_DIFFER} where one cannot be repeated. */
    public static Replay of(TaskRules rules, List<TableShape> shapes) {
        var replay = new Replay(
                rules.mapping(),
                shapes.stream()
                        .map(rules::repeat)
                        .collect(Collectors.toMap(
                                repetition -> repetition.shape().table().source(),
                                Function.identity(),
                                (a, b) -> b,
                                LinkedHashMap::new)));
        replay.copy();
        return replay;
    }

    /** Whether names, columns and values are the CDC task's rules' business; else tables.json alone says what becomes of names. */
    public boolean renames() {
        return !mapping.selectsOnly();
    }

    public RowsWanted rows(TableName table) {
        return tables.get(table).rows();
    }

    /** Whether a table has a name of its own in staging: then the load names all tables itself, as what is foreseen says. */
    public boolean namesTables() {
        return tables.values().stream().noneMatch(table -> table.shape().table().stagedApart());
    }

    /** Rules for tables and columns. */
    public List<ObjectNode> transformations() {
        return transformations;
    }

    /** Selections that take tables out, and none of these. */
    public List<ObjectNode> excludes() {
        return mapping.excludes().stream()
                .filter(rule -> tables.keySet().stream().noneMatch(rule.locator()::names))
                .map(Selection::json)
                .map(ObjectNode::deepCopy)
                .toList();
    }

    /** A number above those that are taken. */
    public long nextId() {
        return ++lastId;
    }

    private void copy() {
        var ours = new ArrayList<ObjectNode>();
        tables.values().forEach(table -> table.remove().forEach(column -> ours.add(removal(table, column))));
        // What takes a column out must come first where the lowest id wins.
        var shift = ours.size();
        var renumber = mapping.highestId() > MOST;
        ours.forEach(this::put);
        var copies = new ArrayList<ObjectNode>();
        for (var rule : mapping.transformations()) {
            for (var node : nodes(rule)) {
                if (!node.equals(rule.json())) {
                    copies.add(node);
                } else if (renumber) {
                    put(node.deepCopy());
                } else {
                    keep(node.deepCopy(), rule.id() + shift);
                }
            }
        }
        lastId = Math.max(lastId, renumber ? 0 : mapping.highestId() + shift);
        copies.forEach(this::put);
    }

    private void put(ObjectNode node) {
        keep(node, lastId + 1);
    }

    private void keep(ObjectNode node, long id) {
        node.put("rule-id", Long.toString(id));
        if (!node.hasNonNull("rule-name")) {
            node.put("rule-name", Long.toString(id));
        }
        transformations.add(node);
        lastId = Math.max(lastId, id);
    }

    /** A rule as it is; where only some of its tables are to have what it adds, once for each of these. */
    private List<ObjectNode> nodes(Transformation rule) {
        if (rule.target() != Rule.Target.COLUMN && !(rule.target() == Rule.Target.TABLE && namesTables())) {
            return List.of();
        }
        var hit = hitBy.getOrDefault(rule.id(), List.of());
        var wanting = hit.stream()
                .filter(table -> !table.without().contains(rule.id()))
                .toList();
        if (wanting.size() == hit.size()) {
            return hit.isEmpty() ? List.of() : List.of(rule.json());
        }
        return wanting.stream().map(table -> located(rule, table)).toList();
    }

    private static ObjectNode located(Transformation rule, Repetition table) {
        var node = rule.json().deepCopy();
        ((ObjectNode) node.path("object-locator"))
                .setAll(locator(table.shape().table().source()));
        return node;
    }

    private static ObjectNode removal(Repetition table, String column) {
        var node = JSON.createObjectNode()
                .put("rule-type", "transformation")
                .put("rule-action", "remove-column")
                .put("rule-target", "column");
        node.set("object-locator", locator(table.shape().table().source()).put("column-name", literal(column)));
        return node;
    }

    private static ObjectNode locator(TableName source) {
        return JSON.createObjectNode()
                .put("schema-name", literal(source.schema()))
                .put("table-name", literal(source.name()));
    }

    /** In brackets, what stands for others is itself. */
    public static String literal(String name) {
        return name.replaceAll("[\\[%_]", "[$0]");
    }

    /**
     * Holds the mappings that were made against those of the CDC task, under each reading that production allows.
     *
     * @throws io.windowreload.window.ReloadException {@code CDC_RULES_DIFFER} where a column would be another one
     */
    public void confirm(JsonNode made) {
        if (!renames()) {
            return;
        }
        var ours = Mapping.parse(made.toString());
        for (var table : tables.values()) {
            var source = table.shape().table().source();
            var staging = table.shape().table().staging();
            var columns = columns(table);
            for (var reading : table.readings()) {
                var wanted = mapping.outcome(source, columns, reading);
                var found = ours.outcome(source, columns, reading);
                var same = new HashSet<>(found.schemas()).equals(Set.of(staging.schema()))
                        && found.tables().equals(namesTables() ? wanted.tables() : Set.of(staging.name()))
                        && columns.stream()
                                .allMatch(column -> Objects.equals(
                                        found.columns().get(column).names(),
                                        wanted.columns().get(column).names()));
                if (!same || !ours.selects(source)) {
                    throw TaskRules.differ(
                            source + ": its rules cannot be repeated beside those of the load's other tables");
                }
            }
        }
    }

    private static Set<String> columns(Repetition table) {
        var registered = table.shape().table();
        return table.shape().columns().stream().map(registered::sourceColumn).collect(Collectors.toSet());
    }
}
