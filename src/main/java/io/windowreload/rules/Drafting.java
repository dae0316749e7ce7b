package io.windowreload.rules;

import io.windowreload.rules.Outcome.Added;
import io.windowreload.rules.Rule.Target;
import io.windowreload.rules.Rule.Transformation;
import io.windowreload.window.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Backwards through the rules: from what production has to the source, whose catalog nobody shows us. */
final class Drafting {
    private final Mapping mapping;
    private final String targetSchema;
    private final TableName source;
    private final List<Transformation> ofColumns;

    Drafting(Mapping mapping, String targetSchema, TableName source) {
        this.mapping = mapping;
        this.targetSchema = targetSchema;
        this.source = source;
        this.ofColumns = mapping.hitting(source).stream()
                .filter(rule -> rule.target() == Target.COLUMN && rule.action() != null)
                .toList();
    }

    /** The reading that explains most of what production has. */
    Optional<Draft> draft(Function<TableName, List<String>> columnsOf) {
        return Stream.of(Reading.values())
                .flatMap(reading -> targets(reading).map(target -> draft(reading, target, columnsOf.apply(target))))
                .flatMap(Optional::stream)
                .max(Comparator.comparingInt(
                        (Draft draft) -> draft.sources().size() + draft.added().size()));
    }

    /** Under which names production may have it. */
    Set<TableName> targets() {
        var targets = new LinkedHashSet<TableName>();
        Stream.of(Reading.values()).flatMap(this::targets).forEach(targets::add);
        return targets;
    }

    private Stream<TableName> targets(Reading reading) {
        var outcome = mapping.outcome(source, Set.of(), reading);
        var schemas = outcome.schemas().isEmpty()
                ? Set.of(targetSchema.isEmpty() ? source.schema() : targetSchema)
                : outcome.schemas();
        return schemas.stream().flatMap(schema -> outcome.tables().stream().map(table -> new TableName(schema, table)));
    }

    private Optional<Draft> draft(Reading reading, TableName target, List<String> columns) {
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        var added = mapping.outcome(source, Set.of(), reading).added();
        var sources = new LinkedHashMap<String, String>();
        var filled = new ArrayList<String>();
        var unfilled = new ArrayList<String>();
        for (var column : columns) {
            var adding =
                    added.stream().filter(rule -> rule.names().contains(column)).findFirst();
            if (adding.isPresent()) {
                (adding.flatMap(Added::unrepeatable).isPresent() ? unfilled : filled).add(column);
                continue;
            }
            var from = source(reading, column);
            from.ifPresentOrElse(name -> sources.put(column, name), () -> unfilled.add(column));
        }
        var ignore = mapping.namedOutright(source).stream()
                .filter(name -> !sources.containsValue(name))
                .filter(name -> mapping.outcome(source, Set.of(name), reading)
                        .columns()
                        .get(name)
                        .mayTravel())
                .toList();
        return Optional.of(new Draft(target, sources, filled, unfilled, ignore, masked(sources)));
    }

    private List<String> masked(Map<String, String> sources) {
        return sources.keySet().stream()
                .filter(column -> ofColumns.stream()
                        .anyMatch(
                                rule -> rule.action().masks() && rule.locator().namesColumn(sources.get(column))))
                .toList();
    }

    /** The column of the source that becomes this one, if one is found that does. */
    private Optional<String> source(Reading reading, String column) {
        var candidates = candidates(column);
        var outcome = mapping.outcome(source, candidates, reading);
        return candidates.stream()
                .filter(name -> outcome.columns().get(name).maybe(column))
                .filter(name -> ofColumns.stream()
                        .noneMatch(rule -> rule.action() == Action.DATA_MASKING_DIGITS_RANDOMIZE
                                && rule.locator().namesColumn(name)))
                .filter(name -> !imageBefore(column) && !spellsAnother(name))
                .findFirst();
    }

    /** A rule names it in another case: then that is how the source spells it. */
    private boolean spellsAnother(String name) {
        return mapping.named(source).stream().anyMatch(known -> known.equalsIgnoreCase(name))
                && !mapping.named(source).contains(name);
    }

    private boolean imageBefore(String column) {
        return ofColumns.stream()
                .filter(rule -> rule.action() == Action.ADD_BEFORE_IMAGE_COLUMNS)
                .map(rule -> rule.json().path("before-image-def"))
                .anyMatch(definition -> column.regionMatches(
                                true,
                                0,
                                definition.path("column-prefix").asText("BI_"),
                                0,
                                definition.path("column-prefix").asText("BI_").length())
                        && column.endsWith(definition.path("column-suffix").asText("")));
    }

    /** Those that rules rename so, then Oracle's spelling, then the same one; each also before its prefix or suffix was changed. */
    private Set<String> candidates(String column) {
        var candidates = new LinkedHashSet<String>();
        ofColumns.stream()
                .filter(rule -> rule.action() == Action.RENAME && rule.locator().column() != null)
                .filter(rule -> rule.locator().column().exact() && column.equalsIgnoreCase(rule.value()))
                .forEach(rule -> candidates.add(rule.locator().column().literal()));
        for (var name : List.of(column.toUpperCase(Locale.ROOT), column, column.toLowerCase(Locale.ROOT))) {
            candidates.add(name);
            ofColumns.forEach(rule -> before(rule, name).ifPresent(former -> {
                candidates.add(former.toUpperCase(Locale.ROOT));
                candidates.add(former);
            }));
        }
        return candidates;
    }

    private static Optional<String> before(Transformation rule, String name) {
        var value = rule.value() == null ? "" : rule.value();
        var old = rule.oldValue() == null ? "" : rule.oldValue();
        return switch (rule.action()) {
            case ADD_PREFIX -> begins(name, value);
            case REPLACE_PREFIX -> begins(name, value).map(rest -> old + rest);
            case REMOVE_PREFIX -> Optional.of(value + name);
            case ADD_SUFFIX -> ends(name, value);
            case REPLACE_SUFFIX -> ends(name, value).map(rest -> rest + old);
            case REMOVE_SUFFIX -> Optional.of(name + value);
            default -> Optional.empty();
        };
    }

    private static Optional<String> begins(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length())
                ? Optional.of(name.substring(prefix.length()))
                : Optional.empty();
    }

    private static Optional<String> ends(String name, String suffix) {
        var cut = name.length() - suffix.length();
        return cut > 0 && name.regionMatches(true, cut, suffix, 0, suffix.length())
                ? Optional.of(name.substring(0, cut))
                : Optional.empty();
    }
}
