package io.windowreload.local.cdc;

import java.time.Duration;
import java.time.ZoneId;

/**
 * How much the ongoing replication does.
 *
 * @param changesPerSecond at the source
 * @param latency from the source's commit to the target's
 * @param seed the same seed makes the same changes
 * @param customers customers 1 to this number exist
 * @param orders orders 1 to this number exist
 * @param zone in which the source writes its times
 * @param conflicts what becomes of changes that do not fit production
 */
public record CdcPlan(
        double changesPerSecond,
        Duration latency,
        long seed,
        int customers,
        int orders,
        ZoneId zone,
        ConflictPolicies conflicts) {
    /** With the conflict policies that DMS has if nobody says otherwise. */
    public CdcPlan(double changesPerSecond, Duration latency, long seed, int customers, int orders, ZoneId zone) {
        this(changesPerSecond, latency, seed, customers, orders, zone, ConflictPolicies.DEFAULT);
    }

    public CdcPlan conflicts(ConflictPolicies policies) {
        return new CdcPlan(changesPerSecond, latency, seed, customers, orders, zone, policies);
    }

    Duration interval() {
        return Duration.ofNanos((long) (1e9 / changesPerSecond));
    }
}
