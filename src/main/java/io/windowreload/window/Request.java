package io.windowreload.window;

import java.util.List;
import java.util.Map;

/**
 * What somebody asks for: the rows of a window, or rows by their keys.
 *
 * @param requestId identifies the request: asked twice, it is done once
 * @param requestedBy who asks, for the record; may be null
 * @param reason why, for the record; may be null
 * @param window null where rows are asked for by their keys
 * @param tables target names with or without schema; empty means all registered tables
 * @param document the request as it was written, as JSON text; of long lists of keys, a digest
 * @param keys what is asked for of each of the tables, by the names under which they are asked for; empty where a window is
 */
public record Request(
        String requestId,
        String requestedBy,
        String reason,
        TimeWindow window,
        List<String> tables,
        Options options,
        String document,
        Map<String, KeyList> keys) {
    /** A request for a window. */
    public Request(
            String requestId,
            String requestedBy,
            String reason,
            TimeWindow window,
            List<String> tables,
            Options options,
            String document) {
        this(requestId, requestedBy, reason, window, tables, options, document, Map.of());
    }

    /** The same request, of somebody who is known. */
    public Request by(String name) {
        return new Request(requestId, name, reason, window, tables, options, document, keys);
    }

    /** Whether it names rows by their keys. */
    public boolean byKeys() {
        return !keys.isEmpty();
    }

    /** The same, where each table has a name. */
    public Request naming(Map<String, KeyList> named) {
        return new Request(requestId, requestedBy, reason, window, tables, options, document, named);
    }
}
