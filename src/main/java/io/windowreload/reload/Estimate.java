package io.windowreload.reload;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.ledger.Ledger;
import java.util.Optional;

/**
 * What a run was about to load, as it was said before the load.
 *
 * @param rows of production in the window, by its statistics; null where nothing can be said
 * @param bytes of these
 * @param loadMillis how long DMS would take as fast as in earlier runs; null where there were none long enough
 */
@JsonInclude(Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Estimate(Long rows, Long bytes, Long loadMillis) {
    /** The kind of evidence; it has the tables one by one, too. */
    static final String EVIDENCE = "estimate";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Empty where the run has not come so far, or has no window. */
    static Optional<Estimate> of(Ledger ledger, long runId) {
        return ledger.evidence(runId, EVIDENCE).map(Estimate::read).filter(estimate -> estimate.rows() != null);
    }

    private static Estimate read(String document) {
        try {
            return JSON.readValue(document, Estimate.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger holds an estimate that is none", e);
        }
    }
}
