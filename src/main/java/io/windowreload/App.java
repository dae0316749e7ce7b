package io.windowreload;

import io.windowreload.cli.WindowReload;
import java.nio.file.Files;
import java.nio.file.Path;

/** Entry point of the command line. */
public final class App {
    private App() {}

    public static void main(String[] args) {
        var log = Path.of("config", "logback.xml");
        // An operator's file wins; the packaged one keeps the log on stderr.
        System.setProperty("logback.configurationFile", Files.exists(log) ? log.toString() : "config/logback.xml");
        System.exit(WindowReload.commandLine().execute(args));
    }
}
