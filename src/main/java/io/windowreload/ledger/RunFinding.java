package io.windowreload.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

/**
 * What a run found that a person should know.
 *
 * @param severity note, or partial where it keeps the run from being a plain success
 * @param code the name of an error code
 * @param table null where it is about the whole run
 */
@JsonInclude(Include.NON_NULL)
public record RunFinding(String severity, String code, String table, String detail) {}
