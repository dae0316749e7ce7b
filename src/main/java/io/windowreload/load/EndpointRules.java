package io.windowreload.load;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.ArrayList;
import java.util.TreeSet;

/** Endpoints have settings that change values. A load through another endpoint than CDC's must go by the same ones. */
public final class EndpointRules {
    private EndpointRules() {}

    /**
     * Compares an endpoint of the load with that of CDC.
     *
     * @throws ReloadException {@code SETTINGS_INVALID} where a value would come out otherwise
     */
    public static void same(EndpointReport ours, EndpointReport cdc) {
        if (ours.arn().equals(cdc.arn())) {
            return;
        }
        var names = new TreeSet<>(ours.values().keySet());
        names.addAll(cdc.values().keySet());
        var differences = new ArrayList<String>();
        for (var name : names) {
            var here = ours.values().getOrDefault(name, "(default)");
            var there = cdc.values().getOrDefault(name, "(default)");
            if (!here.equalsIgnoreCase(there)) {
                differences.add(name + " is " + here + ", of CDC's endpoint " + there);
            }
        }
        if (!differences.isEmpty()) {
            throw new ReloadException(
                    ErrorCode.SETTINGS_INVALID,
                    "values would not come out of " + ours.arn() + " as CDC brings them through " + cdc.arn() + ": "
                            + String.join("; ", differences) + ". Set the same, or name CDC's endpoint in reload.dms."
                            + ours.type() + "-endpoint-arn");
        }
    }
}
