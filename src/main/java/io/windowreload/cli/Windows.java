package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import io.windowreload.program.JsonDocuments;
import io.windowreload.program.Program;
import io.windowreload.reload.NothingDone;
import io.windowreload.reload.RunReport;
import io.windowreload.window.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    private record Document(int exitCode, List<NothingDone<RunReport>> windows) {}

    /**
     * Runs what has not succeeded yet, or does not stand any more, oldest first; returns the exit code of the worst, and that of nothing done
     * where all was done before.
     *
     * @param again all of them, whatever was done before
     */
    int run(List<Request> requests, boolean again, Word word, boolean json)
            throws InterruptedException, JsonProcessingException {
        var runs = new ArrayList<Run>();
        for (var request : requests) {
            runs.add(program.operations().ensure(request, again, word));
        }
        var open = runs.stream().filter(run -> !run.state().ended()).toList();
        commandLine
                .getErr()
                .printf(
                        "  %d windows: %d to run, %d done before%n",
                        runs.size(), open.size(), runs.size() - open.size());
        var looks = open.isEmpty() ? List.<RunReport>of() : toTheEnd(open);
        var accounts = Stream.concat(
                        runs.stream().map(run -> NothingDone.about(run, Foreground.ANEW, report(run))),
                        looks.stream().map(look -> new NothingDone<>(null, look)))
                .toList();
        return print(accounts, open.isEmpty(), json);
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
        return new RunFollower(program.ledger(), commandLine.getErr()).toTheEnd(run);
    }

    private RunReport report(Run run) {
        return RunReport.of(program.ledger(), program.ledger().find(run.id()).orElseThrow());
    }

    private int print(List<NothingDone<RunReport>> accounts, boolean nothingDone, boolean json)
            throws JsonProcessingException {
        var reports = accounts.stream().map(NothingDone::document).toList();
        var worst = reports.stream().mapToInt(RunReport::exitCode).max().orElse(0);
        var exitCode = nothingDone ? Foreground.NOTHING_DONE : worst;
        var out = commandLine.getOut();
        if (json) {
            out.println(JsonDocuments.writer().writeValueAsString(new Document(exitCode, accounts)));
        } else {
            accounts.stream()
                    .map(NothingDone::nothingDone)
                    .filter(Objects::nonNull)
                    .forEach(out::println);
            out.print(WindowsTable.of(reports));
        }
        out.flush();
        return exitCode;
    }
}
