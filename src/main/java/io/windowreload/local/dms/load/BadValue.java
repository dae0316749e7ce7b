package io.windowreload.local.dms.load;

/** A value, and with it its row, that cannot be loaded as it is. */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean truncation;

    private BadValue(String message, boolean truncation) {
        super(message, null, false, false);
        this.truncation = truncation;
    }

    static BadValue wrong(String message) {
        return new BadValue(message, false);
    }

    static BadValue truncated(String message) {
        return new BadValue(message, true);
    }

    /** The value was too long, which has an error policy of its own. */
    boolean truncation() {
        return truncation;
    }
}
