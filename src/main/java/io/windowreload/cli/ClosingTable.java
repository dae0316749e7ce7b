package io.windowreload.cli;

import io.windowreload.reload.RunReport;
import io.windowreload.reload.RunReport.Table;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which numbers the closing table shows of a run, and what they are called: an undo counts other things than a reload.
 *
 * @param remark what the first line says at its end
 * @param heads of the columns
 * @param counts the five numbers between a table's name and its time
 * @param words for reasons that are called otherwise here
 */
record ClosingTable(String remark, List<String> heads, Function<Table, List<Long>> counts, Map<String, String> words) {
    private static final ClosingTable RELOAD = new ClosingTable(
            "",
            List.of("table", "staged", "inserted", "updated", "unchanged", "skipped", "time"),
            table -> List.of(table.staged(), table.inserted(), table.updated(), table.unchanged(), table.skipped()),
            Map.of());
    private static final ClosingTable PLAN =
            new ClosingTable("  PLAN: nothing was written to production", RELOAD.heads, RELOAD.counts, Map.of());
    private static final ClosingTable UNDO = new ClosingTable(
            "",
            List.of("table", "written", "restored", "removed", "put back", "left", "time"),
            table -> List.of(table.staged(), table.updated(), table.deleted(), table.inserted(), table.skipped()),
            Map.of(
                    "tie_touched_by_cdc", "written since",
                    "deleted_by_cdc", "deleted since",
                    "orphaned", "referred to since"));

    private static final ClosingTable LOOK = new ClosingTable(
            "",
            List.of("table", "at source", "inserted", "updated", "unchanged", "removed", "time"),
            table -> List.of(table.staged(), table.inserted(), table.updated(), table.unchanged(), table.deleted()),
            Map.of("outside_window", "not asked for"));
    private static final ClosingTable KEYS = new ClosingTable(
            "  by keys",
            LOOK.heads,
            LOOK.counts,
            Map.of(
                    "outside_window", "not asked for",
                    "there", "at source",
                    "gone", "found nowhere",
                    "not_found", "found nowhere",
                    "kept", "only in production",
                    "delete_candidate", "only in production",
                    "unread", "cannot be asked for"));
    private static final ClosingTable KEYS_PLAN =
            new ClosingTable("  by keys" + PLAN.remark, KEYS.heads, KEYS.counts, KEYS.words);

    static ClosingTable of(RunReport report) {
        return switch (report.origin()) {
            case "undo" -> UNDO;
            case "look" -> LOOK;
            default -> report.byKeys() == null ? window(report) : report.dryRun() ? KEYS_PLAN : KEYS;
        };
    }

    private static ClosingTable window(RunReport report) {
        return report.dryRun() ? PLAN : RELOAD;
    }

    /** What the rows are called that nothing was done with. */
    String skipped() {
        return heads.contains("left") ? "left" : "skipped";
    }

    /** What a reason is called here. */
    String word(String reason) {
        return words.getOrDefault(reason, reason);
    }
}
