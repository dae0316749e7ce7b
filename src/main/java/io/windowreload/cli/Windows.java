package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import io.windowreload.program.Json;
import io.windowreload.program.Program;
import io.windowreload.reload.RunReport;
import io.windowreload.window.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Several windows in a row: all of them are in the ledger before the first begins, so that whoever goes on finds them. */
final class Windows {
    private final Program program;
    private final CommandLine commandLine;

    Windows(Program program, CommandLine commandLine) {
        this.program = program;
        this.commandLine = commandLine;
    }

    private record Document(int exitCode, List<RunReport> windows) {}

    /** Runs what has not succeeded yet, oldest first; returns the exit code of the worst. */
    int run(List<Request> requests, Word word, boolean json) throws InterruptedException, JsonProcessingException {
        var runs = new ArrayList<Run>();
        for (var request : requests) {
            runs.add(program.operations().ensure(request, word));
        }
        var open = runs.stream().filter(run -> !run.state().ended()).toList();
        commandLine
                .getErr()
                .printf(
                        "  %d windows: %d to run, %d done before%n",
                        runs.size(), open.size(), runs.size() - open.size());
        var looks = open.isEmpty() ? List.<RunReport>of() : toTheEnd(open);
        return print(
                Stream.concat(runs.stream().map(this::report), looks.stream()).toList(), json);
    }

    /** The reports of the last looks at the runs: those come after all windows, because they wait for older runs. */
    private List<RunReport> toTheEnd(List<Run> open) throws InterruptedException {
        var looks = new ArrayList<RunReport>();
        try (var engine = program.engine(Engine.Mode.RUNS_ONLY).start()) {
            for (var run : open) {
                commandLine.getErr().printf("  run %d  %s%n", run.id(), run.requestId());
                watch(run.id());
            }
            for (var run : open) {
                RunReport last = null;
                for (var next = report(run).look(); next != null && (last == null || last.run() != next); ) {
                    last = watch(next);
                    next = report(run).look();
                }
                if (last != null) {
                    looks.add(last);
                }
            }
        }
        return looks;
    }

    private RunReport watch(long run) throws InterruptedException {
        return new Watch(program.ledger(), commandLine.getErr()).toTheEnd(run);
    }

    private RunReport report(Run run) {
        return RunReport.of(program.ledger(), program.ledger().find(run.id()).orElseThrow());
    }

    private int print(List<RunReport> reports, boolean json) throws JsonProcessingException {
        var exitCode = reports.stream()
                .filter(report -> report.code() != null)
                .mapToInt(report -> report.code().exitCode())
                .max()
                .orElse(0);
        var out = commandLine.getOut();
        if (json) {
            out.println(Json.writer().writeValueAsString(new Document(exitCode, reports)));
        } else {
            out.print(WindowsTable.of(reports));
        }
        out.flush();
        return exitCode;
    }
}
