package io.windowreload.rules;

import static java.util.Comparator.comparingLong;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.rules.Rule.Choice;
import io.windowreload.rules.Rule.Other;
import io.windowreload.rules.Rule.Selection;
import io.windowreload.rules.Rule.TableSettings;
import io.windowreload.rules.Rule.Target;
import io.windowreload.rules.Rule.Transformation;
import io.windowreload.window.ReloadException;
import io.windowreload.window.TableName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table mappings of a DMS task: which tables, which rows of them, and what they become. Rules are kept in the order of their ids. */
public final class Mapping {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Rule> rules;
    private final List<Transformation> transformations;
    private final List<Transformation> ofSchemas;
    private final List<Selection> selections;
    private final TableIndex<Transformation> transforming;
    private final TableIndex<Selection> taking;

    private Mapping(List<Rule> rules) {
        this.rules = rules.stream().sorted(comparingLong(Rule::id)).toList();
        this.transformations = of(Transformation.class).toList();
        this.ofSchemas = transformations.stream()
                .filter(rule -> rule.target() == Target.SCHEMA && rule.action() != null)
                .toList();
        this.selections = of(Selection.class).toList();
        this.transforming = new TableIndex<>(transformations);
        this.taking = new TableIndex<>(selections.stream()
                .filter(rule -> rule.choice() != Choice.EXPLICIT)
                .toList());
    }

    /**
     * Reads table mappings as DMS describes them.
     *
     * @throws ReloadException {@code CDC_RULES_DIFFER} where they cannot be read, or two of their rules have one id
     */
    public static Mapping parse(String document) {
        return new Mapping(MappingReader.rules(document));
    }

    private <R extends Rule> Stream<R> of(Class<R> type) {
        return rules.stream().filter(type::isInstance).map(type::cast);
    }

    /** As JSON, without the comments that DMS lets pass. */
    String document() {
        var document = JSON.createObjectNode();
        var all = document.putArray("rules");
        rules.forEach(rule -> all.add(rule.json()));
        return document.toString();
    }

    boolean equalTo(Mapping other) {
        return rules.stream()
                .map(Rule::json)
                .toList()
                .equals(other.rules.stream().map(Rule::json).toList());
    }

    /** Whether it only says which rows of which tables: nothing gets another name, type or value. */
    public boolean selectsOnly() {
        return transformations.isEmpty();
    }

    List<Transformation> transformations() {
        return transformations;
    }

    List<Other> others() {
        return of(Other.class).toList();
    }

    List<Selection> excludes() {
        return selections(Choice.EXCLUDE).toList();
    }

    long highestId() {
        return rules.stream().mapToLong(Rule::id).max().orElse(0);
    }

    private Stream<Selection> selections(Choice choice) {
        return selections.stream().filter(rule -> rule.choice() == choice);
    }

    /**
     * The rules that take a table into the task; none where it is not in it. An exclude beats an include, and an explicit rule, which has no
     * wildcards, beats both.
     */
    List<Selection> selecting(TableName table) {
        var explicit = selections(Choice.EXPLICIT)
                .filter(rule -> literally(rule, table))
                .toList();
        var naming = taking.naming(table);
        var including =
                naming.stream().filter(rule -> rule.choice() == Choice.INCLUDE).toList();
        var excluded = naming.size() > including.size();
        return Stream.concat(explicit.stream(), excluded ? Stream.of() : including.stream())
                .toList();
    }

    /** Whether the task has this table. */
    public boolean selects(TableName table) {
        return !selecting(table).isEmpty();
    }

    private static boolean literally(Selection rule, TableName table) {
        return rule.locator().schema() != null
                && rule.locator().table() != null
                && NamePattern.literally(rule.locator().schema(), table.schema())
                && NamePattern.literally(rule.locator().table(), table.name());
    }

    Optional<TableSettings> settings(TableName table) {
        return of(TableSettings.class)
                .filter(rule -> rule.locator().names(table))
                .findFirst();
    }

    /** The rules that change a table or a column of it. */
    List<Transformation> hitting(TableName table) {
        return naming(table).stream()
                .filter(rule -> rule.target() == Target.TABLE || rule.target() == Target.COLUMN)
                .toList();
    }

    /** The transformations of any kind that name a table. */
    List<Transformation> naming(TableName table) {
        return transforming.naming(table);
    }

    /** The rules that change a schema. */
    List<Transformation> hitting(String schema) {
        return ofSchemas.stream().filter(rule -> rule.locator().names(schema)).toList();
    }

    /** The columns of a table that rules name outright: those the source is likely to have. */
    public Set<String> named(TableName table) {
        return named(hitting(table).stream());
    }

    /** Those of them that the source certainly has: the rule is about this table alone. */
    Set<String> namedOutright(TableName table) {
        return named(hitting(table).stream()
                .filter(rule ->
                        rule.locator().table() != null && rule.locator().table().exact()));
    }

    private static Set<String> named(Stream<Transformation> rules) {
        return rules.filter(rule -> rule.target() == Target.COLUMN && rule.action() != Action.ADD_COLUMN)
                .map(rule -> rule.locator().column())
                .filter(Objects::nonNull)
                .filter(NamePattern::exact)
                .map(NamePattern::literal)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What becomes of a table under each reading. */
    public List<Outcome> outcomes(TableName table, Set<String> columns) {
        return Stream.of(Reading.values())
                .map(reading -> outcome(table, columns, reading))
                .toList();
    }

    /** What becomes of a table and of these columns of it. */
    public Outcome outcome(TableName table, Set<String> columns, Reading reading) {
        return new Evaluation(this, table, reading).outcome(columns);
    }
}
