package io.windowreload.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.windowreload.rules.Rule.Choice;
import io.windowreload.rules.Rule.Selection;
import io.windowreload.rules.Rule.Transformation;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import io.windowreload.window.TableShape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The rules by which a CDC task replicates, and whether a reload can repeat them. */
public final class TaskRules {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Mapping mapping;
    private final JsonNode settings;
    private final String targetSchema;

    private TaskRules(Mapping mapping, JsonNode settings) {
        this.mapping = mapping;
        this.settings = settings;
        var schema = settings.path("TargetMetadata").path("TargetSchema");
        this.targetSchema = schema.isTextual() ? schema.textValue() : "";
    }

    /**
     * The rules of a task.
     *
     * @param mappings its table mappings, or null where DMS does not tell: then nothing is known
     * @param settings its settings, which may name a schema; or null
     */
    public static Optional<TaskRules> of(String mappings, String settings) {
        return mappings == null || mappings.isBlank()
                ? Optional.empty()
                : Optional.of(new TaskRules(Mapping.parse(mappings), parsed(settings)));
    }

    private static JsonNode parsed(String settings) {
        try {
            return JSON.readTree(settings == null ? "{}" : settings);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** The task's settings, some of which change values; missing where DMS does not tell. */
    public JsonNode settings() {
        return settings;
    }

    /** The task's table mappings, as JSON. */
    public String document() {
        return mapping.document();
    }

    /** Whether a document has the same rules, in whatever order of members. */
    public boolean saysWhat(String document) {
        return Mapping.parse(document).equalTo(mapping);
    }

    public Mapping mapping() {
        return mapping;
    }

    /** Where tables go that no rule for schemas speaks of: a schema, or empty for that of the source. */
    public String targetSchema() {
        return targetSchema;
    }

    /**
     * Holds a table against the rules.
     *
     * @throws ReloadException {@code CDC_RULES_DIFFER} where the task does not replicate it, where a rule cannot be repeated, or where the
     *     rules make something else of it than tables.json and production say
     */
    public Repetition repeat(TableShape shape) {
        var table = shape.table();
        var selecting = mapping.selecting(table.source());
        if (selecting.isEmpty()) {
            throw differ(table.source() + ": no rule of the CDC task selects it (any more)");
        }
        refuseOthers(table);
        var rows = new RowsWanted(rows(table.source(), selecting).filters(), table.window());
        rows.unclear().ifPresent(why -> {
            throw differ(table.source() + ": " + why);
        });
        mapping.settings(table.source())
                .filter(settings -> "partitions-list".equals(settings.parallelLoad()))
                .ifPresent(settings -> {
                    throw differ(table.source() + ", rule-id " + settings.id()
                            + ": a list of partitions leaves rows out, and stands beside no filter");
                });
        return mapping.selectsOnly()
                ? Repetition.ofSelection(shape, rows)
                : new Agreement(mapping, targetSchema, shape).repetition(rows);
    }

    /** Whether the task has only some of a table's rows. */
    public boolean filtered(TableName source) {
        return mapping.selecting(source).stream()
                .anyMatch(rule -> !rule.filters().isEmpty());
    }

    /** The filters of a table in terms of production, as JSON; empty where there are none, or where production does not have what they are about. */
    public Optional<String> filters(TableShape shape) {
        var table = shape.table();
        var rows = repeat(shape).rows();
        return rows.filtered()
                ? rows.conditions(source -> shape.columns().stream()
                        .filter(column -> table.sourceColumn(column).equals(source))
                        .filter(column -> mapping.hitting(table.source()).stream()
                                .noneMatch(rule -> (rule.action().masks() || rule.action() == Action.CHANGE_DATA_TYPE)
                                        && rule.locator().namesColumn(source)))
                        .findFirst())
                : Optional.empty();
    }

    /**
     * A proposal for tables.json.
     *
     * @param columnsOf the columns of a table of production; none where there is no such table
     */
    public Optional<Draft> draft(TableName source, Function<TableName, List<String>> columnsOf) {
        return new Drafting(mapping, targetSchema, source).draft(columnsOf);
    }

    /** Under which names production may have a table. */
    public Set<TableName> targets(TableName source) {
        return new Drafting(mapping, targetSchema, source).targets();
    }

    private void refuseOthers(ReloadTable table) {
        mapping.others().stream()
                .filter(rule -> !rule.type().equals("validation"))
                .filter(rule -> rule.locator().names(table.source()))
                .findFirst()
                .ifPresent(rule -> {
                    throw differ(table.source() + ", rule-id " + rule.id() + ": rules of the type '" + rule.type()
                            + "' cannot be repeated");
                });
        mapping.naming(table.source()).stream()
                .flatMap(rule ->
                        unknown(rule).stream().map(why -> table.source() + ", rule-id " + rule.id() + ": " + why))
                .findFirst()
                .ifPresent(why -> {
                    throw differ(why);
                });
    }

    private static Optional<String> unknown(Transformation rule) {
        if (rule.action() == null) {
            return Optional.of("the action " + rule.json().path("rule-action").asText("(none)") + " is not known");
        }
        return rule.action() == Action.RENAME && rule.value() == null
                ? Optional.of("a name that an expression makes is not foreseen")
                : Optional.empty();
    }

    /** The one selection that counts: of several with different filters nobody says which. */
    private static Selection rows(TableName table, List<Selection> selecting) {
        var one = selecting.get(0);
        if (selecting.stream().anyMatch(other -> !other.filters().equals(one.filters()))) {
            throw differ(table + ": the rules with the ids "
                    + selecting.stream().map(Selection::id).toList() + " take it with different filters");
        }
        if (one.choice() == Choice.EXPLICIT && !one.filters().isEmpty()) {
            throw differ(
                    table + ", rule-id " + one.id()
                            + ": a filter beside the action explicit, where DMS knows none; a load would obey it, and CDC may not");
        }
        if (selecting.stream().anyMatch(rule -> rule.tableType().equals("view"))) {
            throw differ(table + ", rule-id " + one.id() + ": views are not replicated by CDC");
        }
        return one;
    }

    static ReloadException differ(String detail) {
        return new ReloadException(ErrorCode.CDC_RULES_DIFFER, detail);
    }
}
