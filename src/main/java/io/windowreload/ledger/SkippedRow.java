package io.windowreload.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonRawValue;

/**
 * A row that a run skipped, quarantined or found too many; of a dry run also one that it would write.
 *
 * @param table the target table
 * @param key its primary key as a JSON object
 * @param detail may be null
 */
@JsonInclude(Include.NON_NULL)
public record SkippedRow(
        String table, String reason, @JsonRawValue String key, String detail) {}
