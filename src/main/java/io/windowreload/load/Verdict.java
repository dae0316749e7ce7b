package io.windowreload.load;

import io.windowreload.window.ErrorCode;

/** What a look at a task means for the run. */
public sealed interface Verdict {
    /** Go on to the next step. */
    record Done() implements Verdict {}

    /** Look again later. */
    record Waiting(String why) implements Verdict {}

    /** Not an end that DMS has settled yet: statistics lag behind the status. Look again soon, but not for ever. */
    record Settling(String why) implements Verdict {}

    /**
     * The load has failed; production is untouched.
     *
     * @param mayPass whether another try may go better
     */
    record Failed(ErrorCode code, String detail, boolean mayPass) implements Verdict {
        /** It fails again each time. */
        public Failed(ErrorCode code, String detail) {
            this(code, detail, false);
        }
    }
}
