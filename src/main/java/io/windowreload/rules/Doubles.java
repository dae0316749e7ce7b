package io.windowreload.rules;

import static io.windowreload.rules.TaskRules.differ;

import io.windowreload.window.ReloadTable;
import java.util.List;
import java.util.Map;

/** Of what two CDC tasks write, neither tells what it should be. */
public final class Doubles {
    private Doubles() {}

    /**
     * Holds tables, each of which is one CDC task's, against the rules of all.
     *
     * @param rules by the task's ARN
     * @throws io.windowreload.window.ReloadException {@code CDC_RULES_DIFFER} where another task selects one as well
     */
    public static void refuse(List<ReloadTable> tables, Map<String, TaskRules> rules) {
        for (var table : tables) {
            rules.forEach((task, known) -> {
                if (!task.equals(table.cdcTask())
                        && rules.containsKey(table.cdcTask())
                        && known.mapping().selects(table.source())) {
                    throw differ(
                            table.source() + " is replicated by two CDC tasks, " + table.cdcTask() + " and " + task);
                }
            });
        }
    }
}
