package io.windowreload.local.dms.load;

import java.util.ArrayList;
import java.util.List;

/** A condition on rows of the source, with a value for each question mark. */
record Predicate(String sql, List<Object> values) {
    static final Predicate ALL = new Predicate("", List.of());

    Predicate and(Predicate other) {
        return join(other, " and ");
    }

    Predicate or(Predicate other) {
        return join(other, " or ");
    }

    private Predicate join(Predicate other, String word) {
        if (sql.isEmpty()) {
            return other;
        }
        if (other.sql.isEmpty()) {
            return this;
        }
        var both = new ArrayList<>(values);
        both.addAll(other.values);
        return new Predicate("(" + sql + word + other.sql + ")", both);
    }

    String where() {
        return sql.isEmpty() ? "" : " where " + sql;
    }
}
