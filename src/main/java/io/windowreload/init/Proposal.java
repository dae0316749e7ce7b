package io.windowreload.init;

import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;

/** What becomes of a table that the CDC task replicates. */
public sealed interface Proposal {
    TableName source();

    /**
     * It may be reloaded so.
     *
     * @param comment why so, for people
     */
    record Table(ReloadTable table, String comment) implements Proposal {
        @Override
        public TableName source() {
            return table.source();
        }
    }

    /** It cannot be reloaded. */
    record Left(TableName source, String why) implements Proposal {}
}
