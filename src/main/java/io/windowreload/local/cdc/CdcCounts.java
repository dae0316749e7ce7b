package io.windowreload.local.cdc;

/**
 * What the ongoing replication has done so far.
 *
 * @param made changes committed at the source: inserted + updated + deleted
 * @param applied changes that production has taken, those without effect included
 * @param withoutEffect updates and deletes that found no row in production, and inserts that found one
 */
public record CdcCounts(long made, long inserted, long updated, long deleted, long applied, long withoutEffect) {}
