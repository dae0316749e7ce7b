package io.windowreload.load;

import java.util.Map;

/**
 * What DMS says of an endpoint.
 *
 * @param type {@code source} or {@code target}
 * @param engine such as {@code oracle}, {@code postgres} or {@code aurora-postgresql}
 * @param user the role under which DMS works there, or null where DMS does not tell
 * @param failsOnLobTruncation whether a task fails at a large object above its limit, which it otherwise cuts
 * @param afterConnectScript what CDC runs first in each of its sessions, or null
 * @param values its settings that change values, by their names in lower case
 */
public record EndpointReport(
        String arn,
        String type,
        String engine,
        String user,
        boolean failsOnLobTruncation,
        String afterConnectScript,
        Map<String, String> values) {
    public EndpointReport(
            String arn, String type, String engine, String user, boolean failsOnLobTruncation, String script) {
        this(arn, type, engine, user, failsOnLobTruncation, script, Map.of());
    }
}
