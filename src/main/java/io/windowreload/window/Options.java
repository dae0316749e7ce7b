package io.windowreload.window;

/**
 * What a request may ask beside its window.
 *
 * @param dryRun load and classify, but write nothing to production
 * @param cleanup empty staging and delete the DMS task at the end
 * @param newerInTarget what becomes of rows that are newer in production than at the source
 */
public record Options(boolean dryRun, boolean cleanup, NewerInTarget newerInTarget) {
    /** {@code KEEP} leaves such rows; {@code REPAIR} lets the source win where CDC has not written the row since the run began. */
    public enum NewerInTarget {
        KEEP,
        REPAIR
    }

    /** A real run that cleans up after itself and keeps newer rows. */
    public static Options standard() {
        return new Options(false, true, NewerInTarget.KEEP);
    }
}
