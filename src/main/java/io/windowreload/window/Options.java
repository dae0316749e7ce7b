package io.windowreload.window;

import java.util.List;

/**
 * What a request may ask beside its window.
 *
 * @param dryRun load and classify, but write nothing to production
 * @param cleanup empty staging and delete the DMS task at the end
 * @param newerInTarget what becomes of rows that are newer in production than at the source
 * @param cdc what the requester takes upon himself about the CDC task
 * @param plan the dry run whose findings must still hold, or null
 * @param secondLook read again from the source what the target alone cannot settle
 * @param deletes what becomes of rows that the source has no more
 * @param allowEmpty nothing, or little, to load is no surprise
 * @param staging what the requester takes upon himself about what was loaded
 * @param verify how the end is proved
 * @param columns those that are repaired, in rows that are there; none where all are merged
 */
public record Options(
        boolean dryRun,
        boolean cleanup,
        NewerInTarget newerInTarget,
        Accepted cdc,
        Long plan,
        boolean secondLook,
        Deletes deletes,
        boolean allowEmpty,
        Accepted staging,
        Verify verify,
        List<String> columns) {
    /** {@code KEEP} leaves such rows; {@code REPAIR} lets the source win where CDC has not written the row since the run began. */
    public enum NewerInTarget {
        KEEP,
        REPAIR
    }

    /** {@code REPORT} lists such rows; {@code APPLY} deletes them once a second look has confirmed it, below the caps. */
    public enum Deletes {
        REPORT,
        APPLY
    }

    /** {@code PROOF} counts what the run wrote and what CDC can have changed since; {@code FULL} compares every staged row again. */
    public enum Verify {
        FULL,
        PROOF
    }

    /**
     * Refusals that somebody has thought about.
     *
     * @param accept the codes that do not stop the run
     * @param reason why, for the record; null where nothing is accepted
     */
    public record Accepted(List<ErrorCode> accept, String reason) {
        public static final Accepted NOTHING = new Accepted(List.of(), null);

        public boolean accepts(ErrorCode code) {
            return accept.contains(code);
        }
    }

    /** A real run that cleans up after itself and keeps newer rows. */
    public static Options standard() {
        return new Options(
                false,
                true,
                NewerInTarget.KEEP,
                Accepted.NOTHING,
                null,
                true,
                Deletes.REPORT,
                false,
                Accepted.NOTHING,
                Verify.PROOF,
                List.of());
    }
}
