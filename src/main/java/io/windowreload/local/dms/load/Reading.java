package io.windowreload.local.dms.load;

/**
 * How the emulator reads what the documentation of DMS leaves open. The defaults are the pessimistic reading.
 *
 * @param copyByPosition rows are copied without a column list, so that the target's column order counts
 * @param refuseUnknownSettings a group of task settings that is not documented is refused, not ignored
 * @param failOnCutObjects a large object above the limit fails the task, the endpoint's {@code FailTasksOnLobTruncation}; else it is cut
 * @param numberScale scale of a NUMBER that declares none, the endpoint's {@code NumberDatatypeScale}
 */
public record Reading(
        boolean copyByPosition, boolean refuseUnknownSettings, boolean failOnCutObjects, int numberScale) {
    public static final Reading STRICT = new Reading(true, true, false, 10);

    public Reading copyByName() {
        return new Reading(false, refuseUnknownSettings, failOnCutObjects, numberScale);
    }

    public Reading ignoreUnknownSettings() {
        return new Reading(copyByPosition, false, failOnCutObjects, numberScale);
    }

    public Reading numberScale(int scale) {
        return new Reading(copyByPosition, refuseUnknownSettings, failOnCutObjects, scale);
    }

    public Reading failOnCut() {
        return new Reading(copyByPosition, refuseUnknownSettings, true, numberScale);
    }
}
