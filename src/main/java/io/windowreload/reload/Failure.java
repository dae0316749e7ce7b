package io.windowreload.reload;

import io.windowreload.db.DbException;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A failure with its code, whatever it was thrown as. */
public record Failure(ErrorCode code, String detail) {
    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    /** The failure of something that carries a code, or of the database; anything else is {@code INTERNAL}. */
    public static Failure of(Throwable thrown) {
        if (thrown instanceof ReloadException reload) {
            return new Failure(reload.code(), reload.detail());
        }
        if (thrown instanceof DbException db) {
            return new Failure(codeOf(db), db.getMessage());
        }
        if (thrown instanceof VirtualMachineError) {
            // Said here at once, because not every border says it: who watches the log for it ends the process.
            LOG.error("code={}", ErrorCode.INTERNAL, thrown);
        }
        return new Failure(ErrorCode.INTERNAL, thrown.toString());
    }

    private static ErrorCode codeOf(DbException e) {
        if (e.unavailable()) {
            return ErrorCode.TARGET_UNAVAILABLE;
        }
        if (e.full()) {
            return ErrorCode.TARGET_FULL;
        }
        if (e.readOnly()) {
            return ErrorCode.TARGET_READ_ONLY;
        }
        if (e.busy()) {
            return ErrorCode.MERGE_BUSY;
        }
        if (e.denied()) {
            return ErrorCode.TARGET_ACCESS_DENIED;
        }
        return byState(e.sqlState());
    }

    /** States of class WR are raised by our own procedures. */
    private static ErrorCode byState(String state) {
        return switch (state) {
            case "WR171" -> ErrorCode.TARGET_TRIGGER_ALTERS;
            case "WR172" -> ErrorCode.TARGET_CODE_UNTRUSTED;
            case "WR173" -> ErrorCode.TARGET_SESSION_UNFIT;
            case "WR023" -> ErrorCode.RUN_WRONG_STATE;
            case "WR001" -> ErrorCode.DUPLICATE_KEYS;
            case "WR002", "WR006" -> ErrorCode.TARGET_TABLE_UNFIT;
            case "WR004", "WR005" -> ErrorCode.FENCE_BROKEN;
            case "WR008" -> ErrorCode.TABLE_UNKNOWN;
            case "WR009" -> ErrorCode.VERIFY_FAILED;
            case "WR191" -> ErrorCode.TARGET_REWRITTEN;
            case "WR192" -> ErrorCode.TARGET_RESTORED;
            case "WR193" -> ErrorCode.STAGING_DRIFT;
            case "WR011" -> ErrorCode.PLAN_UNUSABLE;
            case "WR010" -> ErrorCode.UNDO_IMPOSSIBLE;
            case "WR007" -> ErrorCode.STAGING_CHANGED;
            case "WR181" -> ErrorCode.COLUMNS_NOT_LOADED;
            case "WR182" -> ErrorCode.COLUMNS_EXCHANGED;
            case "WR183" -> ErrorCode.LOB_TRUNCATED;
            case "WR184" -> ErrorCode.STAGING_FOREIGN;
            case "WR220" -> ErrorCode.MERGE_CONSTRAINT;
            case "WR221" -> ErrorCode.KEY_UNDECLARED;
            default -> state.startsWith("23") ? ErrorCode.MERGE_CONSTRAINT : ErrorCode.MERGE_FAILED;
        };
    }
}
