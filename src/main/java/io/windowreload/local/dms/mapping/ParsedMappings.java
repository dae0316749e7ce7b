package io.windowreload.local.dms.mapping;

import static java.util.Comparator.comparingLong;

import io.windowreload.local.dms.mapping.SelectionRule.Action;
import io.windowreload.local.dms.mapping.TransformationRule.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A task's table mappings: which tables, which rows of them, under which names. Rules are kept in the order of their ids. */
public record ParsedMappings(List<MappingRule> rules) {
    public ParsedMappings {
        rules = rules.stream().sorted(comparingLong(MappingRule::id)).toList();
    }

    /** The rule that takes a table, or a view, into the task; an exclude rule beats any other. */
    public Optional<SelectionRule> selectionOf(String schema, String table, boolean view) {
        var matching = selections()
                .filter(rule -> view ? rule.kind().views() : rule.kind().tables())
                .filter(rule -> rule.locator().matchesTable(schema, table))
                .toList();
        if (matching.stream().anyMatch(rule -> rule.action() == Action.EXCLUDE)) {
            return Optional.empty();
        }
        return matching.stream().findFirst();
    }

    /** The selection rules that take tables in. */
    public List<SelectionRule> inclusions() {
        return selections().filter(rule -> rule.action() != Action.EXCLUDE).toList();
    }

    public Optional<TableSettingsRule> settingsOf(String schema, String table) {
        return of(TableSettingsRule.class)
                .filter(rule -> rule.locator().matchesTable(schema, table))
                .findFirst();
    }

    /**
     * The name of a schema at the target.
     *
     * @param targetSchema the task's {@code TargetSchema}, which a rename of the schema beats; may be empty
     */
    public String schemaName(String schema, String targetSchema) {
        return ruleFor(Target.SCHEMA, schema, "")
                .map(rule -> Renaming.of(rule, schema, "", ""))
                .orElse(targetSchema.isEmpty() ? schema : targetSchema);
    }

    public String tableName(String schema, String table) {
        return ruleFor(Target.TABLE, schema, table)
                .map(rule -> Renaming.of(rule, schema, table, ""))
                .orElse(table);
    }

    public String columnName(ColumnAddress column) {
        return ruleFor(column)
                .map(rule -> Renaming.of(rule, column.schema(), column.table(), column.column()))
                .orElse(column.column());
    }

    /** The rule that acts on a schema or a table: DMS applies one action to an object, that with the lowest id. */
    private Optional<TransformationRule> ruleFor(Target target, String schema, String table) {
        return transformations()
                .filter(rule -> rule.action() != TransformationAction.DEFINE_PRIMARY_KEY)
                .filter(rule -> rule.matches(target, schema, table, "", ""))
                .findFirst();
    }

    /** The one rule that acts on a column, that with the lowest id; masks may come on top of it. */
    public Optional<TransformationRule> ruleFor(ColumnAddress column) {
        return columnRules(column)
                .filter(rule -> rule.action().changesTheColumn())
                .findFirst();
    }

    /**
     * The rule that masks a column. Of two rules for one column the second counts where the first changes the type: the one
     * pair that DMS allows (user guide, "Using data masking").
     */
    public Optional<TransformationRule> maskOf(ColumnAddress column) {
        var changing = columnRules(column)
                .filter(rule -> rule.action().changesTheColumn())
                .toList();
        var first = changing.stream().findFirst().map(TransformationRule::action);
        if (first.isPresent() && first.get() == TransformationAction.CHANGE_DATA_TYPE) {
            return changing.stream().filter(rule -> rule.action().masks()).findFirst();
        }
        return changing.stream().findFirst().filter(rule -> rule.action().masks());
    }

    /** The columns that rules add to a table, in the order of their ids. */
    public List<TransformationRule> added(String schema, String table) {
        return transformations()
                .filter(rule -> rule.action() == TransformationAction.ADD_COLUMN)
                .filter(rule -> rule.locator().matchesTable(schema, table))
                .toList();
    }

    /** The key that a rule defines for a table. */
    public Optional<KeyDefinition> keyOf(String schema, String table) {
        return transformations()
                .filter(rule -> rule.action() == TransformationAction.DEFINE_PRIMARY_KEY)
                .filter(rule -> rule.locator().matchesTable(schema, table))
                .map(TransformationRule::key)
                .findFirst();
    }

    /** False for a column that a rule takes out, or that no include-column rule of its table takes in. */
    public boolean keeps(ColumnAddress column) {
        var including = transformations()
                .filter(rule -> rule.action() == TransformationAction.INCLUDE_COLUMN)
                .filter(rule -> rule.locator().matchesTable(column.schema(), column.table()))
                .toList();
        if (including.stream().noneMatch(rule -> matches(rule, column)) && !including.isEmpty()) {
            return false;
        }
        return ruleFor(column)
                .map(rule -> rule.action() != TransformationAction.REMOVE_COLUMN)
                .orElse(true);
    }

    private Stream<TransformationRule> columnRules(ColumnAddress column) {
        return transformations().filter(rule -> matches(rule, column));
    }

    private static boolean matches(TransformationRule rule, ColumnAddress column) {
        return rule.matches(Target.COLUMN, column.schema(), column.table(), column.column(), column.type());
    }

    public Stream<TableSettingsRule> tableSettings() {
        return of(TableSettingsRule.class);
    }

    public Stream<TransformationRule> transformations() {
        return of(TransformationRule.class);
    }

    private Stream<SelectionRule> selections() {
        return of(SelectionRule.class);
    }

    private <R extends MappingRule> Stream<R> of(Class<R> type) {
        return rules.stream().filter(type::isInstance).map(type::cast);
    }
}
