package io.windowreload.local;

import io.windowreload.local.dms.cloud.Delays;
import java.time.Duration;
import java.time.ZoneId;

/**
 * How large the local cloud is and how busy.
 *
 * @param customers rows of the source's CUSTOMERS
 * @param orders rows of the source's ORDERS
 * @param zone in which the source writes its times
 * @param changesPerSecond of the ongoing replication; 0 for none
 * @param cdcLatency from a change at the source to the same change in production
 * @param delays of the DMS emulator
 * @param afterConnectScript of the target endpoint; empty for none
 * @param serverlessCdc whether the ongoing replication is serverless
 */
public record CloudOptions(
        int customers,
        int orders,
        ZoneId zone,
        double changesPerSecond,
        Duration cdcLatency,
        long seed,
        Delays delays,
        String afterConnectScript,
        boolean serverlessCdc) {

    public static CloudOptions of(int customers, int orders) {
        return new CloudOptions(
                customers, orders, ZoneId.of("UTC"), 20, Duration.ofMillis(500), 1, Delays.DEFAULT, "", false);
    }

    /** The same without an ongoing replication. */
    public CloudOptions quiet() {
        return busy(0, cdcLatency);
    }

    public CloudOptions busy(double perSecond, Duration latency) {
        return new CloudOptions(
                customers, orders, zone, perSecond, latency, seed, delays, afterConnectScript, serverlessCdc);
    }

    public CloudOptions delays(Delays waits) {
        return new CloudOptions(
                customers, orders, zone, changesPerSecond, cdcLatency, seed, waits, afterConnectScript, serverlessCdc);
    }

    public CloudOptions afterConnectScript(String script) {
        return new CloudOptions(
                customers, orders, zone, changesPerSecond, cdcLatency, seed, delays, script, serverlessCdc);
    }

    public CloudOptions serverlessCdc(boolean wanted) {
        return new CloudOptions(
                customers, orders, zone, changesPerSecond, cdcLatency, seed, delays, afterConnectScript, wanted);
    }
}
