package io.windowreload.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a table under one reading of the rules. A set of more than one name: nobody says which of them it is.
 *
 * @param schemas its schema at the target; empty where no rule speaks of it, and the task's settings decide
 * @param tables its name there
 * @param columns of each column of the source that was asked about, what becomes of it
 * @param added columns that the source does not have
 */
public record Outcome(
        Reading reading, Set<String> schemas, Set<String> tables, Map<String, Fate> columns, List<Added> added) {
    /**
     * What becomes of a column.
     *
     * @param names that it may have at the target; an empty one: it is not there
     * @param by the rule that decides, or none
     * @param masked the rule that masks it, if there is one
     */
    public record Fate(Set<Optional<String>> names, Optional<Long> by, Optional<Long> masked) {
        /** Whether it may get there under that name. */
        public boolean maybe(String name) {
            return names.contains(Optional.of(name));
        }

        public boolean mayTravel() {
            return names.stream().anyMatch(Optional::isPresent);
        }

        public boolean mayStay() {
            return names.contains(Optional.<String>empty());
        }
    }

    /**
     * A column that a rule adds.
     *
     * @param unrepeatable why a load would not find its value again; empty where it would
     */
    public record Added(long by, Set<String> names, Optional<String> unrepeatable) {}
}
