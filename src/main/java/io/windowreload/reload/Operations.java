package io.windowreload.reload;

import io.windowreload.ledger.Brakes;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.OperationLog;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Pause;
import io.windowreload.ledger.Pause.Entry;
import io.windowreload.ledger.Run;
import io.windowreload.merge.Merge;
import io.windowreload.merge.SecondLook;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.Request;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** What people may do to runs and entries, whichever way they come. Each is on record with who and why. */
public final class Operations {
    private final Ledger ledger;
    private final OperationLog log;
    private final Brakes brakes;
    private final Intake intake;
    private final Merge merge;
    private final SecondLook looks;

    public Operations(Ledger ledger, OperationLog log, Brakes brakes, Intake intake, Merge merge, SecondLook looks) {
        this.ledger = ledger;
        this.log = log;
        this.brakes = brakes;
        this.intake = intake;
        this.merge = merge;
        this.looks = looks;
    }

    /**
     * Accepts a request; the same one twice is one run.
     *
     * @param again a new run even where the same request has succeeded before
     */
    public Run submit(Request request, boolean again, Word word) {
        var run = again ? intake.again(request, word.origin()) : intake.accept(request, word.origin());
        return log.recorded("submit", run.id(), word, () -> run);
    }

    /**
     * The run that answers for a request whose id tells its window and tables: the newest one where it is open, or has succeeded and still
     * stands; otherwise a new attempt. Who asks may differ from time to time; who gives another reason means another run.
     *
     * @param again a new attempt even where the newest run has succeeded and still stands
     * @throws ReloadException {@code REQUEST_ID_REUSED} where the id stands for something else
     */
    public Run ensure(Request request, boolean again, Word word) {
        var newest = ledger.latest(request.requestId()).filter(run -> meant(run, request));
        if (newest.isEmpty()) {
            return submit(request, again, word);
        }
        var run = newest.get();
        if (!run.state().ended()) {
            return run;
        }
        if (request.reason() != null && !request.reason().equals(run.reason())) {
            var renewed = intake.renew(request, word.origin());
            return log.recorded("submit", renewed.id(), word, () -> renewed);
        }
        return !again && ledger.answers(run) ? run : retry(run.id(), again, word);
    }

    private boolean meant(Run run, Request request) {
        return Objects.equals(request.window(), run.window())
                && request.options().equals(run.options())
                && Set.copyOf(intake.tables(request)).equals(ledger.asked(run.id()));
    }

    /** Accepts a dry run; one that was done before is done anew, because a plan tells of now. */
    public Run plan(Request request, Word word) {
        return submit(request, true, word);
    }

    /**
     * Asks a run to stop. It stops at its next step; what was merged until then stays merged.
     *
     * @throws ReloadException {@code RUN_UNKNOWN}, or {@code RUN_WRONG_STATE} where it has ended
     */
    public Run cancel(long runId, Word word) {
        var reason = (word.reason() == null ? "cancelled" : word.reason()) + " (" + word.actor() + ")";
        return log.recorded("cancel", runId, word, () -> ledger.cancel(runId, reason)
                .orElseThrow(() -> wrongState(find(runId), "only a run that has not ended can be cancelled")));
    }

    /**
     * A new attempt of the same request: the same tables and the window that it meant when it was asked, whatever "last month" is now.
     * After a run that went on without tables that failed it takes those that are not done.
     *
     * @param again all tables, also where the run has succeeded and what it did still stands
     * @throws ReloadException {@code RUN_UNKNOWN}, or {@code RUN_WRONG_STATE} where there is nothing to try again
     */
    public Run retry(long runId, boolean again, Word word) {
        var run = find(runId);
        if (run.undo()) {
            return undo(run.of(), word);
        }
        if (run.look()) {
            return lookAgain(run, word);
        }
        if (run.window() == null && !run.byKeys()) {
            throw wrongState(run, "it is a refused request: fix it, then send it again");
        }
        var newest = ledger.latest(run.requestId()).orElseThrow();
        if (!newest.state().ended()) {
            throw wrongState(run, "run " + newest.id() + " of the same request goes on");
        }
        var done = !again && ledger.answers(newest);
        if (newest.id() != runId && done) {
            throw wrongState(run, "run " + newest.id() + " of the same request has succeeded since");
        }
        if (done) {
            throw wrongState(run, "it has succeeded; ask for it 'again' if that is meant");
        }
        return log.recorded(
                "retry",
                runId,
                word,
                () -> again
                        ? intake.again(ledger.request(run), word.origin())
                        : intake.accept(ledger.request(run), word.origin()));
    }

    private Run lookAgain(Run run, Word word) {
        if (run.state() == Run.State.SUCCESS) {
            throw wrongState(run, "it has succeeded; ask for the window of run " + run.of() + " again");
        }
        // It would bring back what the undo has taken away.
        if (ledger.undoOf(run.of()).isPresent()) {
            throw wrongState(run, "run " + run.of() + " was undone since; ask for its window again");
        }
        return log.recorded("retry", run.id(), word, () -> find(looks.retry(run.id(), word.actor(), word.reason())));
    }

    /**
     * Opens a run that puts back what a run wrote, in every row that nobody has written since; the others are listed. While one is
     * open, that one; an undo that came to no good end is gone on with.
     *
     * @throws ReloadException {@code RUN_UNKNOWN}, or {@code RUN_WRONG_STATE} where there is nothing to undo
     */
    public Run undo(long runId, Word word) {
        var run = find(runId);
        if (!run.state().ended()) {
            throw wrongState(run, "only a run that has ended can be undone; cancel it first");
        }
        if (run.undo()) {
            throw wrongState(run, "it is an undo itself: ask for the window of run " + run.of() + " again");
        }
        if (ledger.tables(runId).stream().noneMatch(table -> table.counts().wrote())) {
            throw wrongState(run, "it wrote nothing to production");
        }
        ledger.undoOf(runId).filter(this::leftNothing).ifPresent(undo -> {
            throw wrongState(run, "run " + undo.id() + " has undone it, and left nothing");
        });
        return log.recorded("undo", runId, word, () -> {
            var undo = ledger.undo(run, word.actor(), word.reason());
            merge.openUndo(runId, undo.id());
            return undo;
        });
    }

    /** Another undo would find nothing but what this one has put back, and call it a success. */
    private boolean leftNothing(Run undo) {
        return undo.state() == Run.State.SUCCESS
                && ledger.tables(undo.id()).stream()
                        .allMatch(table -> table.counts().skipped() == 0);
    }

    /**
     * Lets a run that waits for it go on.
     *
     * @throws ReloadException {@code APPROVAL_BY_REQUESTER} where it is the requester's own run, {@code RUN_WRONG_STATE} where it does not
     *     wait for that
     */
    public Run approve(long runId, Word word) {
        var run = find(runId);
        if (ledger.requesters(runId).contains(word.actor().strip().toLowerCase(Locale.ROOT))) {
            throw new ReloadException(
                    ErrorCode.APPROVAL_BY_REQUESTER, "run " + runId + " was asked for by " + word.actor());
        }
        return log.recorded("approve", runId, word, () -> ledger.approve(runId, word.actor())
                .orElseThrow(() -> wrongState(run, "only a run that waits for approval can be approved, and once")));
    }

    /** Takes a failed or partial run off the list of what needs a person. */
    public Run dismiss(long runId, Word word) {
        return log.recorded("dismiss", runId, word, () -> {
            if (!ledger.dismiss(runId)) {
                throw wrongState(find(runId), "only a failed or partial run can be dismissed, and once");
            }
            return find(runId);
        });
    }

    /**
     * Tells a run to rest, on whichever process it goes and across restarts: a merge does at its next chunk, a load before it begins.
     *
     * @throws ReloadException {@code RUN_WRONG_STATE} where it has ended
     */
    public Run pause(long runId, Word word) {
        wantReason(word);
        return log.recorded("pause", runId, word, () -> brakes.pause(runId, word.actor(), word.reason())
                .orElseThrow(() -> wrongState(find(runId), "only a run that has not ended can be paused")));
    }

    /** Lets a run go on that was told to rest. */
    public Run resume(long runId, Word word) {
        return log.recorded("resume", runId, word, () -> brakes.resume(runId)
                .orElseThrow(() -> wrongState(find(runId), "only a run that is paused can be resumed")));
    }

    private static void wantReason(Word word) {
        if (word.reason() == null || word.reason().isBlank()) {
            throw ReloadException.at("/reason", ErrorCode.REQUEST_INVALID, "a pause needs a reason");
        }
    }

    /** Pauses what triggers runs by itself, on every instance and across restarts; runs that are open go on. */
    public Pause pause(Entry entry, Word word) {
        wantReason(word);
        return log.pause(entry, word);
    }

    /** Lets an entry take requests again. */
    public void resume(Entry entry, Word word) {
        log.resume(entry, word);
    }

    /** Whether an entry takes requests now. */
    public boolean takes(Entry entry) {
        return log.pause(entry).isEmpty();
    }

    /** All entries that are paused. */
    public List<Pause> pauses() {
        return log.pauses();
    }

    private Run find(long runId) {
        return ledger.find(runId)
                .orElseThrow(() -> new ReloadException(ErrorCode.RUN_UNKNOWN, "there is no run " + runId));
    }

    private static ReloadException wrongState(Run run, String detail) {
        return new ReloadException(ErrorCode.RUN_WRONG_STATE, "run " + run.id() + " is " + run.state() + ": " + detail);
    }
}
