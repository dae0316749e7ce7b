package io.windowreload.plan;

import io.windowreload.window.ReloadTable;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Staging is one schema: where targets of several schemas bear one name, each gets a name of its own there, with its schema in it. */
final class StagingNames {
    /** PostgreSQL cuts a longer name. Letters beyond ASCII take more than a byte: a name that long is one of few signs. */
    private static final int MOST_BYTES = 63;

    private StagingNames() {}

    static List<ReloadTable> apart(List<ReloadTable> tables) {
        var times = tables.stream()
                .collect(Collectors.groupingBy(table -> table.target().name(), Collectors.counting()));
        var taken = new HashSet<>(times.keySet());
        return tables.stream()
                .map(table -> times.get(table.target().name()) == 1 ? table : table.stagedAs(free(table, taken)))
                .toList();
    }

    private static String free(ReloadTable table, Set<String> taken) {
        var wanted = table.target().schema() + "_" + table.target().name();
        for (var n = 1; ; n++) {
            var suffix = n == 1 ? "" : "_" + n;
            var name = cut(wanted, MOST_BYTES - suffix.length()) + suffix;
            if (taken.add(name)) {
                return name;
            }
        }
    }

    private static String cut(String name, int bytes) {
        var cut = name;
        while (cut.getBytes(StandardCharsets.UTF_8).length > bytes) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }
}
