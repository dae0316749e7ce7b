package io.windowreload.local.dms.change;

import java.util.List;

/**
 * A row of the change stream, each value as PostgreSQL writes it.
 *
 * @param texts null for NULL, {@link #UNCHANGED} for a large value that the change did not touch
 */
record Tuple(List<String> texts) {
    /** Compared by identity: a value of its own that no row can have. */
    @SuppressWarnings("StringOperationCanBeSimplified")
    static final String UNCHANGED = new String("unchanged");

    @SuppressWarnings("ReferenceEquality")
    static boolean unchanged(String text) {
        return text == UNCHANGED;
    }
}
