package io.windowreload.cli;

import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.reload.RunReport;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Follows a run in the ledger to its end: on a terminal one rewritten line, otherwise a line a phase and every 30 seconds. */
final class RunFollower {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration REPEAT = Duration.ofSeconds(30);

    private final Ledger ledger;
    private final PrintWriter progress;
    private final boolean terminal;
    private String lastPhase = "";
    private Instant lastLine = Instant.EPOCH;

    RunFollower(Ledger ledger, PrintWriter progress) {
        this.ledger = ledger;
        this.progress = progress;
        this.terminal = CommandLine.Help.Ansi.AUTO.enabled();
    }

    /** Returns when the run has ended. */
    RunReport toTheEnd(long runId) throws InterruptedException {
        var never = new CountDownLatch(1);
        while (true) {
            var run = ledger.find(runId).orElseThrow(() -> new ReloadException(ErrorCode.RUN_UNKNOWN, "run " + runId));
            show(run);
            if (run.state().ended()) {
                end();
                return RunReport.of(ledger, run);
            }
            if (never.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException();
            }
        }
    }

    private void show(Run run) {
        var phase = run.state().ended() ? run.state().name() : run.step() == null ? "queued" : run.phaseName();
        var due = Duration.between(lastLine, run.now()).compareTo(terminal ? LOOK : REPEAT) >= 0;
        if (phase.equals(lastPhase) && !due) {
            return;
        }
        lastPhase = phase;
        lastLine = run.now();
        var line = "  %-8s %s%s".formatted(phase, tables(run), aside(run));
        if (terminal) {
            progress.print("\r\u001b[2K" + line);
        } else {
            progress.println(line);
        }
        progress.flush();
    }

    private static String aside(Run run) {
        if (run.waiting() != null) {
            return "  (waits for " + run.waiting() + ")";
        }
        return run.lastProblem() == null ? "" : "  (" + run.lastProblem() + ")";
    }

    private String tables(Run run) {
        return ledger.tables(run.id()).stream()
                .map(table -> "%s %s %s"
                        .formatted(
                                table.target().name(),
                                table.loadRows() == null ? "" : "%,d".formatted(table.loadRows()),
                                table.failed()
                                        ? "FAILED (" + table.failure() + ")"
                                        : table.mergeState().equals("PENDING")
                                                ? table.loadState() == null ? "" : table.loadState()
                                                : table.mergeState())
                        .strip())
                .collect(Collectors.joining(" · "));
    }

    private void end() {
        if (terminal) {
            progress.println();
            progress.flush();
        }
    }
}
