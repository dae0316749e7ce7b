package io.windowreload.observe.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.windowreload.ledger.Operation;
import io.windowreload.ledger.SkippedRow;
import io.windowreload.reload.RunReport;
import java.time.Instant;
import java.util.List;

/**
 * All that is known of a run.
 *
 * @param report the document that the reply file holds, its members at this level
 * @param request the request as it was written, or null where it could not be read
 * @param waiting what the run waits for, or null
 * @param others the other attempts of the same request, newest first
 * @param undo the newest run that takes this one back, or null
 */
@JsonInclude(Include.NON_NULL)
record RunDetail(
        @JsonUnwrapped RunReport report,
        String requestedBy,
        String reason,
        String hint,
        String cancelReason,
        String problem,
        String waiting,
        boolean awaitsApproval,
        String pausedBy,
        @JsonRawValue String request,
        List<Document> evidence,
        List<SkippedRow> skippedRows,
        List<Operation> operations,
        List<Attempt> others,
        Attempt undo) {

    /** What was asked of DMS and what it answered. */
    record Document(String kind, Instant at, @JsonRawValue String document) {}

    /** Another run that has to do with this one. */
    record Attempt(long run, int attempt, String state) {}
}
