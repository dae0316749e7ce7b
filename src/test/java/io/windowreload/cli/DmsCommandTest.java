package io.windowreload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
            assertThat(value(lines)).isEqualTo("arn:aws:dms:us-east-1:000000000000:rep:WMBBMDOJ4DS7PNJTFGJJJZG2QO");
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

    @Test
    void a_task_is_still_there_after_kill_9() throws Exception {
        var state = folder.resolve("state.json").toString();
        var first = start("--state", state);
        try (var lines = first.inputReader()) {
            assertThat(call(lines, "CreateReplicationTask", """
                    {"ReplicationTaskIdentifier":"kept","MigrationType":"full-load",
                     "SourceEndpointArn":"arn:aws:dms:us-east-1:000000000000:endpoint:FBN7JSHNM56ZRUNABW5LW6LDED",
                     "TargetEndpointArn":"arn:aws:dms:us-east-1:000000000000:endpoint:6X2SJSOOVUSWFT3YPVJ5O2G3K4",
                     "ReplicationInstanceArn":"arn:aws:dms:us-east-1:000000000000:rep:WMBBMDOJ4DS7PNJTFGJJJZG2QO",
                     "TableMappings":"{\\"rules\\":[{\\"rule-type\\":\\"selection\\",\\"rule-id\\":1,\\"rule-action\\":\\"include\\",\\"object-locator\\":{\\"schema-name\\":\\"S\\",\\"table-name\\":\\"%\\"}}]}"}""")).contains("\"Status\":\"creating\"");
        } finally {
            first.destroyForcibly().waitFor();
        }
        var second = start("--state", state);
        try (var lines = second.inputReader()) {
            assertThat(call(lines, "DescribeReplicationTasks", "{}")).contains("\"kept\"", "\"local-cdc\"");
        } finally {
            second.destroyForcibly().waitFor();
        }
    }

    @Test
    void a_state_file_that_holds_no_state_is_bad_usage() throws Exception {
        var state = Files.writeString(folder.resolve("state.json"), "{}");
        var err = new StringWriter();
        var command = new CommandLine(new DmsCommand()).setErr(new PrintWriter(err));

        assertThat(command.execute("--port=0", "--source=jdbc:h2:mem:x", "--target=jdbc:h2:mem:x", "--state=" + state))
                .isEqualTo(2);
        assertThat(err.toString()).contains("move it away to start anew");
    }

    @Test
    void an_address_for_events_that_is_none_is_bad_usage() {
        var err = new StringWriter();
        var command = new CommandLine(new DmsCommand()).setErr(new PrintWriter(err));

        assertThat(command.execute("--port=0", "--source=jdbc:h2:mem:x", "--target=jdbc:h2:mem:x", "--events=nowhere"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("nowhere");
    }

    @Test
    void a_database_that_cannot_be_reached_is_told() throws Exception {
        var err = folder.resolve("err.txt");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Alone.class.getName(),
                        "--port=0",
                        "--source=jdbc:h2:mem:x",
                        "--target=jdbc:postgresql://127.0.0.1:1/nowhere")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile())
                .start();
        try {
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(Files.readString(err))
                    .containsPattern("the change capture task failed: Last Error .*127\\.0\\.0\\.1:1"));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void faults_that_it_does_not_know_are_bad_usage() throws Exception {
        var faults = Files.writeString(folder.resolve("faults.json"), "{\"fault\":\"flood\"}");
        var err = new StringWriter();
        var command = new CommandLine(new DmsCommand()).setErr(new PrintWriter(err));

        assertThat(command.execute("--source=jdbc:h2:mem:x", "--target=jdbc:h2:mem:x", "--faults=" + faults))
                .isEqualTo(2);
        assertThat(err.toString()).contains("unknown fault \"flood\"");
    }

    @Test
    void a_port_that_is_taken_is_a_conflict() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var err = new StringWriter();
            var command = new CommandLine(new DmsCommand()).setErr(new PrintWriter(err));

            assertThat(command.execute(
                            "--source=jdbc:h2:mem:x", "--target=jdbc:h2:mem:x", "--port=" + taken.getLocalPort()))
                    .isEqualTo(4);
            assertThat(err.toString()).contains("cannot listen on port " + taken.getLocalPort());
        }
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

    /** Calls the emulator whose first lines these are. */
    private static String call(BufferedReader lines, String operation, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(value(lines)).resolve("/"))
                .header("X-Amz-Target", "AmazonDMSv20160101." + operation)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=ANY/20250101/us-east-1/dms/aws4_request, SignedHeaders=host, Signature="
                                + "0".repeat(64))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.ofString())
                .body();
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
