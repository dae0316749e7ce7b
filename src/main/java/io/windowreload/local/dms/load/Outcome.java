package io.windowreload.local.dms.load;

/** How a full load ended. */
public sealed interface Outcome {
    /** Every table was tried; some may be in error. */
    record Finished() implements Outcome {}

    /** The task cannot go on. */
    record Failed(String message) implements Outcome {}

    /** Somebody stopped it. */
    record Cancelled() implements Outcome {}
}
