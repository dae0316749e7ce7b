package io.windowreload.ledger;

/**
 * A run that has not ended.
 *
 * @param waitsFor the older run that shares a table with it, or null
 * @param stuck whether nobody moves it although somebody should
 */
public record OpenRun(Run run, Long waitsFor, boolean stuck) {}
