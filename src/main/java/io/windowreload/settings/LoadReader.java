package io.windowreload.settings;

import io.windowreload.settings.Settings.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Of which kind a load is, and what it may use where it is serverless. */
final class LoadReader {
    /** DMS API reference, ComputeConfig: what it takes as capacity units. */
    private static final List<Integer> UNITS = List.of(1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 384);

    private LoadReader() {}

    static Settings.Load read(Values values) {
        return new Settings.Load(values.choice("reload.dms.kind", Kind.class), compute(values));
    }

    /** Only what is given, by the API's names. */
    private static Map<String, Object> compute(Values values) {
        var compute = new TreeMap<String, Object>();
        put(compute, "MaxCapacityUnits", values, "reload.dms.max-capacity-units");
        put(compute, "MinCapacityUnits", values, "reload.dms.min-capacity-units");
        values.optional("reload.dms.subnet-group").ifPresent(group -> compute.put("ReplicationSubnetGroupId", group));
        values.optional("reload.dms.security-groups")
                .ifPresent(groups -> compute.put(
                        "VpcSecurityGroupIds",
                        Arrays.stream(groups.split(","))
                                .map(String::strip)
                                .filter(group -> !group.isEmpty())
                                .toList()));
        return compute;
    }

    private static void put(Map<String, Object> compute, String member, Values values, String key) {
        values.ifGiven(key, LoadReader::units, "one of " + UNITS).ifPresent(units -> compute.put(member, units));
    }

    private static Integer units(String text) {
        var units = Integer.valueOf(text);
        if (!UNITS.contains(units)) {
            throw new IllegalArgumentException(text);
        }
        return units;
    }
}
