package io.windowreload.check;

import io.windowreload.load.Capacity;
import io.windowreload.load.CdcReport;
import io.windowreload.settings.Settings;
import java.util.Map;
import java.util.Optional;

/** What a serverless load may use, by the rule that a run obeys. There is no instance to look at, and a replication tests its connections itself. */
final class CapacityCheck {
    private CapacityCheck() {}

    /** Looks at what settings say, and CDC's own replication. */
    static Told look(Settings.Load load, Optional<CdcReport> cdc) {
        var compute = Capacity.of(load.compute(), cdc.map(CdcReport::compute).orElse(Map.of()));
        var units = "at most " + compute.get("MaxCapacityUnits") + " capacity units";
        if (!compute.containsKey("ReplicationSubnetGroupId")) {
            return Told.noted(
                    units + ", and no subnet group: DMS takes one of its own choice, which must reach both databases",
                    "Name them in reload.dms.subnet-group and reload.dms.security-groups.");
        }
        return Told.met(units + ", subnet group " + compute.get("ReplicationSubnetGroupId") + ", security groups "
                + compute.getOrDefault("VpcSecurityGroupIds", "of DMS's choice"));
    }
}
