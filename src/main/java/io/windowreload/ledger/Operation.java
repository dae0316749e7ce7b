package io.windowreload.ledger;

import java.time.Instant;

/** What somebody did to a run: who, when, why and by which way. */
public record Operation(String operation, Instant at, String origin, String actor, String reason) {}
