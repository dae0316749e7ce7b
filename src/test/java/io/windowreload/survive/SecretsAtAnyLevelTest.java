package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.windowreload.local.LocalPostgres;
import io.windowreload.local.PostgresOptions;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.JdbcAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever turns the log up to its last word, of each library by name as well, finds no secret in it. */
class SecretsAtAnyLevelTest {
    private static final String PASSWORD = "pass-zq1word";
    private static final String IN_URL = "url-zq2secret";
    private static final String AWS_KEY = "wJalr+zq3EXAMPLEKEY";
    private static final String AWS_SESSION = "session-zq4token";
    private static final String USER_SECRET = "users-zq5secret";
    private static final String GUESS = "guess-zq6secret";
    private static final String WEBHOOK = "hook-zq7token";
    private static final String IN_A_BODY = "body-zq8secret";
    private static final Map<String, String> SECRETS = Map.of(
            "the password of the database", PASSWORD,
            "a secret in its address", IN_URL,
            "the key of AWS", AWS_KEY,
            "the session's token of AWS", AWS_SESSION,
            "a secret of the users-file", USER_SECRET,
            "the same as browsers send it", basic(USER_SECRET),
            "a secret that was mistyped", GUESS,
            "the same, as browsers send it", basic(GUESS),
            "the address of the webhook", WEBHOOK,
            "what is in a call's content and is no part of a request", IN_A_BODY);

    private static final String LOG = """
            <configuration>
              <appender name="ALL" class="ch.qos.logback.core.ConsoleAppender">
                <target>System.err</target>
                <encoder><pattern>%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger %X{run} [%thread] | %msg%n%xEx</pattern></encoder>
              </appender>
              <root level="TRACE"><appender-ref ref="ALL"/></root>
              <logger name="software.amazon.awssdk" level="TRACE"/>
              <logger name="software.amazon.awssdk.auth.credentials" level="ALL"/>
              <logger name="org.apache.http.wire" level="TRACE"/>
              <logger name="org.apache.http.headers" level="DEBUG"/>
              <logger name="com.zaxxer.hikari" level="TRACE"/>
              <logger name="io.netty" level="TRACE"/>
              <logger name="io.vertx" level="TRACE"/>
              <logger name="org.apache.camel" level="TRACE"/>
            </configuration>
            """;
    private static final Pattern PAGE = Pattern.compile("page (http://\\S+)/status");

    @TempDir
    Path folder;

    private HttpServer manager;

    private static String basic(String secret) {
        return Base64.getEncoder().encodeToString(("mira:" + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void no_level_of_the_log_shows_a_secret() throws Exception {
        Files.createDirectory(folder.resolve("config"));
        Files.writeString(folder.resolve("config/logback.xml"), LOG);
        // What does not go through logback: the driver of PostgreSQL and Java itself.
        var own = Files.writeString(folder.resolve("java-logging"), """
                handlers=java.util.logging.ConsoleHandler
                java.util.logging.ConsoleHandler.level=ALL
                org.postgresql.level=ALL
                javax.management.mbeanserver.level=ALL
                """);
        var users = Files.writeString(folder.resolve("users"), "mira:" + USER_SECRET + "\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
        manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        manager.createContext("/", SecretsAtAnyLevelTest::secretOfTheManager);
        manager.start();
        try (var server = LocalPostgres.start(PostgresOptions.DEFAULT.data(folder.resolve("data")))) {
            keeper(server, folder.resolve("data/pg_hba.conf"));
            try (var stage = new TapStage(folder, new JdbcAddress(server.jdbcUrl("postgres"), "postgres", ""))) {
                var keys = stage.settings(Map.of(
                        "reload.http.port", "0",
                        "reload.management.port", "0",
                        // Each step has much to say at such a level.
                        "reload.runs.interval", "500ms",
                        "reload.dms.poll-interval", "500ms",
                        "reload.http.users-file", users.toString(),
                        "reload.target.user", "keeper",
                        "reload.target.password-secret", "the-secret",
                        "reload.target.password-secret-endpoint-override",
                                "http://127.0.0.1:" + manager.getAddress().getPort()));
                keys.remove("reload.target.password");
                var environment = new HashMap<>(Map.of(
                        "AWS_ACCESS_KEY_ID",
                        "AKIAODD",
                        "AWS_SECRET_ACCESS_KEY",
                        AWS_KEY,
                        "AWS_SESSION_TOKEN",
                        AWS_SESSION,
                        "RELOAD_NOTICES_WEBHOOK",
                        "http://127.0.0.1:1/" + WEBHOOK,
                        "JAVA_TOOL_OPTIONS",
                        "-Djava.util.logging.config.file=" + own));
                environment.put(
                        "RELOAD_TARGET_JDBC_URL", keys.remove("reload.target.jdbc-url") + "&sslpassword=" + IN_URL);
                try (var serving = Serving.start(folder, keys, environment)) {
                    live(stage, serving);
                    clean("JMX", serving.attributes());
                    clean("threads", serving.threads());
                    var log = serving.log();
                    assertThat(log).contains(" TRACE ", " DEBUG ").containsPattern("(?m)^FINE(R|ST)?: ");
                    clean("log", log);
                }
            }
        } finally {
            manager.stop(0);
        }
    }

    /** A good run and a failed one, notices that nobody takes, people who come in and one who does not. */
    private static void live(TapStage stage, Serving serving) throws Exception {
        await().until(() -> PAGE.matcher(serving.log()).find());
        var found = PAGE.matcher(serving.log());
        assertThat(found.find()).isTrue();
        var page = found.group(1);
        stage.drop("good");
        assertThat(stage.answered("good")).isEqualTo("done");
        stage.cloud.dms().faults().add(Fault.of(FaultKind.FAIL).text("ORA-01555"));
        stage.drop("task-fails");
        assertThat(stage.answered("task-fails")).isEqualTo("failed");
        for (var name : List.of("Bearer " + USER_SECRET, "Basic " + basic(USER_SECRET))) {
            assertThat(status(page + "/api/status", name)).isEqualTo(200);
            assertThat(status(page + "/status", name)).isEqualTo(200);
        }
        for (var name : List.of("Bearer " + GUESS, "Basic " + basic(GUESS))) {
            assertThat(status(page + "/api/status", name)).isIn(401, 429);
        }
        // Whoever sends a secret to the wrong place finds it in no log: as a member, beside one that is there, in an
        // order, and where no JSON is.
        for (var content : List.of(
                "{\"password\":\"" + IN_A_BODY + "\"}",
                "{\"month\":\"2025-01\",\"password\":\"" + IN_A_BODY + "\"}",
                "{\"reason\":1,\"token\":\"" + IN_A_BODY + "\"}",
                "password=" + IN_A_BODY)) {
            for (var path : List.of("/api/requests", "/api/plans", "/api/runs/1/cancel", "/api/nothing")) {
                assertThat(posted(page + path, content))
                        .as(path + " " + content)
                        .isBetween(400, 499);
            }
        }
        await().until(() -> serving.log().contains("notice"));
    }

    private static int status(String address, String authorization) throws Exception {
        var call = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", authorization)
                .build();
        return HttpClient.newHttpClient().send(call, BodyHandlers.ofString()).statusCode();
    }

    private static int posted(String address, String content) throws Exception {
        var call = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + USER_SECRET)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(content))
                .build();
        return HttpClient.newHttpClient().send(call, BodyHandlers.ofString()).statusCode();
    }

    /** A superuser who has to send a password, as it is: a driver that shows what it sends would show it. */
    private static void keeper(LocalPostgres server, Path access) throws Exception {
        Files.writeString(access, "host all keeper all password\n" + Files.readString(access));
        try (var session = DriverManager.getConnection(server.jdbcUrl("postgres"));
                var statement = session.createStatement()) {
            statement.execute("create role keeper login superuser password '" + PASSWORD + "'");
            statement.execute("select pg_reload_conf()");
        }
    }

    private static void secretOfTheManager(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var bytes = ("{\"Name\":\"the-secret\",\"VersionId\":\"v1\",\"SecretString\":\"{\\\"password\\\":\\\""
                            + PASSWORD + "\\\"}\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void clean(String where, String text) {
        var found = text.lines()
                .flatMap(line -> SECRETS.entrySet().stream()
                        .filter(secret -> line.contains(secret.getValue()))
                        .map(secret -> where + " shows " + secret.getKey() + ": "
                                + line.substring(0, Math.min(300, line.length()))))
                .toList();
        assertThat(found).isEmpty();
    }
}
