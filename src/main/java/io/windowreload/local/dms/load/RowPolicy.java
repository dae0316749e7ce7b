package io.windowreload.local.dms.load;

import io.windowreload.local.dms.mapping.ParsedSettings.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a row that cannot be loaded.
 *
 * @param most rows of a table that may be bad before the other policy holds; 0 for any number
 */
record RowPolicy(Policy policy, int most, Policy beyond) {
    private static final Logger LOG = LoggerFactory.getLogger(RowPolicy.class);

    /** Returns if the task goes on without the row. */
    void apply(TableLoad load, String why) throws TableFailure {
        var badRows = load.progress().badRow();
        switch (most > 0 && badRows >= most ? beyond : policy) {
            case IGNORE_RECORD -> {}
            case LOG_ERROR ->
                LOG.warn("{}: a row was skipped: {}", load.source().quoted(), why);
            case SUSPEND_TABLE -> throw new TableFailure(why);
            case STOP_TASK -> throw new LoadException(why);
        }
    }
}
