package io.windowreload.cli;

import io.windowreload.reload.RunReport;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** What several windows came to: one line each, and their sum. */
final class WindowsTable {
    private static final String LINE = "  %-36s %7s %-9s %11s %11s %11s %11s %11s %9s  %s";

    private WindowsTable() {}

    static String of(List<RunReport> reports) {
        var text = new StringBuilder();
        line(text, "request", "run", "state", "staged", "inserted", "updated", "unchanged", "skipped", "time", "code");
        var rule = "-".repeat(11);
        line(text, "-".repeat(36), "-".repeat(7), "-".repeat(9), rule, rule, rule, rule, rule, "-".repeat(9), "");
        for (var report : reports) {
            var total = report.total();
            line(
                    text,
                    report.requestId(),
                    report.run(),
                    report.state(),
                    grouped(total.staged()),
                    grouped(total.inserted()),
                    grouped(total.updated()),
                    grouped(total.unchanged()),
                    grouped(total.skipped()),
                    report.took() == null ? "" : ResultTable.readable(report.took()),
                    report.code() == null ? "" : report.code());
        }
        var done = reports.stream().filter(report -> report.code() == null).count();
        line(
                text,
                "total",
                "",
                done + "/" + reports.size(),
                sum(reports, RunReport.Table::staged),
                sum(reports, RunReport.Table::inserted),
                sum(reports, RunReport.Table::updated),
                sum(reports, RunReport.Table::unchanged),
                sum(reports, RunReport.Table::skipped),
                "",
                "");
        reports.stream()
                .filter(report -> report.code() != null)
                .forEach(report -> text.append("  run %d  %s: %s%n  %s%n"
                        .formatted(
                                report.run(),
                                report.code(),
                                report.detail(),
                                report.code().hint())));
        if (done < reports.size()) {
            text.append(
                    "  the same command again runs only what is not SUCCESS or does not stand any more%n".formatted());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Object... cells) {
        text.append(LINE.formatted(cells).stripTrailing()).append(System.lineSeparator());
    }

    private static String sum(List<RunReport> reports, ToLongFunction<RunReport.Table> count) {
        return grouped(reports.stream().map(RunReport::total).mapToLong(count).sum());
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
