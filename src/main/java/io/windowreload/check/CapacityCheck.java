package io.windowreload.check;

import io.windowreload.load.Capacity;
import io.windowreload.load.CdcReport;
import io.windowreload.settings.Settings;
import java.util.List;
import java.util.Map;

/** What a serverless load may use, by the rule that a run obeys. There is no instance to look at, and a replication tests its connections itself. */
final class CapacityCheck {
    private CapacityCheck() {}

    /** Looks at what settings say, and CDC's own replication. */
    static CheckAnswer look(Settings.Load load, List<CdcReport> cdc) {
        if (cdc.isEmpty()) {
            return look(load, Map.of());
        }
        // Each CDC task's tables are a load of their own.
        return cdc.stream()
                .map(task -> look(load, task.compute()))
                .filter(told -> told.mark() != Finding.Mark.MET)
                .findFirst()
                .orElseGet(() -> look(load, cdc.get(0).compute()));
    }

    private static CheckAnswer look(Settings.Load load, Map<String, Object> cdc) {
        var compute = Capacity.of(load.compute(), cdc);
        var units = "at most " + compute.get("MaxCapacityUnits") + " capacity units";
        if (!compute.containsKey("ReplicationSubnetGroupId")) {
            return CheckAnswer.noted(
                    units + ", and no subnet group: DMS takes one of its own choice, which must reach both databases",
                    "Name them in reload.dms.subnet-group and reload.dms.security-groups.");
        }
        return CheckAnswer.met(units + ", subnet group " + compute.get("ReplicationSubnetGroupId")
                + ", security groups " + compute.getOrDefault("VpcSecurityGroupIds", "of DMS's choice"));
    }
}
