package io.windowreload.settings;

import java.nio.file.Path;

/**
 * Where {@code config/} and {@code routes/} stand, and what relative paths of settings start from: the folder that {@code bin/} stands
 * in, or the working directory where no script has started the program.
 */
public final class Home {
    /** Set by {@code bin/window-reload}. */
    public static final String PROPERTY = "window-reload.home";

    private Home() {}

    /** The path below the home; an absolute one is itself. */
    public static Path resolve(String path) {
        return Path.of(System.getProperty(PROPERTY, "")).resolve(path);
    }
}
