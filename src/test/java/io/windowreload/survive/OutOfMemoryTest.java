package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.App;
import io.windowreload.TestPostgres;
import io.windowreload.local.dms.load.JdbcAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code java -jar} with little memory, under strangers who hold connections and halves of calls: it answers, or it is gone with its code, and never
 * something between. {@code -Dflood=6000} sends so many connections.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
class OutOfMemoryTest {
    private static final int FLOOD = Integer.getInteger("flood", 400);
    private static final int OUT_OF_MEMORY = 3;

    @TempDir
    private Path folder;

    private final List<Socket> strangers = new ArrayList<>();
    private Process process;

    @AfterEach
    void end() throws IOException {
        process.destroyForcibly();
        for (var stranger : strangers) {
            stranger.close();
        }
    }

    private int start(String heap) throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var target = JdbcAddress.of(TestPostgres.freshUrl());
        var log = folder.resolve("log");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx" + heap,
                        "-Daws.accessKeyId=test",
                        "-Daws.secretAccessKey=test",
                        "-cp",
                        System.getProperty("java.class.path"),
                        App.class.getName(),
                        "serve",
                        "-D",
                        "reload.http.port=" + port,
                        "-D",
                        "reload.management.port=off")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "RELOAD_TARGET_JDBC_URL",
                        target.url(),
                        "RELOAD_TARGET_USER",
                        "postgres",
                        "RELOAD_DMS_ENDPOINT_OVERRIDE",
                        "http://127.0.0.1:1",
                        "RELOAD_TABLES",
                        Path.of("config/tables.json").toAbsolutePath().toString()));
        process = builder.start();
        await().atMost(Duration.ofMinutes(2))
                .until(() -> !process.isAlive() || Files.readString(log).contains("window-reload is ready"));
        return port;
    }

    private static boolean served(int port) {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/errors"))
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void flood(int port, String call) {
        for (var i = 0; i < FLOOD && process.isAlive(); i++) {
            try {
                var stranger = new Socket(InetAddress.getLoopbackAddress(), port);
                strangers.add(stranger);
                stranger.getOutputStream().write(call.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                assertThat(e).as("it sent this one away, or has ended").isNotNull();
            }
        }
    }

    private void servedOrGone(int port) throws InterruptedException {
        await().atMost(Duration.ofMinutes(1)).until(() -> !process.isAlive() || served(port));
        if (process.waitFor(0, TimeUnit.SECONDS)) {
            assertThat(process.exitValue()).isEqualTo(OUT_OF_MEMORY);
        }
    }

    @Test
    void halves_of_calls_with_content_on_a_small_heap() throws Exception {
        var port = start("48m");
        flood(
                port,
                "POST /api/requests HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 250000\r\n\r\n"
                        + " ".repeat(200_000));
        servedOrGone(port);
    }

    @Test
    void halves_of_heads_on_a_small_heap() throws Exception {
        var port = start("48m");
        flood(port, "GET /status HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(7_000));
        servedOrGone(port);
    }

    @Test
    void a_heap_that_is_too_small_ends_with_a_code_and_not_in_silence() throws Exception {
        start("14m");
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(OUT_OF_MEMORY);
    }
}
