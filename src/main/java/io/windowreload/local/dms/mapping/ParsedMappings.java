package io.windowreload.local.dms.mapping;

import static java.util.Comparator.comparingLong;

import io.windowreload.local.dms.mapping.SelectionRule.Action;
import io.windowreload.local.dms.mapping.TransformationRule.Target;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A task's table mappings: which tables, which rows of them, under which names. Rules are kept in the order of their ids. */
public record ParsedMappings(List<MappingRule> rules) {
    public ParsedMappings {
        rules = rules.stream().sorted(comparingLong(MappingRule::id)).toList();
    }

    /** The rule that takes a table into the task; an exclude rule beats any other. */
    public Optional<SelectionRule> selectionOf(String schema, String table) {
        var matching = selections()
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
        return ruleFor(Target.SCHEMA, schema, null, null)
                .map(rule -> renamed(rule, schema))
                .orElse(targetSchema.isEmpty() ? schema : targetSchema);
    }

    public String tableName(String schema, String table) {
        return ruleFor(Target.TABLE, schema, table, null)
                .map(rule -> renamed(rule, table))
                .orElse(table);
    }

    public String columnName(String schema, String table, String column) {
        return ruleFor(Target.COLUMN, schema, table, column)
                .map(rule -> renamed(rule, column))
                .orElse(column);
    }

    /** The one rule that acts on an object: DMS applies one action to an object, that with the lowest id. */
    public Optional<TransformationRule> ruleFor(Target target, String schema, String table, String column) {
        return transformations()
                .filter(rule -> rule.action() != TransformationAction.INCLUDE_COLUMN
                        && rule.action() != TransformationAction.ADD_COLUMN)
                .filter(rule -> rule.matches(target, schema, table, column))
                .findFirst();
    }

    /** False for a column that a rule takes out, or that no include-column rule of its table takes in. */
    public boolean keeps(String schema, String table, String column) {
        var including = transformations()
                .filter(rule -> rule.action() == TransformationAction.INCLUDE_COLUMN)
                .filter(rule -> rule.locator().matchesTable(schema, table))
                .toList();
        if (including.stream().noneMatch(rule -> rule.matches(Target.COLUMN, schema, table, column))
                && !including.isEmpty()) {
            return false;
        }
        return ruleFor(Target.COLUMN, schema, table, column)
                .map(rule -> rule.action() != TransformationAction.REMOVE_COLUMN)
                .orElse(true);
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

    private static String renamed(TransformationRule rule, String name) {
        return switch (rule.action()) {
            case RENAME -> rule.value();
            case CONVERT_LOWERCASE -> name.toLowerCase(Locale.ROOT);
            case CONVERT_UPPERCASE -> name.toUpperCase(Locale.ROOT);
            case ADD_PREFIX -> rule.value() + name;
            case ADD_SUFFIX -> name + rule.value();
            case REMOVE_PREFIX -> withoutPrefix(name, rule.value(), "");
            case REMOVE_SUFFIX -> withoutSuffix(name, rule.value(), "");
            case REPLACE_PREFIX -> withoutPrefix(name, rule.oldValue(), rule.value());
            case REPLACE_SUFFIX -> withoutSuffix(name, rule.oldValue(), rule.value());
            case ADD_COLUMN,
                    INCLUDE_COLUMN,
                    REMOVE_COLUMN,
                    DEFINE_PRIMARY_KEY,
                    CHANGE_DATA_TYPE,
                    ADD_BEFORE_IMAGE_COLUMNS,
                    DATA_MASKING_DIGITS_MASK,
                    DATA_MASKING_DIGITS_RANDOMIZE,
                    DATA_MASKING_HASH_MASK -> name;
        };
    }

    private static String withoutPrefix(String name, String prefix, String replacement) {
        return name.startsWith(prefix) ? replacement + name.substring(prefix.length()) : name;
    }

    private static String withoutSuffix(String name, String suffix, String replacement) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) + replacement : name;
    }
}
