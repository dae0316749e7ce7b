package io.windowreload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The emulator as a program of its own. */
class DmsCommandTest {
    @TempDir
    private Path folder;

    @Test
    void it_tells_where_it_is_begins_with_the_given_faults_and_ends_on_sigterm() throws Exception {
        var faults =
                Files.writeString(folder.resolve("faults.json"), "[{\"fault\":\"slow-ready\",\"delay\":\"PT1M\"}]");
        var process = start("--faults", faults.toString(), "--state", folder + "/state.json");
        try (var lines = process.inputReader()) {
            var endpoint = URI.create(value(lines));
            assertThat(value(lines)).isEqualTo("arn:aws:dms:us-east-1:000000000000:rep:local-instance");
            var waiting = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(endpoint.resolve("/_emulator/faults"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(waiting.body()).contains("slow-ready");

            process.destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(folder.resolve("state.json")).exists();
    }

    private static Process start(String... more) throws IOException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Alone.class.getName(),
                "--port=0",
                "--source=jdbc:h2:mem:alone;MODE=Oracle",
                "--target=" + TestPostgres.emptyUrl());
        builder.command().addAll(List.of(more));
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static String value(BufferedReader lines) throws IOException {
        var line = lines.readLine();
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    /** A program that is the command alone. */
    static final class Alone {
        private Alone() {}

        public static void main(String[] arguments) {
            System.exit(new CommandLine(new DmsCommand()).execute(arguments));
        }
    }
}
