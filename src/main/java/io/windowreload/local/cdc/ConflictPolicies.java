package io.windowreload.local.cdc;

/**
 * What becomes of a change that does not fit its target: an insert that finds its key taken, an update or a delete that finds
 * no row. The names are those of DMS's task settings {@code ApplyErrorInsertPolicy}, {@code …UpdatePolicy} and
 * {@code …DeletePolicy}.
 */
public record ConflictPolicies(Policy insert, Policy update, Policy delete) {
    /** As DMS has them if nobody says otherwise. */
    public static final ConflictPolicies DEFAULT =
            new ConflictPolicies(Policy.LOG_ERROR, Policy.LOG_ERROR, Policy.IGNORE_RECORD);

    /** What DMS can do. */
    public enum Policy {
        /** The change is left out. */
        IGNORE_RECORD,
        /** It is left out, and stands in {@code awsdms_apply_exceptions}. */
        LOG_ERROR,
        /** It and all later changes of its table are left out. */
        SUSPEND_TABLE,
        /** It and all later changes are left out. */
        STOP_TASK,
        /** Of an insert: the row that is there becomes the one of the source. */
        INSERT_RECORD,
        /** Of an update: the row that is missing is inserted as it is at the source. */
        UPDATE_RECORD
    }

    public ConflictPolicies {
        if (insert == Policy.UPDATE_RECORD || update == Policy.INSERT_RECORD || !removes(delete)) {
            throw new IllegalArgumentException("DMS has no such policy for that kind of change");
        }
    }

    private static boolean removes(Policy policy) {
        return policy != Policy.UPDATE_RECORD && policy != Policy.INSERT_RECORD;
    }

    Policy of(SourceChange.Kind kind) {
        return switch (kind) {
            case INSERT -> insert;
            case UPDATE -> update;
            case DELETE -> delete;
        };
    }
}
