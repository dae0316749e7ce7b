package io.windowreload.local.dms.expression;

/** An expression that is none, or one that the emulator does not compute as DMS does; the message names the place. */
public final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExpressionException(String message) {
        super(message, null, false, false);
    }
}
