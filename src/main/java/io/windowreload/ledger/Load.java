package io.windowreload.ledger;

import java.time.Duration;

/**
 * One DMS task of a run.
 *
 * @param number in the order in which the run made them, from 1
 * @param cdcTask the CDC task whose tables it loads, or null where none is known
 * @param part which part of the rows it loads, from 1
 * @param attempt which one it is for these tables
 * @param arn null until DMS has told it
 * @param outcome null until it has ended
 * @param detail what DMS said of a failure
 * @param gone whether DMS no longer has the task
 * @param since how long ago the first attempt for these tables began
 */
public record Load(
        int number,
        String cdcTask,
        int part,
        int attempt,
        String identifier,
        String arn,
        Outcome outcome,
        String detail,
        boolean gone,
        Duration since) {

    /** What became of it. */
    public enum Outcome {
        LOADED,
        FAILED
    }

    public boolean open() {
        return outcome == null;
    }

    public boolean loaded() {
        return outcome == Outcome.LOADED;
    }
}
