package io.windowreload.rules;

import static io.windowreload.rules.TaskRules.differ;

import io.windowreload.rules.Outcome.Added;
import io.windowreload.rules.Outcome.Fate;
import io.windowreload.rules.Rule.Transformation;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the rules make of a table what tables.json and production say; of several readings, production's catalog decides. */
final class Agreement {
    private static final int MOST = 3;

    private final Mapping mapping;
    private final String targetSchema;
    private final TableShape shape;
    private final ReloadTable table;
    private final List<Outcome> outcomes;
    /** Of the columns that are loaded from columns of the source: the source's name. */
    private final Map<String, String> sources = new LinkedHashMap<>();

    Agreement(Mapping mapping, String targetSchema, TableShape shape) {
        this.mapping = mapping;
        this.targetSchema = targetSchema;
        this.shape = shape;
        this.table = shape.table();
        var made = mapping.outcome(table.source(), Set.of(), Reading.LOWEST_ID).added().stream()
                .flatMap(added -> added.names().stream())
                .collect(Collectors.toSet());
        shape.columns().stream()
                .filter(column -> table.rename().containsValue(column) || !made.contains(column))
                .forEach(column -> sources.put(column, table.sourceColumn(column)));
        var asked = new LinkedHashSet<>(sources.values());
        asked.addAll(mapping.named(table.source()));
        asked.addAll(table.ignore());
        this.outcomes = mapping.outcomes(table.source(), asked);
    }

    Repetition repetition(RowsWanted rows) {
        refuseUnrepeatable();
        var differences = new LinkedHashMap<Reading, List<String>>();
        outcomes.forEach(outcome -> differences.put(outcome.reading(), differences(outcome)));
        var agreeing = outcomes.stream()
                .filter(outcome -> differences.get(outcome.reading()).isEmpty())
                .toList();
        if (agreeing.isEmpty()) {
            var nearest = differences.values().stream()
                    .min((a, b) -> Integer.compare(a.size(), b.size()))
                    .orElseThrow();
            throw differ(table.source() + ": "
                    + nearest.stream().limit(MOST).collect(Collectors.joining("; "))
                    + (nearest.size() > MOST ? "; and " + (nearest.size() - MOST) + " more" : ""));
        }
        refuseDoubtful();
        var remove = table.ignore().stream()
                .filter(column -> agreeing.stream()
                        .anyMatch(outcome -> outcome.columns().get(column).mayTravel()))
                .toList();
        return new Repetition(
                shape,
                rows,
                remove,
                without(),
                agreeing.stream().map(Outcome::reading).toList());
    }

    private void refuseUnrepeatable() {
        for (var outcome : outcomes) {
            for (var added : outcome.added()) {
                added.unrepeatable().filter(why -> wanted(added)).ifPresent(why -> {
                    throw differ(table.source() + ", rule-id " + added.by()
                            + ": what it adds is not found again by a load, for " + why
                            + "; leave it out of the table's columns in tables.json");
                });
            }
            refuseMasks(outcome);
        }
        if (!sources.keySet().containsAll(shape.window().columns())
                || !sources.keySet().containsAll(shape.key())) {
            throw differ(table.source()
                    + ": a rule adds the window column or a part of the key, and DMS filters by columns of the source");
        }
        imagesBefore();
    }

    private boolean wanted(Added added) {
        return shape.columns().stream()
                .anyMatch(column -> added.names().contains(column) && !sources.containsKey(column));
    }

    private void refuseMasks(Outcome outcome) {
        sources.forEach(
                (column, source) -> outcome.columns().get(source).masked().ifPresent(rule -> {
                    if (shape.window().columns().contains(column) || shape.key().contains(column)) {
                        throw differ(table.source() + ", rule-id " + rule + ": it masks " + source
                                + ", by which rows are asked for and found again");
                    }
                }));
        for (var rule : mapping.hitting(table.source())) {
            if (rule.action() == Action.DATA_MASKING_DIGITS_RANDOMIZE) {
                sources.values().stream()
                        .filter(source -> rule.locator().namesColumn(source))
                        .findFirst()
                        .ifPresent(source -> {
                            throw differ(table.source() + ", rule-id " + rule.id() + ": " + source
                                    + " gets other digits each time; leave it out of the table's columns in tables.json, and name it under"
                                    + " \"ignore\"");
                        });
            }
        }
    }

    /** What CDC keeps of a row's former values no load has. */
    private void imagesBefore() {
        for (var rule : beforeImages()) {
            var definition = rule.json().path("before-image-def");
            var prefix = definition.path("column-prefix").asText("BI_");
            var suffix = definition.path("column-suffix").asText("");
            shape.columns().stream()
                    .filter(column -> sources.values().stream()
                            .anyMatch(source -> column.equalsIgnoreCase(prefix + source + suffix)))
                    .findFirst()
                    .ifPresent(column -> {
                        throw differ(
                                table.source() + ", rule-id " + rule.id() + ": " + column
                                        + " is a value of before a change, which no load has; leave it out of the table's columns in tables.json");
                    });
        }
    }

    private List<Transformation> beforeImages() {
        return mapping.hitting(table.source()).stream()
                .filter(rule -> rule.action() == Action.ADD_BEFORE_IMAGE_COLUMNS)
                .toList();
    }

    private List<String> differences(Outcome outcome) {
        var differences = new ArrayList<String>();
        var schemas = outcome.schemas().isEmpty()
                ? Set.of(targetSchema.isEmpty() ? table.source().schema() : targetSchema)
                : outcome.schemas();
        if (!schemas.contains(table.target().schema())) {
            differences.add("CDC writes it to the schema " + words(schemas) + ", tables.json says "
                    + table.target().schema());
        }
        if (!outcome.tables().contains(table.target().name())) {
            differences.add("CDC names it " + words(outcome.tables()) + ", tables.json says "
                    + table.target().name());
        }
        sources.forEach((column, source) -> {
            var fate = outcome.columns().get(source);
            if (!fate.maybe(column)) {
                differences.add(rule(fate) + "CDC " + words(fate, source) + ", production has " + column);
            }
        });
        outcome.columns().forEach((source, fate) -> stranger(source, fate).ifPresent(differences::add));
        return differences;
    }

    /** A column that a rule names, and that no column of production is said to come from. */
    private Optional<String> stranger(String source, Fate fate) {
        if (sources.containsValue(source) || table.ignore().contains(source)) {
            return Optional.empty();
        }
        var taken = fate.names().stream()
                .flatMap(Optional::stream)
                .filter(shape.columns()::contains)
                .findFirst();
        if (taken.isPresent()) {
            return Optional.of(rule(fate) + taken.get() + " is " + source
                    + " at the source; say so in tables.json: \"rename\": {\"" + source + "\": \"" + taken.get()
                    + "\"}");
        }
        if (fate.mayTravel() && takenOut(source)) {
            return Optional.of(rule(fate) + "CDC sends " + source + ", which production has not");
        }
        return fate.mayTravel() && mapping.namedOutright(table.source()).contains(source)
                ? Optional.of(rule(fate) + "CDC sends " + source
                        + ", and no column of production is said to be it; list it under \"rename\","
                        + " or under \"ignore\"")
                : Optional.empty();
    }

    private boolean takenOut(String source) {
        return outcomes.stream()
                .anyMatch(outcome -> outcome.columns().get(source).mayStay());
    }

    /** Production has a column that a rule may take out: then its catalog does not tell whether it does. */
    private void refuseDoubtful() {
        if (!table.columns().isEmpty()) {
            return;
        }
        sources.forEach((column, source) -> outcomes.stream()
                .map(outcome -> outcome.columns().get(source))
                .filter(Fate::mayStay)
                .findFirst()
                .ifPresent(fate -> {
                    throw differ(table.source() + ", " + rule(fate) + "whether CDC brings " + source
                            + " is not certain; list the table's columns in tables.json, with or without it");
                }));
    }

    /** Adding rules whose columns are not loaded. */
    private Set<Long> without() {
        var without = new LinkedHashSet<Long>();
        outcomes.get(0).added().stream().filter(added -> !wanted(added)).forEach(added -> without.add(added.by()));
        beforeImages().forEach(rule -> without.add(rule.id()));
        return without;
    }

    private static String rule(Fate fate) {
        return fate.by().map(id -> "rule-id " + id + ": ").orElse("");
    }

    private static String words(Fate fate, String source) {
        return fate.mayTravel()
                ? "names " + source + " "
                        + words(fate.names().stream()
                                .flatMap(Optional::stream)
                                .collect(Collectors.toCollection(LinkedHashSet::new)))
                : "does not bring " + source;
    }

    private static String words(Set<String> names) {
        return String.join(" or ", names);
    }
}
