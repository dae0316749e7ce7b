package io.windowreload.local.dms.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The key of a target table that the task makes: the one that a rule defines, else that of the source, if all of it travels.
 *
 * @param name of the rule's key, or empty
 * @param unique a unique index instead of a primary key
 * @param columns quoted names at the target; none where there is no key
 */
record TargetKey(String name, boolean unique, List<String> columns) {

    static TargetKey of(TableLoad load) throws TableFailure {
        if (load.key().isEmpty()) {
            return new TargetKey("", false, ofSource(load));
        }
        var defined = load.key().get();
        var columns = new ArrayList<String>();
        for (var column : defined.columns()) {
            columns.add(SourceTable.quote(atTarget(load, column)
                    .orElseThrow(() -> new TableFailure("the key " + defined.name() + " names the column " + column
                            + ", which table " + load.targetName() + " does not get"))));
        }
        return new TargetKey(SourceTable.quote(defined.name()), defined.unique(), columns);
    }

    private static List<String> ofSource(TableLoad load) {
        var columns = new ArrayList<String>();
        for (var column : load.source().key()) {
            var travel = load.columns().stream()
                    .filter(candidate -> candidate.source().name().equals(column))
                    .findFirst();
            if (travel.isEmpty()) {
                return List.of();
            }
            columns.add(SourceTable.quote(travel.get().targetName()));
        }
        return columns;
    }

    // Locators name the source's objects; mappings that run name a column by what it becomes, or one that is added.
    private static Optional<String> atTarget(TableLoad load, String column) {
        return load.columns().stream()
                .filter(travel -> travel.source().name().equals(column))
                .map(RowShape.Travel::targetName)
                .findFirst()
                .or(() -> load.shape().names().stream().filter(column::equals).findFirst());
    }

    /** The constraint as a part of CREATE TABLE; empty where there is none. */
    Optional<String> constraint() {
        if (columns.isEmpty() || unique) {
            return Optional.empty();
        }
        return Optional.of((name.isEmpty() ? "" : "constraint " + name + " ") + "primary key (" + list() + ")");
    }

    /** What makes the key of a table that is there. */
    List<String> afterwards(TableLoad load) {
        if (columns.isEmpty()) {
            return List.of();
        }
        return List.of(
                unique
                        ? "create unique index " + name + " on " + load.quotedTarget() + " (" + list() + ")"
                        : "alter table " + load.quotedTarget() + " add "
                                + constraint().orElseThrow());
    }

    private String list() {
        return String.join(", ", columns);
    }
}
