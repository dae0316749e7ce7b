package io.windowreload.cli;

import io.windowreload.reload.RunReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run came to, as the last lines of a command. */
final class ClosingTable {
    private static final String LINE = "  %-28s %11s %11s %11s %11s %11s %10s%n";
    private static final String RULE = LINE.formatted(
            "-".repeat(28),
            "-".repeat(11),
            "-".repeat(11),
            "-".repeat(11),
            "-".repeat(11),
            "-".repeat(11),
            "-".repeat(10));

    private ClosingTable() {}

    static String of(RunReport report) {
        var text = new StringBuilder();
        text.append("  run %d  request %s  window %s → %s (%s)%s%n"
                .formatted(
                        report.run(),
                        report.requestId(),
                        report.window().from(),
                        report.window().to(),
                        report.window().zone(),
                        report.dryRun() ? "  DRY RUN: nothing was written to production" : ""));
        text.append(LINE.formatted("table", "staged", "inserted", "updated", "unchanged", "skipped", "time"));
        text.append(RULE);
        report.tables().forEach(table -> text.append(line(table)));
        text.append(RULE);
        text.append(line(report.total()));
        reasons(report.total(), text);
        text.append("  %s  %s%n".formatted(report.state(), phases(report)));
        if (report.code() != null) {
            text.append("  %s: %s%n  %s%n"
                    .formatted(report.code(), report.detail(), report.code().hint()));
        }
        return text.toString();
    }

    private static String line(RunReport.Table table) {
        return LINE.formatted(
                table.table(),
                grouped(table.staged()),
                grouped(table.inserted()),
                grouped(table.updated()),
                grouped(table.unchanged()),
                grouped(table.skipped()),
                table.millis() == null ? "" : readable(Duration.ofMillis(table.millis())));
    }

    private static void reasons(RunReport.Table total, StringBuilder text) {
        var reasons = total.skippedBy().entrySet().stream()
                .filter(reason -> reason.getValue() > 0)
                .map(reason -> reason.getKey() + " " + grouped(reason.getValue()))
                .collect(Collectors.joining(", "));
        if (!reasons.isEmpty()) {
            text.append("  skipped: ").append(reasons).append(System.lineSeparator());
        }
    }

    private static String phases(RunReport report) {
        var total = report.took() == null ? List.<String>of() : List.of("total " + readable(report.took()));
        var parts = report.phaseMillis().entrySet().stream()
                .map(phase -> phase.getKey() + " " + readable(Duration.ofMillis(phase.getValue())))
                .collect(Collectors.toList());
        parts.addAll(total);
        return String.join("  ", parts);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 0.4 s}, {@code 3m 12s}, {@code 2h 05m}. */
    static String readable(Duration duration) {
        if (duration.toMinutes() < 1) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (duration.toHours() < 1) {
            return "%dm %02ds".formatted(duration.toMinutes(), duration.toSecondsPart());
        }
        return "%dh %02dm".formatted(duration.toHours(), duration.toMinutesPart());
    }
}
