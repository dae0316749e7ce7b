package io.windowreload.local.dms.change;

import java.time.Instant;
import java.util.List;

/** A message of the change stream (PostgreSQL manual, "Logical Replication Message Formats"). */
sealed interface ChangeMessage {

    /** A transaction begins that was committed at that time. */
    record Begin(Instant committed) implements ChangeMessage {}

    /** It is over; everything up to the position has been sent. */
    record Commit(long position) implements ChangeMessage {}

    /** What a relation is called, before its first row. */
    record Relation(int id, String schema, String name, List<String> columns) implements ChangeMessage {}

    /** What a change does to a row. */
    enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /**
     * A changed row.
     *
     * @param before the row, or its key, as it was; null where an update left the key as it was, and for an insert
     * @param after the row as it is; null for a delete
     */
    record Row(Kind kind, int relation, Tuple before, Tuple after) implements ChangeMessage {}

    /** Tables that were emptied. */
    record Truncate(List<Integer> relations) implements ChangeMessage {}

    /** What is of no interest here. */
    record Other() implements ChangeMessage {}
}
