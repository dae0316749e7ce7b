package io.windowreload.local.dms.load;

/** A changed row that cannot become one of the target. */
public final class DataException extends Exception {
    private static final long serialVersionUID = 1L;

    DataException(String message) {
        super(message, null, false, false);
    }
}
