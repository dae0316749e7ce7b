package io.windowreload.local.dms.load;

/** A table cannot be loaded; what becomes of the task is the table error policy's affair. */
final class TableFailure extends Exception {
    private static final long serialVersionUID = 1L;

    TableFailure(String message) {
        super(message, null, false, false);
    }
}
