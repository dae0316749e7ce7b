package io.windowreload.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.windowreload.ledger.Operation;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.SkippedRow;
import io.windowreload.program.Program;
import io.windowreload.reload.RunReport;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ForeignText;
import io.windowreload.window.ReloadException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All that a person asks about one run.
 *
 * @param problem what is being tried again, or was last
 * @param waiting what the run waits for, or null
 * @param rows keys that the run skipped, a few of each reason
 */
@JsonInclude(Include.NON_EMPTY)
record RunStory(
        @JsonUnwrapped RunReport report,
        String requestedBy,
        String reason,
        String problem,
        String waiting,
        String hint,
        List<Operation> operations,
        List<SkippedRow> rows) {
    private static final String LINE = "  %-10s %s%n";

    /** Reads it; {@code each} limits the keys of a reason. */
    static RunStory of(Program program, long id, int each) {
        var ledger = program.ledger();
        Run run =
                ledger.find(id).orElseThrow(() -> new ReloadException(ErrorCode.RUN_UNKNOWN, "there is no run " + id));
        return new RunStory(
                RunReport.of(ledger, run),
                run.requestedBy(),
                run.reason(),
                run.lastProblem(),
                run.waiting(),
                run.error() == null ? null : run.error().hint(),
                program.operationLog().of(id),
                program.history().samples(id, each));
    }

    /** As lines: the closing table, and around it who, why, when and what was left. */
    String text() {
        var text = new StringBuilder(ResultTable.of(report));
        text.append(System.lineSeparator());
        line(
                text,
                "attempt",
                report.attempt() + ", by " + report.origin() + (requestedBy == null ? "" : " for " + requestedBy));
        line(text, "reason", reason);
        line(text, "accepted", StatusTable.time(report.acceptedAt()));
        line(text, "started", StatusTable.time(report.startedAt()));
        line(text, "finished", StatusTable.time(report.finishedAt()));
        line(text, "phase", report.phase());
        line(text, "problem", report.finishedAt() == null ? problem : null);
        line(text, "waits for", report.finishedAt() == null ? waiting : null);
        line(text, "approved", report.approvedBy());
        line(text, "task", report.task());
        line(text, report.origin().equals("look") ? "looks at" : "undoes", report.of());
        line(text, "rest of", report.restOf());
        report.tables().stream()
                .filter(table -> table.code() != null)
                .forEach(table ->
                        line(text, "failed", "%s %s: %s".formatted(table.table(), table.code(), table.detail())));
        report.tables().stream()
                .filter(table -> table.loadState() != null)
                .forEach(table -> line(
                        text, "loaded", "%s %,d %s".formatted(table.source(), table.loadRows(), table.loadState())));
        operations.forEach(done -> line(
                text,
                done.operation(),
                "%s by %s (%s)%s"
                        .formatted(
                                StatusTable.time(done.at()),
                                done.actor(),
                                done.origin(),
                                done.reason() == null ? "" : ": " + done.reason())));
        var account = ClosingTable.of(report);
        rows.stream()
                .collect(Collectors.groupingBy(row -> row.table() + " " + account.word(row.reason())))
                .entrySet()
                .stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(group -> line(text, "rows", group.getKey() + ": " + keys(group.getValue())));
        return text.toString();
    }

    private static String keys(List<SkippedRow> rows) {
        return rows.stream()
                .map(row -> row.key() + (row.detail() == null ? "" : " (" + row.detail() + ")"))
                .collect(Collectors.joining(", "));
    }

    private static void line(StringBuilder text, String name, Object value) {
        var words = value == null ? "" : value.toString();
        if (!words.isEmpty()) {
            text.append(LINE.formatted(name, ForeignText.shown(words)));
        }
    }
}
