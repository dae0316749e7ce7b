package io.windowreload.local.dms.load;

/**
 * How the emulator reads what the documentation of DMS leaves open. The defaults are the pessimistic reading.
 *
 * @param copyByPosition rows are copied without a column list, so that the target's column order counts
 * @param refuseUnknownSettings a group of task settings that is not documented is refused, not ignored
 * @param failOnCutObjects a large object above the limit fails the task, the endpoint's {@code FailTasksOnLobTruncation}; else it is cut
 * @param numberScale scale of a NUMBER that declares none, the endpoint's {@code NumberDatatypeScale}
 */
public record DocumentReading(
        boolean copyByPosition, boolean refuseUnknownSettings, boolean failOnCutObjects, int numberScale) {
    public static final DocumentReading STRICT = new DocumentReading(true, true, false, 10);

    public DocumentReading copyByName() {
        return new DocumentReading(false, refuseUnknownSettings, failOnCutObjects, numberScale);
    }

    public DocumentReading ignoreUnknownSettings() {
        return new DocumentReading(copyByPosition, false, failOnCutObjects, numberScale);
    }

    public DocumentReading numberScale(int scale) {
        return new DocumentReading(copyByPosition, refuseUnknownSettings, failOnCutObjects, scale);
    }

    public DocumentReading failOnCut() {
        return new DocumentReading(copyByPosition, refuseUnknownSettings, true, numberScale);
    }
}
