package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.load.JdbcAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * A source or target endpoint. The address with its password stays inside.
 *
 * @param afterConnectScript what change capture runs first in its sessions there; empty for nothing
 * @param attributes its extra connection attributes; empty for none
 */
public record DatabaseEndpoint(
        String arn,
        String identifier,
        Side side,
        String engine,
        JdbcAddress address,
        String afterConnectScript,
        String attributes) {
    public DatabaseEndpoint(
            String arn, String identifier, Side side, String engine, JdbcAddress address, String afterConnectScript) {
        this(arn, identifier, side, engine, address, afterConnectScript, "");
    }

    /** An extra connection attribute, whose name has no case; empty where it is not given. */
    public Optional<String> attribute(String name) {
        return Arrays.stream(attributes.split(";", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2 && pair[0].strip().equalsIgnoreCase(name))
                .map(pair -> pair[1].strip())
                .findFirst();
    }

    /** Which end of a task it can be. */
    public enum Side {
        SOURCE,
        TARGET
    }
}
