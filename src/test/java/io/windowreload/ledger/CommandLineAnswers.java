package io.windowreload.ledger;

import io.windowreload.cli.WindowReload;
import io.windowreload.settings.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the real command {@code run} answers to a request. A home whose routes do not start keeps it from running anything: then it has accepted
 * the request, and says by exit code 2 that it was about to.
 */
final class CommandLineAnswers {
    private final Path home;
    private final List<String> settings;

    /**
     * A home of its own.
     *
     * @param tables the text of {@code tables.json}
     */
    CommandLineAnswers(Path home, String jdbcUrl, String tables) throws IOException {
        this.home = home;
        for (var folder : List.of("routes", "config")) {
            Files.createDirectories(home.resolve(folder));
            try (var files = Files.list(Path.of(folder))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, home.resolve(folder).resolve(file.getFileName()));
                }
            }
        }
        Files.writeString(home.resolve("routes/phase-load.camel.yaml"), "- route: {from: [}");
        var registry = Files.writeString(home.resolve("config/tables.json"), tables);
        this.settings = List.of(
                "--config", "none",
                "-D", "reload.tables=" + registry,
                "-D", "reload.target.jdbc-url=" + jdbcUrl,
                "-D", "reload.target.user=postgres",
                "-D", "reload.source.zone=UTC",
                "-D", "reload.window.longest=P400D",
                "-D", "reload.dms.endpoint-override=http://127.0.0.1:1");
    }

    /** Exit code and all that was printed. */
    record Answer(int exitCode, String text) {}

    Answer run(String request) throws IOException {
        var file = Files.writeString(home.resolve("request.json"), request);
        var arguments = new ArrayList<>(List.of("run", file.toString()));
        arguments.addAll(settings);
        var text = new StringWriter();
        System.setProperty(Home.PROPERTY, home.toString());
        try {
            var exitCode = WindowReload.commandLine()
                    .setOut(new PrintWriter(text, true))
                    .setErr(new PrintWriter(text, true))
                    .execute(arguments.toArray(String[]::new));
            return new Answer(exitCode, text.toString());
        } finally {
            System.clearProperty(Home.PROPERTY);
        }
    }
}
