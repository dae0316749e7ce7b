package io.windowreload.drift;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * Something that tells of drift.
 *
 * @param rows how many rows it is about; null where nobody knows
 * @param since when the newest of it was recorded; null where nobody knows
 * @param run the run that found it, or null
 * @param keys of the rows, as JSON objects; none where they are not known
 */
@JsonInclude(Include.NON_EMPTY)
public record DriftSign(
        DriftKind kind,
        Long rows,
        Instant since,
        Long run,
        String detail,
        @JsonIgnore List<String> keys) {
    private static final int SHOWN = 5;

    /** The first few keys. */
    @JsonProperty
    public List<String> sampleKeys() {
        return keys.stream().limit(SHOWN).toList();
    }

    /** Whether the keys are known of all the rows. */
    boolean named() {
        return !keys.isEmpty() && rows != null && rows == keys.size();
    }
}
