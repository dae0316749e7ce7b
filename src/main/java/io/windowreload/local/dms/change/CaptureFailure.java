package io.windowreload.local.dms.change;

/** The task cannot go on; the message is its failure message. */
final class CaptureFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CaptureFailure(String message) {
        super(message, null, false, false);
    }
}
