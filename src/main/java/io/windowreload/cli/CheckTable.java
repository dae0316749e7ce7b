package io.windowreload.cli;

import io.windowreload.check.Finding;
import io.windowreload.check.Finding.Mark;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;

/** Findings as lines, area by area, each with its mark; what is not met, with its code and its fix. */
final class CheckTable {
    private static final String LINE = "  %s %-30s %s%n";
    private static final String FIX = "  %s %-30s fix: %s%n";

    private CheckTable() {}

    static String of(List<Finding> findings) {
        var text = new StringBuilder();
        var area = "";
        for (var finding : findings) {
            if (!finding.area().equals(area)) {
                area = finding.area();
                text.append("%s%n".formatted(area));
            }
            var mark = mark(finding.mark());
            text.append(LINE.formatted(mark, finding.subject(), words(finding)));
            if (finding.fix() != null) {
                text.append(FIX.formatted(" ".repeat(mark.length()), "", finding.fix()));
            }
        }
        return text.append(sum(findings)).toString();
    }

    private static String words(Finding finding) {
        return finding.failed() ? finding.code() + ": " + finding.detail() : finding.detail();
    }

    private static String sum(List<Finding> findings) {
        var notMet = count(findings, Mark.NOT_MET);
        var text = new StringBuilder("%n%d of %d preconditions are met"
                .formatted(count(findings, Mark.MET) + count(findings, Mark.NOTED), findings.size()));
        if (notMet > 0) {
            text.append(", %d %s not".formatted(notMet, notMet == 1 ? "is" : "are"));
        }
        if (count(findings, Mark.NOTED) > 0) {
            text.append(", %d to know".formatted(count(findings, Mark.NOTED)));
        }
        if (count(findings, Mark.UNKNOWN) > 0) {
            text.append(", %d not checked".formatted(count(findings, Mark.UNKNOWN)));
        }
        return text.append(". Nothing was changed.%n".formatted()).toString();
    }

    private static long count(List<Finding> findings, Mark mark) {
        return findings.stream().filter(finding -> finding.mark() == mark).count();
    }

    /** In words where the terminal's encoding has no such signs. */
    private static String mark(Mark mark) {
        var signs = Charset.forName(
                        System.getProperty("native.encoding", "UTF-8").toUpperCase(Locale.ROOT))
                .newEncoder()
                .canEncode('✓');
        return switch (mark) {
            case MET -> signs ? "✓" : "ok  ";
            case NOTED -> signs ? "!" : "note";
            case NOT_MET -> signs ? "✗" : "NOT ";
            case UNKNOWN -> signs ? "–" : "?   ";
        };
    }
}
