package io.windowreload.cli;

import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** The ledger as a table, one line a run. */
final class StatusTable {
    private StatusTable() {}

    static String of(List<RunSummary> runs) {
        if (runs.isEmpty()) {
            return "No runs yet. Drop a request into the inbox, or try: window-reload run FILE\n";
        }
        var table = new TextTable(
                "run",
                "request",
                "window",
                "state",
                "staged",
                "inserted",
                "updated",
                "skipped",
                "accepted",
                "took",
                "code");
        runs.forEach(summary -> add(table, summary));
        return table + "'status RUN' tells all about one run.\n";
    }

    private static void add(TextTable table, RunSummary summary) {
        var run = summary.run();
        var counts = summary.counts();
        table.add(
                run.id(),
                shortened(run.requestId()) + (run.attempt() > 1 ? " #" + run.attempt() : ""),
                run.byKeys() ? "keys" : run.window() == null ? "" : run.window().label(),
                state(run),
                grouped(counts.staged()),
                grouped(counts.inserted()),
                grouped(counts.updated()),
                grouped(counts.skipped()),
                time(run.acceptedAt()),
                took(run),
                run.error());
    }

    /** An open run's phase says more than RUNNING. */
    private static String state(Run run) {
        var state = run.state() == Run.State.RUNNING
                ? run.phaseName() + (run.waiting() == null ? "" : ", waits")
                : run.state().name();
        return run.options().dryRun() ? state + " (plan)" : state;
    }

    private static String took(Run run) {
        if (run.startedAt() == null) {
            return "";
        }
        var end = run.finishedAt() == null ? run.now() : run.finishedAt();
        return ResultTable.readable(Duration.between(run.startedAt(), end));
    }

    static String time(Instant instant) {
        return instant == null ? "" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String shortened(String id) {
        return id.length() <= 40 ? id : id.substring(0, 39) + "…";
    }
}
