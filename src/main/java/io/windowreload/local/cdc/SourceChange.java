package io.windowreload.local.cdc;

import java.time.Instant;
import java.util.List;

/**
 * A committed change of one source row.
 *
 * @param statement name of the SQL file, which runs at the source and at the target alike
 * @param values one for each question mark; the last one of an update or a delete is the key
 * @param row all values of the row after the change, where they were asked for; else empty
 */
record SourceChange(Kind kind, String statement, List<Object> values, List<Object> row, Instant committed) {
    enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /** What it changes: a customer or an order. */
    String object() {
        return statement.substring(statement.indexOf('-') + 1);
    }

    /** The table that it changes. */
    String table() {
        return object() + "s";
    }

    Object key() {
        return values.get(values.size() - 1);
    }

    SourceChange with(List<Object> wholeRow) {
        return new SourceChange(kind, statement, values, wholeRow, committed);
    }

    SourceChange committed(Instant at) {
        return new SourceChange(kind, statement, values, row, at);
    }
}
