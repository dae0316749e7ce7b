package io.windowreload.ledger;

import java.time.Instant;

/**
 * A document that a run kept.
 *
 * @param document JSON text
 */
public record Evidence(String kind, Instant at, String document) {}
