package io.windowreload.window;

import java.util.List;

/**
 * What somebody asks for.
 *
 * @param requestId identifies the request: asked twice, it is done once
 * @param requestedBy who asks, for the record; may be null
 * @param reason why, for the record; may be null
 * @param tables target names with or without schema; empty means all registered tables
 * @param document the request as it was written, as JSON text
 */
public record Request(
        String requestId,
        String requestedBy,
        String reason,
        TimeWindow window,
        List<String> tables,
        Options options,
        String document) {
    /** The same request, of somebody who is known. */
    public Request by(String name) {
        return new Request(requestId, name, reason, window, tables, options, document);
    }
}
