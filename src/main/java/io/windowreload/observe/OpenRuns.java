package io.windowreload.observe;

import io.windowreload.ledger.History;
import io.windowreload.ledger.OpenRun;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.TableProgress;
import io.windowreload.observe.StatusDocument.Open;
import io.windowreload.observe.StatusDocument.OpenTable;
import io.windowreload.reload.RunReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs that have not ended, as people want to see them move. */
final class OpenRuns {
    private final History history;

    OpenRuns(History history) {
        this.history = history;
    }

    List<Open> views(List<OpenRun> runs) {
        var ids = runs.stream().map(open -> open.run().id()).toList();
        var begun = runs.stream()
                .map(OpenRun::run)
                .filter(run -> run.state() == Run.State.RUNNING)
                .map(Run::id)
                .toList();
        var tables = history.tables(begun);
        var phases = history.phases(ids);
        return runs.stream()
                .map(open -> view(
                        open,
                        tables.getOrDefault(open.run().id(), List.of()),
                        phases.getOrDefault(open.run().id(), Map.of())))
                .toList();
    }

    private static Open view(OpenRun open, List<TableProgress> progress, Map<String, Duration> took) {
        var run = open.run();
        var phases = new LinkedHashMap<String, Long>();
        took.forEach((phase, time) -> phases.put(phase, time.toMillis()));
        return new Open(
                run.id(),
                run.requestId(),
                run.attempt(),
                run.origin(),
                run.of(),
                run.requestedBy(),
                run.reason(),
                run.state().name(),
                run.options().dryRun(),
                RunReport.Window.of(run),
                run.phaseName(),
                phases,
                run.acceptedAt(),
                run.startedAt(),
                open.waitsFor(),
                open.stuck(),
                run.lastProblem(),
                run.waiting(),
                run.awaitsApproval(),
                run.waiting() == null || run.awaitsApproval() ? null : run.dueAt(),
                run.pausedBy(),
                run.tries(),
                run.cancelReason(),
                ratio(progress),
                slowest(progress),
                progress.stream().map(OpenRuns::table).toList());
    }

    /** How far a run is, as the mean of its tables. */
    static double ratio(List<TableProgress> tables) {
        return tables.stream().mapToDouble(TableProgress::ratio).average().orElse(0);
    }

    /** Tables load side by side, so the slowest decides; unknown where one of those loading is. */
    private static Long slowest(List<TableProgress> tables) {
        var loading =
                tables.stream().filter(table -> state(table).equals("loading")).toList();
        var remaining = loading.stream()
                .map(TableProgress::remaining)
                .filter(Objects::nonNull)
                .toList();
        return loading.isEmpty() || remaining.size() < loading.size()
                ? null
                : remaining.stream().mapToLong(Duration::toSeconds).max().orElseThrow();
    }

    private static OpenTable table(TableProgress progress) {
        var table = progress.table();
        var remaining = progress.remaining();
        return new OpenTable(
                table.target().toString(),
                state(progress),
                table.loadRows(),
                progress.expectedRows(),
                progress.rowsPerSecond(),
                remaining == null ? null : remaining.toSeconds(),
                table.counts().inserted() + table.counts().updated(),
                progress.ratio(),
                table.failure());
    }

    private static String state(TableProgress progress) {
        var table = progress.table();
        if (table.failed()) {
            return "failed";
        }
        return switch (table.mergeState()) {
            case "VERIFIED" -> "verified";
            case "MERGED" -> "merged";
            case "PLANNED" -> table.counts().inserted() + table.counts().updated() > 0 ? "merging" : "planned";
            default -> loadState(progress);
        };
    }

    private static String loadState(TableProgress progress) {
        var state = progress.table().loadState();
        if (progress.loaded()) {
            return "loaded";
        }
        if (state == null || state.equals("Before load")) {
            return "waiting";
        }
        return state.toLowerCase(java.util.Locale.ROOT).contains("error") ? "error" : "loading";
    }
}
