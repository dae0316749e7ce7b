package io.windowreload.local.dms.load;

/** How a full load ended. */
public sealed interface LoadOutcome {
    /** Every table was tried; some may be in error. */
    record Finished() implements LoadOutcome {}

    /** The task cannot go on. */
    record Failed(String message) implements LoadOutcome {}

    /** Somebody stopped it. */
    record Cancelled() implements LoadOutcome {}
}
