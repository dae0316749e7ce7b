package io.windowreload.cli;

import io.windowreload.program.Program;
import io.windowreload.settings.Home;
import io.windowreload.settings.SettingsSource;
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
            description = "The settings file (default: ${DEFAULT-VALUE}; it may be missing).")
    private Path file = Home.resolve("config/application.properties");

    @Option(
            names = {"-D", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Sets one key, such as reload.dms.poll-interval=5s. The environment wins over it.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    Program open() {
        return open(Map.of());
    }

    /** Every key with its value. */
    Map<String, String> keys() {
        return SettingsSource.collect(file, overrides, System.getenv());
    }

    /** Opens the program with values that the command itself brings. */
    Program open(Map<String, String> own) {
        var all = new LinkedHashMap<>(own);
        all.putAll(overrides);
        return Program.open(SettingsSource.collect(file, all, System.getenv()), Clock.systemUTC());
    }
}
