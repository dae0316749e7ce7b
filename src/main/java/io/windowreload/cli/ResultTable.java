package io.windowreload.cli;

import io.windowreload.reload.Estimate;
import io.windowreload.reload.RunReport;
import io.windowreload.window.ForeignText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run came to, as the last lines of a command. */
final class ResultTable {
    private static final String LINE = "  %-28s %11s %11s %11s %11s %11s %10s%n";
    private static final String RULE = LINE.formatted(
            "-".repeat(28),
            "-".repeat(11),
            "-".repeat(11),
            "-".repeat(11),
            "-".repeat(11),
            "-".repeat(11),
            "-".repeat(10));

    private ResultTable() {}

    static String of(RunReport report) {
        var account = ClosingTable.of(report);
        var text = new StringBuilder();
        text.append("  run %d  request %s%s%s%n"
                .formatted(report.run(), report.requestId(), window(report.window()), account.remark()));
        text.append(LINE.formatted(account.heads().toArray()));
        text.append(RULE);
        report.tables().forEach(table -> text.append(line(account, table)));
        text.append(RULE);
        text.append(line(account, report.total()));
        reasons(account, report.total(), text);
        keys(account, report.keys(), text);
        estimate(report.estimate(), text);
        text.append("  %s  %s%n".formatted(report.state(), phases(report)));
        findings(report, text);
        if (report.code() != null) {
            text.append("  %s: %s%n  %s%n"
                    .formatted(
                            report.code(),
                            ForeignText.shown(report.detail()),
                            report.code().hint()));
        }
        return text.toString();
    }

    private static String window(RunReport.Window window) {
        return window == null ? "" : "  window %s → %s (%s)".formatted(window.from(), window.to(), window.zone());
    }

    private static String line(ClosingTable account, RunReport.Table table) {
        var cells = new ArrayList<String>();
        cells.add(table.table());
        account.counts().apply(table).forEach(count -> cells.add(grouped(count)));
        cells.add(table.millis() == null ? "" : readable(Duration.ofMillis(table.millis())));
        return LINE.formatted(cells.toArray());
    }

    private static void reasons(ClosingTable account, RunReport.Table total, StringBuilder text) {
        var reasons = total.skippedBy().entrySet().stream()
                .filter(reason -> reason.getValue() > 0)
                .map(reason -> account.word(reason.getKey()) + " " + grouped(reason.getValue()))
                .collect(Collectors.joining(", "));
        if (!reasons.isEmpty()) {
            text.append("  ")
                    .append(account.skipped())
                    .append(": ")
                    .append(reasons)
                    .append(System.lineSeparator());
        }
    }

    private static void findings(RunReport report, StringBuilder text) {
        if (report.findings() != null) {
            report.findings()
                    .forEach(finding -> text.append("  %s %s%s: %s%n"
                            .formatted(
                                    finding.severity(),
                                    finding.code(),
                                    finding.table() == null ? "" : " " + finding.table(),
                                    ForeignText.shown(finding.detail()))));
        }
    }

    private static void keys(ClosingTable account, Map<String, Long> keys, StringBuilder text) {
        if (keys != null && !keys.isEmpty()) {
            text.append("  keys read again: ")
                    .append(keys.entrySet().stream()
                            .map(outcome -> account.word(outcome.getKey()) + " " + grouped(outcome.getValue()))
                            .collect(Collectors.joining(", ")))
                    .append(System.lineSeparator());
        }
    }

    private static void estimate(Estimate estimate, StringBuilder text) {
        if (estimate != null) {
            text.append("  estimated before the load: %s rows, %s%s%n"
                    .formatted(
                            grouped(estimate.rows()),
                            size(estimate.bytes()),
                            estimate.loadMillis() == null
                                    ? ""
                                    : ", DMS " + readable(Duration.ofMillis(estimate.loadMillis()))
                                            + " by earlier runs"));
        }
    }

    /** {@code 900 B}, {@code 12.5 MB}. */
    private static String size(long bytes) {
        var units = List.of("B", "kB", "MB", "GB", "TB");
        var size = (double) bytes;
        var unit = 0;
        for (; size >= 1000 && unit < units.size() - 1; unit++) {
            size /= 1000;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, units.get(unit));
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
