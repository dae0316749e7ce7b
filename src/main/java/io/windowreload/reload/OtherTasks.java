package io.windowreload.reload;

import io.windowreload.load.CdcReport;
import io.windowreload.rules.Doubles;
import io.windowreload.rules.TaskRules;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The CDC tasks that a run has no table of: none of them may replicate one of its tables as well. */
final class OtherTasks {
    private static final Logger LOG = LoggerFactory.getLogger(OtherTasks.class);

    private OtherTasks() {}

    /**
     * Holds the run's tables against the rules of all tasks.
     *
     * @param own the rules of the tasks of these tables, by ARN
     * @param others the other tasks as they are now; of one that is gone, its name; null where nobody asks
     * @throws ReloadException {@code CDC_RULES_DIFFER} where another task selects one of the tables as well
     */
    static void refuse(List<ReloadTable> tables, Map<String, TaskRules> own, List<?> others) {
        var all = new LinkedHashMap<>(own);
        (others == null ? Stream.empty() : others.stream())
                .filter(CdcReport.class::isInstance)
                .map(CdcReport.class::cast)
                .forEach(task -> take(task, all));
        Doubles.refuse(tables, all);
    }

    /** Rules that nobody can read stop the runs over that task's own tables, and 'check'. */
    private static void take(CdcReport task, Map<String, TaskRules> all) {
        try {
            TaskRules.of(task.mappings(), task.settings()).ifPresent(rules -> all.put(task.arn(), rules));
        } catch (ReloadException unreadable) {
            LOG.warn("whether {} replicates a table of the run is not known: {}", task.arn(), unreadable.detail());
        }
    }
}
