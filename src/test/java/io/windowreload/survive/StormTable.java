package io.windowreload.survive;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The tables of a storm, parents before their children. */
enum StormTable {
    PARENTS(null, null),
    CHILDREN("parent_id", PARENTS),
    GRANDCHILDREN("child_id", CHILDREN),
    /** Rows that refer to rows of the same table. */
    NODES("up_id", null),
    /** Something unique beside the key, which moves from row to row. */
    SLOTS("code", null),
    /** Nothing but a key: merged in several lanes. */
    ITEMS("w", null);

    /** The one column, beside {@code id, v, x, updated_at}, that makes the table what it is; null if there is none. */
    final String special;

    private final StormTable parent;

    StormTable(String special, StormTable parent) {
        this.special = special;
        this.parent = parent;
    }

    /** The table that its rows refer to. */
    Optional<StormTable> parent() {
        return this == NODES ? Optional.of(NODES) : Optional.ofNullable(parent);
    }

    /** The tables whose rows refer to it. */
    List<StormTable> children() {
        return Stream.of(values())
                .filter(other -> other.parent().filter(this::equals).isPresent())
                .toList();
    }

    List<String> columns() {
        var columns = new ArrayList<>(List.of("id"));
        if (special != null) {
            columns.add(special);
        }
        columns.addAll(List.of("v", "x", "updated_at"));
        return columns;
    }

    /** Where a set of the tables lies, and how its names are spelt there. */
    record Place(String schema, String prefix, boolean upper) {
        static Place source(int set) {
            return new Place("SOURCE_SCHEMA", "S" + set + "_", true);
        }

        static Place production(int set) {
            return new Place("production", "s" + set + "_", false);
        }

        /** What CDC alone would have made of production. */
        static Place shadow(int set) {
            return new Place("shadow", "s" + set + "_", false);
        }

        String name(StormTable table) {
            return column(schema) + "." + column(prefix + table.name().toLowerCase(Locale.ROOT));
        }

        String column(String name) {
            return upper ? '"' + name.toUpperCase(Locale.ROOT) + '"' : name;
        }
    }
}
