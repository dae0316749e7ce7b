package io.windowreload.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.windowreload.local.LocalPostgres;
import io.windowreload.local.PostgresOptions;
import io.windowreload.settings.SettingsException;
import io.windowreload.settings.SettingsSource;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The password comes from Secrets Manager, also after a rotation, and never shows. */
class PasswordSecretTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ARN = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:reload-AbCdEf";

    @TempDir
    static Path folder;

    private static LocalPostgres postgres;

    private final Map<String, String> secrets = new HashMap<>();
    private HttpServer manager;
    private volatile String refusal;
    private volatile String authorization;
    private volatile boolean passwordComesLater;

    @BeforeAll
    static void open() throws Exception {
        var data = folder.resolve("data");
        postgres = LocalPostgres.start(PostgresOptions.DEFAULT.data(data));
        var access = data.resolve("pg_hba.conf");
        Files.writeString(access, "host all keeper all scram-sha-256\n" + Files.readString(access));
        sql("create role keeper login");
        sql("select pg_reload_conf()");
    }

    @AfterAll
    static void close() {
        postgres.close();
    }

    @BeforeEach
    void serve() throws IOException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        manager = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        manager.createContext("/", this::answer);
        manager.start();
    }

    @AfterEach
    void stop() {
        manager.stop(0);
    }

    /** GetSecretValue of AWS JSON 1.1. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            authorization = exchange.getRequestHeaders().getFirst("Authorization");
            assertThat(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                    .isEqualTo("secretsmanager.GetSecretValue");
            var id = JSON.readTree(exchange.getRequestBody()).path("SecretId").asText();
            var found = secrets.get(id);
            var why = refusal != null ? refusal : found == null ? "ResourceNotFoundException" : null;
            var body = why == null
                    ? Map.of("ARN", ARN, "Name", id, "VersionId", "v1", "SecretString", found)
                    : Map.of("__type", why, "Message", "zq7 never shown");
            if (passwordComesLater) {
                sql("alter role keeper password 'second'");
                secrets.put(ARN, "second");
            }
            var bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(why == null ? 200 : 400, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void sql(String text) {
        try (var session = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                var statement = session.createStatement()) {
            statement.execute(text);
        } catch (SQLException e) {
            throw new IllegalStateException(text, e);
        }
    }

    private Program open(String id, Map<String, String> more) {
        var keys = new HashMap<>(Map.of(
                "reload.target.jdbc-url",
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres",
                "reload.target.user",
                "keeper",
                "reload.target.password-secret",
                id,
                "reload.target.password-secret-endpoint-override",
                "http://127.0.0.1:" + manager.getAddress().getPort()));
        keys.putAll(more);
        return Program.open(SettingsSource.collect(Path.of("none"), keys, Map.of()), Clock.systemUTC());
    }

    private static void connects(Program program) throws SQLException {
        try (var connection = program.target().getConnection()) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    /** All connections of the program go, so that it needs new ones. */
    private static void kick(Program program) {
        sql("select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'keeper'");
        program.target().getHikariPoolMXBean().softEvictConnections();
    }

    private void refused(String id, ErrorCode code, String words) {
        assertThatThrownBy(() -> open(id, Map.of()).close()).isInstanceOfSatisfying(ReloadException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.detail()).contains("reload.target.password-secret", id, words);
            assertThat(e).hasNoCause();
            assertThat(e.toString()).doesNotContain("zq7");
        });
    }

    @Test
    void the_password_is_text_or_a_member_of_json() throws Exception {
        sql("alter role keeper password '{odd\"zq7'");
        secrets.put("plain", "{odd\"zq7");
        secrets.put(
                "rds", "{\"engine\":\"postgres\",\"username\":\"keeper\",\"password\":\"{odd\\\"zq7\",\"port\":5432}");
        for (var id : secrets.keySet()) {
            try (var program = open(id, Map.of())) {
                connects(program);
                assertThat(program.settings().toString()).doesNotContain("zq7");
            }
        }
    }

    @Test
    void an_arn_is_asked_for_in_its_own_region_and_a_name_in_that_of_dms() throws Exception {
        sql("alter role keeper password 'first'");
        secrets.put(ARN, "first");
        secrets.put("name", "first");

        open(ARN, Map.of()).close();
        assertThat(authorization).contains("/eu-west-3/secretsmanager/");
        open("name", Map.of("reload.dms.region", "us-west-2")).close();
        assertThat(authorization).contains("/us-west-2/secretsmanager/");
    }

    @Test
    void a_rotation_needs_no_restart() throws Exception {
        sql("alter role keeper password 'first'");
        secrets.put(ARN, "first");
        try (var program = open(ARN, Map.of())) {
            connects(program);
            sql("alter role keeper password 'second'");
            secrets.put(ARN, "second");
            kick(program);
            connects(program);
        }
    }

    @Test
    void a_rotation_that_postgresql_has_not_seen_yet_is_waited_for() throws Exception {
        sql("alter role keeper password 'first'");
        secrets.put(ARN, "first");
        try (var program = open(ARN, Map.of())) {
            sql("alter role keeper password 'in between'");
            // Once it is asked, which is told the old password for the last time, it has the new one.
            passwordComesLater = true;
            kick(program);
            connects(program);
        }
    }

    @Test
    void the_last_password_is_used_while_secrets_manager_is_away_or_refuses() throws Exception {
        sql("alter role keeper password 'first'");
        secrets.put(ARN, "first");
        try (var program = open(ARN, Map.of())) {
            refusal = "AccessDeniedException";
            kick(program);
            connects(program);
            manager.stop(0);
            kick(program);
            connects(program);
        }
    }

    @Test
    void a_secret_that_cannot_be_read_stops_the_start_and_says_which() {
        refused("unknown", ErrorCode.SETTINGS_INVALID, "ResourceNotFoundException");
        secrets.put("user-only", "{\"username\":\"zq7\"}");
        refused("user-only", ErrorCode.SETTINGS_INVALID, "without a member 'password'");
        secrets.put("empty", "");
        refused("empty", ErrorCode.SETTINGS_INVALID, "no text");
        refusal = "AccessDeniedException";
        refused("empty", ErrorCode.SETTINGS_INVALID, "AccessDeniedException");
        manager.stop(0);
        refused("empty", ErrorCode.TARGET_UNAVAILABLE, "does not answer");
    }

    @Test
    void a_password_beside_it_is_refused() {
        assertThatThrownBy(() -> open(ARN, Map.of("reload.target.password", "zq7")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("reload.target.password-secret")
                .hasMessageNotContaining("zq7");
    }
}
