package io.windowreload.load;

import io.windowreload.load.Verdict.Done;
import io.windowreload.load.Verdict.Failed;
import io.windowreload.load.Verdict.Settling;
import io.windowreload.load.Verdict.Waiting;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What ready, loaded and failed mean for a full load of DMS, be it a task or a serverless replication. {@code stopped} alone is not success: a person's stop, a suspended table
 * and some errors end there too. What is unknown fails.
 */
public final class LoadRules {
    private static final Pattern STOP_REASON = Pattern.compile("(?i)stop reason ([A-Z_]+)");
    /** What DMS itself calls passing: without retries of its own ({@code RecoverableErrorCount}) it ends there. */
    private static final Set<String> PASSING = Set.of("RECOVERABLE_ERROR", "RECYCLE_TASK", "RECONFIGURATION_RESTART");

    private static final String FINISHED = "FULL_LOAD_ONLY_FINISHED";

    private LoadRules() {}

    /** Whether a task that was created may be started; {@code Done} also where it was started already. */
    public static Verdict readiness(TaskReport task) {
        return switch (task.stage()) {
            case READY, STARTING, RUNNING, STOPPING, STOPPED -> new Done();
            case PREPARING -> new Waiting(task.status());
            case FAILED, DELETING, UNKNOWN -> lost(task);
        };
    }

    /** Whether a started task has loaded every expected table. A task may never be seen {@code running}. */
    public static Verdict progress(TaskReport task, List<TableReport> tables, List<TableName> expected) {
        return switch (task.stage()) {
            case PREPARING, READY, STARTING, RUNNING, STOPPING ->
                new Waiting(task.status() + " " + task.percent() + " %");
            case STOPPED -> stopped(task, tables, expected);
            case FAILED -> failed(task, tables);
            case DELETING, UNKNOWN -> lost(task);
        };
    }

    /** A table that could not be loaded says more than the task that it took with it. */
    private static Verdict failed(TaskReport task, List<TableReport> tables) {
        var broken = broken(tables);
        if (broken.isEmpty()) {
            return lost(task);
        }
        // Where the task ends, the tables that it was at, or had not begun, are cancelled: they are not to blame.
        var toBlame = broken(tables.stream().filter(table -> !table.cancelled()).toList());
        return new Failed(ErrorCode.DMS_TABLE_ERROR, words(broken) + "; " + words(task), mayPass(task), toBlame);
    }

    /** On failure either field may have the reason. */
    private static boolean mayPass(TaskReport task) {
        return PASSING.contains(reason(task.stopReason())) || PASSING.contains(reason(task.failure()));
    }

    private static Map<TableName, String> broken(List<TableReport> tables) {
        var broken = new LinkedHashMap<TableName, String>();
        tables.stream().filter(TableReport::doubtful).forEach(table -> broken.put(table.source(), table.words()));
        return broken;
    }

    private static String words(Map<TableName, String> tables) {
        return String.join("; ", tables.values());
    }

    /** Whether the task has come to the end of a full load, whatever became of its tables. */
    public static boolean finished(TaskReport task) {
        return task.stage() == Stage.STOPPED && reason(task.stopReason()).equals(FINISHED);
    }

    private static Verdict lost(TaskReport task) {
        return switch (task.stage()) {
            case FAILED -> new Failed(ErrorCode.DMS_TASK_FAILED, words(task), mayPass(task));
            case DELETING ->
                new Failed(ErrorCode.DMS_TASK_LOST, "the " + task.kind().noun() + " is being deleted by somebody else");
            default -> new Failed(ErrorCode.DMS_STATE_UNKNOWN, task.kind().noun() + " status '" + task.status() + "'");
        };
    }

    private static Verdict stopped(TaskReport task, List<TableReport> tables, List<TableName> expected) {
        var reason = reason(task.stopReason());
        if (reason.isEmpty()) {
            return new Settling("stopped, without a stop reason yet");
        }
        if (!reason.equals(FINISHED)) {
            return new Failed(ErrorCode.DMS_TASK_STOPPED, words(task), mayPass(task));
        }
        var byName = tables.stream().collect(Collectors.toMap(TableReport::source, Function.identity(), (a, b) -> b));
        var broken = broken(tables);
        if (!broken.isEmpty()) {
            return new Failed(ErrorCode.DMS_TABLE_ERROR, words(broken), false, broken);
        }
        var strangers = strangers(byName.keySet(), expected);
        if (!strangers.isEmpty()) {
            return new Failed(ErrorCode.DMS_TABLE_ERROR, "DMS loaded tables that nobody asked for: " + strangers);
        }
        if (task.tablesErrored() > 0) {
            return new Failed(ErrorCode.DMS_TABLE_ERROR, task.tablesErrored() + " table(s) with errors");
        }
        return unfinished(byName, expected);
    }

    /** Whatever a name in a mapping was taken for: of another table, nothing may be merged. */
    private static String strangers(Set<TableName> loaded, List<TableName> expected) {
        return loaded.stream()
                .filter(table -> !expected.contains(table))
                .map(TableName::toString)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static Verdict unfinished(Map<TableName, TableReport> byName, List<TableName> expected) {
        var open = new LinkedHashMap<TableName, String>();
        expected.stream()
                .filter(table ->
                        !byName.containsKey(table) || !byName.get(table).completed())
                .forEach(table -> open.put(
                        table,
                        byName.containsKey(table)
                                ? byName.get(table).words()
                                : table + ": not among the task's tables"));
        return open.isEmpty() ? new Done() : new Settling(words(open), open);
    }

    private static String words(TaskReport task) {
        var failure = task.failure() == null || task.failure().isBlank() ? task.stopReason() : task.failure();
        return task.kind().noun() + " " + task.status() + (failure == null ? "" : ": " + failure.strip());
    }

    /** On failure the field may hold the whole error text, so it is searched and never compared. */
    static String reason(String stopReason) {
        var matcher = STOP_REASON.matcher(stopReason == null ? "" : stopReason);
        return matcher.find() ? matcher.group(1) : "";
    }
}
