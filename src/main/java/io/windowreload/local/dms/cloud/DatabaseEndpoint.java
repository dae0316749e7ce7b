package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.load.JdbcAddress;

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

    /** Which end of a task it can be. */
    public enum Side {
        SOURCE,
        TARGET
    }
}
