package io.windowreload.local.cdc;

import java.time.Instant;
import java.util.List;

/**
 * A committed change of one source row.
 *
 * @param statement name of the SQL file, which runs at the source and at the target alike
 * @param values one for each question mark
 */
record Change(Kind kind, String statement, List<Object> values, Instant committed) {
    enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /** The table that it changes. */
    String table() {
        return statement.endsWith("customer") ? "customers" : "orders";
    }

    Change committed(Instant at) {
        return new Change(kind, statement, values, at);
    }
}
