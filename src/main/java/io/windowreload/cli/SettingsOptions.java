package io.windowreload.cli;

import io.windowreload.program.Program;
import io.windowreload.settings.Home;
import io.windowreload.settings.SettingsException;
import io.windowreload.settings.SettingsSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the settings come from; the same for all commands. */
final class SettingsOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The settings file; none: no file. Default: config/application.properties, where there is one.")
    private Path file;

    @Option(
            names = {"-D", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Sets one key, such as reload.dms.poll-interval=5s. The environment wins over it.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /** A file that is named must be there: settings that are not read would be others without a word. */
    private Path file() {
        if (file == null) {
            return Home.resolve("config/application.properties");
        }
        if (!file.toString().equals("none") && !Files.exists(file)) {
            throw new SettingsException("--config " + file + ": there is no such file");
        }
        return file;
    }

    Program open() {
        return open(Map.of());
    }

    /** Every key with its value. */
    Map<String, String> keys() {
        return SettingsSource.collect(file(), overrides, System.getenv());
    }

    /** The same, with values that the command itself brings. */
    Map<String, String> keys(Map<String, String> own) {
        return SettingsSource.collect(file(), over(own), System.getenv());
    }

    /** Opens the program with values that the command itself brings. */
    Program open(Map<String, String> own) {
        return Program.open(SettingsSource.collect(file(), over(own), System.getenv()), Clock.systemUTC());
    }

    /** Values that the command itself brings, and over them those of its line. */
    Map<String, String> over(Map<String, String> own) {
        var all = new LinkedHashMap<>(own);
        all.putAll(overrides);
        return all;
    }
}
