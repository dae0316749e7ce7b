package io.windowreload.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;

/** What somebody did to a run: who, when, why and by which way. */
@JsonInclude(Include.NON_NULL)
public record Operation(String operation, Instant at, String origin, String actor, String reason) {}
