package io.windowreload.ledger;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.Options;
import io.windowreload.window.TimeWindow;
import java.time.Instant;
import java.util.Locale;

/**
 * One attempt to fulfil a request, as the ledger holds it.
 *
 * @param of the run that this one undoes or looks at again, or null
 * @param restOf the attempt before, of whose tables this one takes only those that are not done, or null
 * @param window null where the request could not be read
 * @param step null until the run was claimed for the first time
 * @param stepStartedAt when the run entered its step
 * @param waiting what the run waits for before it goes on with its step, or null
 * @param approvedBy who let the run go on, or null
 * @param pausedBy who has told the run to rest, or null
 * @param error why the run fails or failed; null while all is well
 * @param byKeys whether its request names rows by their keys, in place of a window
 * @param now the ledger's clock when the run was read: deadlines compare with it and not with this process's clock
 */
public record Run(
        long id,
        String requestId,
        int attempt,
        String origin,
        Long of,
        Long restOf,
        String requestedBy,
        String reason,
        State state,
        Step step,
        TimeWindow window,
        Options options,
        String taskIdentifier,
        String taskArn,
        Instant acceptedAt,
        Instant startedAt,
        Instant stepStartedAt,
        Instant finishedAt,
        Instant dueAt,
        int tries,
        Instant retrySince,
        String lastProblem,
        String waiting,
        String approvedBy,
        Instant approvedAt,
        String pausedBy,
        String pauseReason,
        String cancelReason,
        ErrorCode error,
        String errorDetail,
        boolean byKeys,
        Instant now) {

    /** The same with that DMS task. */
    public Run task(String identifier, String arn) {
        return new Run(
                id,
                requestId,
                attempt,
                origin,
                of,
                restOf,
                requestedBy,
                reason,
                state,
                step,
                window,
                options,
                identifier,
                arn,
                acceptedAt,
                startedAt,
                stepStartedAt,
                finishedAt,
                dueAt,
                tries,
                retrySince,
                lastProblem,
                waiting,
                approvedBy,
                approvedAt,
                pausedBy,
                pauseReason,
                cancelReason,
                error,
                errorDetail,
                byKeys,
                now);
    }

    /** The phase in lower case, as routes and people write it; null until the run was claimed for the first time. */
    public String phaseName() {
        return step == null ? null : step.phase().name().toLowerCase(Locale.ROOT);
    }

    /** Whether the run waits for somebody who lets it go on. */
    public boolean awaitsApproval() {
        return state == State.RUNNING && step == Step.AWAIT_APPROVAL && waiting != null && approvedBy == null;
    }

    /** Whether the run takes back what another one wrote. */
    public boolean undo() {
        return "undo".equals(origin);
    }

    /** Whether the run reads again by key what another one could not settle; it has no window. */
    public boolean look() {
        return "look".equals(origin);
    }

    /** Whether it loads rows by key and goes by the rules of looks: it is one, or was asked so. */
    public boolean keyed() {
        return look() || byKeys;
    }

    /** The run that it is about: of a look, the one that it looks at again. */
    public long root() {
        return of == null ? id : of;
    }

    /** Where a run stands. */
    public enum State {
        QUEUED,
        RUNNING,
        SUCCESS,
        /** Done as far as it goes; findings say what is left open. */
        PARTIAL,
        FAILED,
        CANCELLED;

        /** Whether nothing will happen to the run any more. */
        public boolean ended() {
            return this != QUEUED && this != RUNNING;
        }
    }
}
