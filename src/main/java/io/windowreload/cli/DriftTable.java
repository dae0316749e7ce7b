package io.windowreload.cli;

import io.windowreload.drift.Drift;
import io.windowreload.drift.Drift.TableMonth;
import io.windowreload.drift.Drift.Unverified;
import io.windowreload.drift.DriftRepair;
import io.windowreload.drift.DriftSign;
import io.windowreload.window.ForeignText;
import java.util.Locale;
import java.util.stream.Collectors;

/** Drift, and what would set it right, as a command shows them. */
final class DriftTable {
    private static final String LINE = "  %-28s %-8s %9s  %s%n";

    private DriftTable() {}

    static String of(Drift drift) {
        var text = new StringBuilder();
        text.append("  what is known to be wrong in %d tables; runs from %s until before %s%n"
                .formatted(drift.tables(), drift.from(), drift.to()));
        if (!drift.known().isEmpty()) {
            text.append(LINE.formatted("table", "month", "rows", "evidence"));
            text.append(LINE.formatted("-".repeat(28), "-".repeat(8), "-".repeat(9), "-".repeat(40)));
            drift.known().forEach(cell -> cell.signs().forEach(sign -> text.append(line(cell, sign))));
        }
        text.append("  %d months of tables are known to be wrong%n".formatted(drift.months()));
        var unknown = drift.known().size() - drift.months();
        if (unknown > 0) {
            text.append("  of %d more findings the month is not known%n".formatted(unknown));
        }
        drift.unverified().forEach(months -> text.append(unverified(months)));
        drift.looked().stream()
                .filter(place -> place.trouble() == null)
                .forEach(place -> text.append("  looked at: %s%n".formatted(place.what())));
        drift.looked().stream()
                .filter(place -> place.trouble() != null)
                .forEach(place -> text.append(
                        "  NOT looked at: %s (%s)%n".formatted(place.what(), ForeignText.shown(place.trouble()))));
        text.append("  What no evidence names is not proven right: only a run that has verified a month does that.%n"
                .formatted());
        return text.toString();
    }

    private static String line(TableMonth cell, DriftSign sign) {
        return LINE.formatted(
                cell.table(),
                cell.month() == null ? "unknown" : cell.month(),
                sign.rows() == null ? "" : String.format(Locale.ROOT, "%,d", sign.rows()),
                sign.kind() + ": "
                        + ForeignText.shown(sign.detail() == null ? sign.kind().words() : sign.detail())
                        + (sign.run() == null ? "" : ", run " + sign.run())
                        + (sign.since() == null ? "" : ", newest " + sign.since()));
    }

    private static String unverified(Unverified its) {
        var word =
                switch (its.state()) {
                    case "never" -> "never reloaded";
                    case "partial" -> "reloaded in part";
                    default -> "being reloaded";
                };
        var months = its.months();
        return "  %s: %s, %d months (%s%s)%n"
                .formatted(
                        word,
                        its.table(),
                        months.size(),
                        months.get(0),
                        months.size() == 1 ? "" : " to " + months.get(months.size() - 1));
    }

    /** What would be asked for. */
    static String of(DriftRepair repair) {
        var text = new StringBuilder();
        text.append("  %-36s %-12s %s%n".formatted("request", "rows", "because of"));
        text.append("  %-36s %-12s %s%n".formatted("-".repeat(36), "-".repeat(12), "-".repeat(40)));
        repair.requests()
                .forEach(wanted -> text.append("  %-36s %-12s %s%n"
                        .formatted(
                                wanted.requestId(),
                                wanted.month() == null ? wanted.keys() + " keys" : wanted.month(),
                                wanted.why())));
        text.append(repair.left().stream()
                .map(left -> "  left: %s %s: %s%n"
                        .formatted(left.table(), left.month() == null ? "" : left.month(), left.why()))
                .collect(Collectors.joining()));
        return text.toString();
    }
}
