package io.windowreload.window;

import java.util.List;

/**
 * Rows of a table, named by their keys.
 *
 * @param documents JSON objects of the key's columns, as they were written
 * @param recorded whether, in place of that, the rows are meant that DMS's validation has recorded as failed
 * @param unreadable how many keys were recorded that nobody can read
 */
public record KeyList(List<String> documents, boolean recorded, long unreadable) {
    public static final KeyList RECORDED = new KeyList(List.of(), true, 0);

    public static KeyList of(List<String> documents) {
        return new KeyList(List.copyOf(documents), false, 0);
    }

    /** All of them as one JSON array. */
    public String array() {
        return "[" + String.join(",", documents) + "]";
    }
}
