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

    /** One of many. Halves of halves: a chain of them would be as deep as it is long, and parsers have a stack. */
    static Predicate any(List<Predicate> conditions) {
        if (conditions.size() <= 1) {
            return conditions.isEmpty() ? ALL : conditions.get(0);
        }
        var half = conditions.size() / 2;
        return any(conditions.subList(0, half)).or(any(conditions.subList(half, conditions.size())));
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
