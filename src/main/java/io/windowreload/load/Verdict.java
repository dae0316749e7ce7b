package io.windowreload.load;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.TableName;
import java.util.Map;

/** What a look at a task means for the run. */
public sealed interface Verdict {
    /** Go on to the next step. */
    record Done() implements Verdict {}

    /** Look again later. */
    record Waiting(String why) implements Verdict {}

    /**
     * Not an end that DMS has settled yet: statistics lag behind the status. Look again soon, but not for ever.
     *
     * @param tables those that it concerns, with what is said of each; none where it concerns the load as a whole
     */
    record Settling(String why, Map<TableName, String> tables) implements Verdict {
        /** It concerns the load as a whole. */
        public Settling(String why) {
            this(why, Map.of());
        }
    }

    /**
     * The load has failed; production is untouched.
     *
     * @param mayPass whether another try may go better
     * @param tables those that it concerns, with what is wrong with each; none where it concerns the load as a whole
     */
    record Failed(ErrorCode code, String detail, boolean mayPass, Map<TableName, String> tables) implements Verdict {
        /** It concerns the load as a whole. */
        public Failed(ErrorCode code, String detail, boolean mayPass) {
            this(code, detail, mayPass, Map.of());
        }

        /** It fails again each time. */
        public Failed(ErrorCode code, String detail) {
            this(code, detail, false);
        }
    }
}
