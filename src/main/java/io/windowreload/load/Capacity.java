package io.windowreload.load;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a serverless replication may use (API shape ComputeConfig), by the API's names. */
public final class Capacity {
    private static final String MAX = "MaxCapacityUnits";
    private static final String MIN = "MinCapacityUnits";
    private static final String SUBNETS = "ReplicationSubnetGroupId";
    private static final String ZONE = "AvailabilityZone";

    /** A load needs no standby and outlives no maintenance window: MultiAZ and PreferredMaintenanceWindow are CDC's alone. */
    private static final List<String> COPIED =
            List.of(MAX, MIN, SUBNETS, "VpcSecurityGroupIds", "KmsKeyId", "DnsNameServers", ZONE);

    private Capacity() {}

    /**
     * What settings say, and for the rest what CDC's own replication may use: it reaches both databases from there.
     *
     * @param wanted what settings say
     * @param cdc what CDC's replication may use; empty where CDC is a task, or none is known
     * @throws ReloadException {@code SETTINGS_INVALID} where nobody says how much it may use at most, which DMS demands
     */
    public static Map<String, Object> of(Map<String, Object> wanted, Map<String, Object> cdc) {
        var compute = new TreeMap<String, Object>();
        COPIED.stream().filter(cdc::containsKey).forEach(member -> compute.put(member, cdc.get(member)));
        if (wanted.containsKey(SUBNETS)) {
            // The zone is one of the other group's.
            compute.remove(ZONE);
        }
        compute.putAll(wanted);
        if (!compute.containsKey(MAX)) {
            throw new ReloadException(
                    ErrorCode.SETTINGS_INVALID,
                    "reload.dms.kind is serverless, and reload.dms.max-capacity-units is empty; only a CDC replication config could"
                            + " tell it otherwise");
        }
        if (units(compute, MIN) > units(compute, MAX)) {
            compute.put(MIN, compute.get(MAX));
        }
        return compute;
    }

    private static int units(Map<String, Object> compute, String member) {
        return compute.get(member) instanceof Number units ? units.intValue() : 0;
    }
}
