package io.windowreload.ledger;

/** Another process owns the run by now, or the run has ended: whatever this process still wanted to do to it must not be done. */
public final class LeaseLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseLostException(long run) {
        super("run " + run + " is no longer held by this process");
    }
}
