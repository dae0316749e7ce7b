package io.windowreload.cli;

import io.windowreload.reload.RunReport;
import java.util.List;

/** The ledger as a table, one line a run. */
final class StatusTable {
    private static final String LINE = "%-5s %-26s %-41s %-9s %-7s %10s %10s %10s %10s  %s%n";

    private StatusTable() {}

    static String of(List<RunReport> runs) {
        if (runs.isEmpty()) {
            return "No runs yet. Drop a request into the inbox, or try: window-reload run FILE\n";
        }
        var text = new StringBuilder(LINE.formatted(
                "run", "request", "window", "state", "phase", "staged", "inserted", "updated", "skipped", "code"));
        runs.forEach(run -> text.append(LINE.formatted(
                run.run(),
                shortened(run.requestId()),
                run.window() == null
                        ? "-"
                        : run.window().from() + "/" + run.window().to(),
                run.state(),
                run.phase() == null ? "-" : run.phase(),
                run.total().staged(),
                run.total().inserted(),
                run.total().updated(),
                run.total().skipped(),
                run.code() == null ? "" : run.code())));
        return text.toString();
    }

    private static String shortened(String id) {
        return id.length() <= 26 ? id : id.substring(0, 25) + "…";
    }
}
