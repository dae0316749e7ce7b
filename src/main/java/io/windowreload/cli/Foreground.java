package io.windowreload.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.SkippedRow;
import io.windowreload.program.Engine;
import io.windowreload.program.FatalErrorExit;
import io.windowreload.program.JsonDocuments;
import io.windowreload.program.Program;
import io.windowreload.reload.NothingDone;
import io.windowreload.reload.RunReport;
import io.windowreload.window.ForeignText;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Moves a run to its end before the eyes of whoever asked, and says what it came to. */
final class Foreground {
    /** The exit code where a request was done before, so that nothing is done. */
    static final int NOTHING_DONE = 5;

    /** What does it all the same. */
    static final String ANEW = "--again runs it anew";

    private static final int MOST_ROWS = 1_000;
    private static final int SHOWN_ROWS = 20;
    private static final int MOST_SAMPLES = 100;
    private static final int SHOWN_SAMPLES = 3;

    private final Program program;
    private final CommandLine commandLine;
    private RunReport look;

    Foreground(Program program, CommandLine commandLine) {
        this.program = program;
        this.commandLine = commandLine;
    }

    /** The report as a document, with rows that need to be named. */
    @JsonInclude(Include.NON_EMPTY)
    @JsonPropertyOrder("nothingDone")
    private record Document(
            String nothingDone, @JsonUnwrapped RunReport report, List<SkippedRow> rows, RunReport secondLook) {}

    /** The report of the run as its looks have left it; and of the last of those, if there were any, which is printed with it. */
    RunReport toTheEnd(Run run) throws InterruptedException {
        try (var engine = program.engine(Engine.Mode.RUNS_ONLY).start()) {
            FatalErrorExit.watch();
            var report = watch(run.id());
            for (var next = report.look(); next != null && (look == null || look.run() != next); ) {
                look = watch(next);
                report = RunReport.of(
                        program.ledger(), program.ledger().find(run.id()).orElseThrow());
                next = report.look();
            }
            return report;
        }
    }

    private RunReport watch(long run) throws InterruptedException {
        return new RunFollower(program.ledger(), commandLine.getErr()).toTheEnd(run);
    }

    /** Prints the report; returns the exit code. */
    int print(RunReport report, boolean json) throws JsonProcessingException {
        return print(report, List.of(), 0, json);
    }

    /** Prints the account of a run that did before what is asked for now; returns the exit code of that. */
    int printNothingDone(Run run, boolean json) throws JsonProcessingException {
        var report = RunReport.of(program.ledger(), run);
        var words = NothingDone.words(run, ANEW);
        var out = commandLine.getOut();
        if (json) {
            out.println(JsonDocuments.writer().writeValueAsString(new Document(words, report, List.of(), null)));
        } else {
            out.printf("%s%n%s", words, ResultTable.of(report));
        }
        out.flush();
        return NOTHING_DONE;
    }

    /** Prints the report with the rows that the run left; returns the exit code. */
    int printWithRows(RunReport report, boolean json) throws JsonProcessingException {
        return print(report, program.history().skipped(report.run(), MOST_ROWS), SHOWN_ROWS, json);
    }

    /** Prints the report with a few rows of each class; returns the exit code. */
    int printWithSamples(RunReport report, boolean json) throws JsonProcessingException {
        var samples = program.history().samples(report.run(), json ? MOST_SAMPLES : SHOWN_SAMPLES);
        return print(report, samples, Integer.MAX_VALUE, json);
    }

    private int print(RunReport report, List<SkippedRow> rows, int shown, boolean json) throws JsonProcessingException {
        var out = commandLine.getOut();
        if (json) {
            out.println(JsonDocuments.writer().writeValueAsString(new Document(null, report, rows, look)));
        } else {
            out.print(ResultTable.of(report));
            var account = ClosingTable.of(report);
            rows.stream()
                    .limit(shown)
                    .forEach(row -> out.printf(
                            "  %s %s: %s%n", row.table(), ForeignText.shown(row.key()), account.word(row.reason())));
            if (rows.size() > shown) {
                out.printf("  … and more; --json lists up to %,d of them%n", MOST_ROWS);
            }
        }
        if (!json && look != null) {
            out.printf("%n  last look at run %d%n%s", report.run(), ResultTable.of(look));
        }
        out.flush();
        return Stream.of(report, look == null ? report : look)
                .mapToInt(RunReport::exitCode)
                .filter(code -> code != 0)
                .findFirst()
                .orElse(0);
    }
}
