package io.windowreload.rules;

import io.windowreload.rules.Outcome.Added;
import io.windowreload.rules.Outcome.Fate;
import io.windowreload.rules.Rule.Target;
import io.windowreload.rules.Rule.Transformation;
import io.windowreload.window.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules of a mapping, applied to one table under one reading. */
final class Evaluation {
    private final Mapping mapping;
    private final TableName table;
    private final Reading reading;
    private final List<Transformation> ofColumns;
    private final List<Transformation> including;

    Evaluation(Mapping mapping, TableName table, Reading reading) {
        this.mapping = mapping;
        this.table = table;
        this.reading = reading;
        var known = mapping.hitting(table).stream()
                .filter(rule -> rule.action() != null)
                .toList();
        this.ofColumns = known.stream()
                .filter(rule -> rule.target() == Target.COLUMN && rule.action().competes())
                .toList();
        this.including = known.stream()
                .filter(rule -> rule.action() == Action.INCLUDE_COLUMN)
                .toList();
    }

    Outcome outcome(Set<String> columns) {
        var fates = new LinkedHashMap<String, Fate>();
        columns.forEach(column -> fates.put(column, fate(column)));
        return new Outcome(reading, schemas(), tables(), fates, added());
    }

    private Set<String> schemas() {
        var hitting = mapping.hitting(table.schema());
        return hitting.isEmpty() ? Set.of() : Naming.names(table.schema(), reading.acting(hitting));
    }

    private Set<String> tables() {
        var hitting = mapping.hitting(table).stream()
                .filter(rule -> rule.target() == Target.TABLE && rule.action() != null)
                .toList();
        return Naming.names(table.name(), reading.acting(hitting));
    }

    private Fate fate(String column) {
        var included = including.isEmpty()
                || including.stream().anyMatch(rule -> rule.locator().namesColumn(column));
        if (!included) {
            return new Fate(
                    Set.of(Optional.empty()), Optional.of(including.get(0).id()), Optional.empty());
        }
        var hitting = ofColumns.stream()
                .filter(rule -> rule.locator().namesColumn(column))
                .toList();
        var names = new LinkedHashSet<>(named(column, reading.acting(hitting)));
        // Which type a column has at the source is not known here: a rule that asks for one may act, or may not.
        var typed = hitting.stream()
                .filter(rule -> rule.locator().dataType() != null)
                .toList();
        if (!typed.isEmpty()) {
            var without = hitting.stream().filter(rule -> !typed.contains(rule)).toList();
            names.addAll(named(column, reading.acting(without)));
        }
        return new Fate(names, by(hitting), masked(hitting));
    }

    private static Set<Optional<String>> named(String column, List<Transformation> acting) {
        if (acting.stream().anyMatch(rule -> rule.action() == Action.REMOVE_COLUMN)) {
            return Set.of(Optional.empty());
        }
        var names = new LinkedHashSet<Optional<String>>();
        Naming.names(column, acting).forEach(name -> names.add(Optional.of(name)));
        return names;
    }

    private Optional<Long> by(List<Transformation> hitting) {
        var acting = reading.acting(hitting);
        return acting.isEmpty()
                ? Optional.empty()
                : Optional.of(acting.get(acting.size() - 1).id());
    }

    /** Whatever wins where several rules meet: a mask that may act must be reckoned with. */
    private static Optional<Long> masked(List<Transformation> hitting) {
        return hitting.stream()
                .filter(rule -> rule.action().masks())
                .map(Transformation::id)
                .findFirst();
    }

    /** Nobody says whether a rule for all columns also changes the name of one that is added. */
    private List<Added> added() {
        var added = new ArrayList<Added>();
        for (var rule : mapping.hitting(table)) {
            if (rule.action() == Action.ADD_COLUMN && rule.value() != null) {
                var hitting = ofColumns.stream()
                        .filter(other ->
                                other.action().renames() && other.locator().namesColumn(rule.value()))
                        .toList();
                var names = new LinkedHashSet<>(Set.of(rule.value()));
                names.addAll(Naming.names(rule.value(), reading.acting(hitting)));
                added.add(new Added(rule.id(), names, Expression.unrepeatable(rule.expression())));
            }
        }
        return added;
    }
}
