package io.windowreload.routes;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;

/** The settings of an endpoint that change values or hide rows. Each may stand in the engine's block, in the older text of extra attributes, or in both. */
final class EndpointValues {
    /** User guide, "Endpoint settings when using Oracle as a source", and "… PostgreSQL as a target". */
    private static final Set<String> NAMES = Set.of(
            "numberdatatypescale",
            "trimspaceinchar",
            "converttimestampwithzonetoutc",
            "charlengthsemantics",
            "allowselectnestedtables",
            "spatialdataoptiontogeojsonfunctionname",
            "filtertransactionsofuser",
            "escapecharacter",
            "mapbooleanasboolean",
            "maplongvarcharas",
            "mapjsonbasclob",
            "mapunboundednumericasstring",
            "unboundedvarchar",
            "databasemode",
            "afterconnectscript");

    private EndpointValues() {}

    /** By their names in lower case; two values that contradict each other are both there. */
    static Map<String, String> of(Endpoint endpoint) {
        var values = new TreeMap<String, String>();
        put(endpoint.oracleSettings(), values);
        put(endpoint.postgreSQLSettings(), values);
        for (var attribute :
                String.valueOf(endpoint.extraConnectionAttributes()).split(";", -1)) {
            var parts = attribute.split("=", 2);
            if (parts.length == 2) {
                put(parts[0].strip(), parts[1].strip(), values);
            }
        }
        return values;
    }

    private static void put(SdkPojo block, Map<String, String> values) {
        if (block != null) {
            block.sdkFields().forEach(field -> {
                var value = field.getValueOrDefault(block);
                if (value != null) {
                    put(field.memberName(), String.valueOf(value), values);
                }
            });
        }
    }

    private static void put(String name, String value, Map<String, String> values) {
        var key = name.toLowerCase(Locale.ROOT);
        if (NAMES.contains(key)) {
            values.merge(key, value, (a, b) -> a.equalsIgnoreCase(b) ? a : a + " and " + b);
        }
    }
}
