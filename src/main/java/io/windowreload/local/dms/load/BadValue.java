package io.windowreload.local.dms.load;

/** A value, and with it its row, that cannot be loaded as it is. */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    private BadValue(String message) {
        super(message, null, false, false);
    }

    static BadValue wrong(String message) {
        return new BadValue(message);
    }
}
