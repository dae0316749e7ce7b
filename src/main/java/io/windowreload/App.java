package io.windowreload;

import io.windowreload.cli.WindowReload;
import io.windowreload.program.FatalErrorExit;
import io.windowreload.program.SecretLoggers;
import io.windowreload.settings.Home;
import java.nio.file.Files;

/** Entry point of the command line. */
public final class App {
    private App() {}

    public static void main(String[] args) {
        var log = Home.resolve("config/logback.xml");
        // An operator's file wins, by its address: a relative path would name the packaged one, which keeps the log on
        // stderr.
        System.setProperty(
                "logback.configurationFile",
                Files.exists(log) ? log.toAbsolutePath().toUri().toString() : "config/logback.xml");
        SecretLoggers.keep();
        FatalErrorExit.mindUncaught();
        System.exit(WindowReload.commandLine().execute(args));
    }
}
