package io.windowreload.settings;

/** A setting is unknown, missing or wrong; the message names the key and says what to do. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
