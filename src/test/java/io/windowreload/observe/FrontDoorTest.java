package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Strangers at the two ports. */
@TestInstance(Lifecycle.PER_CLASS)
class FrontDoorTest {
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n";

    @TempDir
    private static Path folder;

    private Served served;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeAll
    void start() throws IOException {
        served = Served.start(folder);
        log.start();
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .addAppender(log);
    }

    @AfterAll
    void stop() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .detachAppender(log);
        served.close();
    }

    private static Socket open(URI address) throws IOException {
        var socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static String said(URI address, String words) throws IOException {
        try (var socket = open(address)) {
            socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
            try {
                return new String(socket.getInputStream().readNBytes(400), StandardCharsets.UTF_8);
            } catch (SocketException e) {
                return "";
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /% HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/runs/%2 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost:99999999\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "this is no HTTP at all\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void what_cannot_be_read_is_answered_and_leaves_no_trace_in_the_log(String call) throws Exception {
        for (var port : List.of(served.at("/"), served.observed("health"))) {
            assertThat(said(port, call)).containsPattern("\\AHTTP/\\d\\.\\d [45]\\d\\d ");
        }
        assertThat(log.list).noneMatch(event -> event.getThrowableProxy() != null);
    }

    @Test
    void heads_that_are_too_large_are_answered() throws Exception {
        assertThat(said(served.at("/"), "GET /" + "a".repeat(10_000) + HEAD + "\r\n"))
                .contains(" 414 ");
        assertThat(said(served.at("/"), "GET /" + HEAD + "X: " + "a".repeat(20_000) + "\r\n\r\n"))
                .contains(" 431 ");
    }

    @Test
    void http_2_is_not_spoken() throws Exception {
        assertThat(
                        said(
                                served.at("/"),
                                "GET /api/errors" + HEAD
                                        + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void a_flood_of_bad_calls_is_a_line_and_not_a_disk_full() throws Exception {
        var ours = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.windowreload.observe.http");
        ours.setLevel(Level.INFO);
        try {
            for (var i = 0; i < 300; i++) {
                assertThat(said(served.at("/"), "GET /%" + HEAD + "\r\n")).contains(" 400 ");
            }
        } finally {
            ours.setLevel(null);
        }
        assertThat(log.list.stream()
                        .map(ILoggingEvent::getFormattedMessage)
                        .filter(line -> line.contains("calls could not be read")))
                .hasSizeBetween(1, 20);
    }

    @Test
    void thousands_that_say_nothing_shut_nobody_out() throws Exception {
        var silent = new ArrayList<Socket>();
        try {
            for (var i = 0; i < 600; i++) {
                silent.add(open(served.at("/")));
                if (i % 2 == 0) {
                    silent.get(i).getOutputStream().write("GET /st".getBytes(StandardCharsets.US_ASCII));
                }
            }
            assertThat(served.get(served.at("/api/errors")).statusCode()).isEqualTo(200);
            assertThat(served.get(served.observed("health/live")).statusCode()).isEqualTo(200);
            await().until(() -> silent.stream().filter(FrontDoorTest::gone).count() > 300);
        } finally {
            close(silent);
        }
    }

    @Test
    void bodies_that_never_end_shut_nobody_out() throws Exception {
        var halves = new ArrayList<Socket>();
        try {
            for (var i = 0; i < 100; i++) {
                halves.add(open(served.at("/")));
                halves.get(i)
                        .getOutputStream()
                        .write(("POST /api/requests" + HEAD
                                        + "Content-Type: application/json\r\nContent-Length: 200000\r\n\r\n"
                                        + " ".repeat(1_000))
                                .getBytes(StandardCharsets.US_ASCII));
            }
            await().until(() -> halves.stream().filter(FrontDoorTest::gone).count() >= 60);
            assertThat(served.post("/api/requests", "{\"month\":\"9999-01\"}").statusCode())
                    .isEqualTo(422);
        } finally {
            close(halves);
        }
    }

    private static boolean gone(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
    }
}
