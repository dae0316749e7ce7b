package io.windowreload.reload;

import io.windowreload.ledger.Doorbell;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.NoticeLog;
import io.windowreload.ledger.NoticeLog.Due;
import io.windowreload.settings.Settings;
import io.windowreload.settings.Settings.NoticeOf;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Tells a receiver how runs ended: each at least once, whatever happens to it or to this process, and no run waits for it. */
public final class Notices {
    private static final int AT_ONCE = 10;
    /** Longer than it takes to try so many. */
    private static final Duration HOLD = Duration.ofMinutes(3);

    private static final Duration PATIENCE = Duration.ofDays(1);

    /** An announcement may be missed. */
    private static final Duration AT_LEAST = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final NoticeLog log;
    private final NoticeOf of;
    private final Doorbell.Bell bell;

    /**
     * What is told.
     *
     * @param doorbell rings when a run may have ended
     */
    public Notices(Ledger ledger, NoticeLog log, Settings.Notices settings, Doorbell doorbell) {
        bell = doorbell.bell(AT_LEAST);
        this.ledger = ledger;
        this.log = log;
        this.of = settings.of();
    }

    /**
     * What is told of an ended run.
     *
     * @param id the same at each try, so that a receiver can tell a repetition
     * @param text one line for people, under the name that chat programs expect
     */
    public record Notice(String id, String event, String text, RunReport run) {}

    /** The ends that are to be told now; they are this process's to tell for a while. */
    public List<Due> due() {
        if (!bell.rings()) {
            return List.of();
        }
        var due = log.take(of == NoticeOf.ENDED, AT_ONCE, HOLD, PATIENCE);
        // What was taken is not lost where the second question fails.
        if (due.isEmpty()) {
            bell.answered(log.nextDue());
        }
        return due;
    }

    /** What to tell. */
    public Notice notice(Due due) {
        var run = ledger.find(due.run()).orElseThrow();
        var report = RunReport.of(ledger, run);
        return new Notice(
                ledger.taskIdentifier(run, 1), "run." + report.state().toLowerCase(Locale.ROOT), text(report), report);
    }

    private static String text(RunReport report) {
        var window = report.window() == null
                ? ""
                : " (" + report.window().from() + " to " + report.window().to() + ")";
        var end = report.code() == null
                ? "staged %d, inserted %d, updated %d, skipped %d"
                        .formatted(
                                report.total().staged(),
                                report.total().inserted(),
                                report.total().updated(),
                                report.total().skipped())
                : report.code() + ": " + report.code().title() + ". "
                        + report.code().hint();
        return "window-reload run %d %s%s %s: %s"
                .formatted(report.run(), report.requestId(), window, report.state(), end);
    }

    /** The receiver has it. */
    public void told(Due due) {
        log.told(due);
    }

    /** The receiver did not take it. */
    public void putOff(Due due, String problem) {
        log.putOff(due, Backoff.delay(due.tries()), problem);
    }
}
