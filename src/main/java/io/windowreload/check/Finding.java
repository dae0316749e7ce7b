package io.windowreload.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.windowreload.window.ErrorCode;

/**
 * What was found of one precondition.
 *
 * @param area such as PostgreSQL or DMS
 * @param detail what was seen, free of secrets
 * @param code what a run would fail with; only where the precondition is not met
 * @param fix what a person does about it, or null where there is nothing to do
 */
@JsonInclude(Include.NON_NULL)
public record Finding(String area, String subject, Mark mark, String detail, ErrorCode code, String fix) {
    /** How a precondition stands. */
    public enum Mark {
        MET,
        /** Met, or not needed; but somebody should know. */
        NOTED,
        NOT_MET,
        /** What it hangs on is not met. */
        UNKNOWN
    }

    public boolean failed() {
        return mark == Mark.NOT_MET;
    }
}
