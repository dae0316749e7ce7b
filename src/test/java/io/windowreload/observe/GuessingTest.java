package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.settings.SettingsException;
import io.windowreload.settings.UsersFile;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Secrets in the users-file, and strangers who guess them. */
class GuessingTest {
    private static final String SECRET = "correct-horse-battery";

    @TempDir
    private Path folder;

    private Path users() throws Exception {
        var file = folder.resolve("users");
        UsersFile.write(file, "mira", SECRET);
        UsersFile.write(file, "noor", "another-secret-of-hers");
        return file;
    }

    private static String basic(String name, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_file_has_no_secret_and_nobody_else_reads_it() throws Exception {
        var file = users();

        UsersFile.write(file, "mira", "a-new-secret-for-mira");

        assertThat(Files.readAllLines(file)).hasSize(2).noneMatch(line -> line.contains("secret"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(UsersFile.read(file).entries().get("mira").is("a-new-secret-for-mira"))
                .isTrue();
        assertThat(UsersFile.read(file).entries().get("mira").is(SECRET)).isFalse();
        assertThat(UsersFile.read(file).toString()).doesNotContain("pbkdf2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw----", "rw----rw-", "rw-r--rw-", "rw-r--r--", "rw----r--"})
    void a_file_that_others_write_or_read_secrets_in_is_refused(String mode) throws Exception {
        var file = Files.writeString(folder.resolve("loose"), "mira:" + SECRET + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> UsersFile.read(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("reload.http.users-file")
                .hasMessageContaining("chmod 600 " + file)
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mira:pbkdf2-sha256$x$AAAA$AAAA",
                "mira:pbkdf2-sha256$1$AAAA",
                "mira:pbkdf2-sha256$99999999999$AAAA$AAAA",
                "mira:pbkdf2-sha256$1000$AAAA$%%%%",
                "mira:pbkdf2-sha256$1000$AAAA$AAAA",
                "mira:pbkdf2-sha256$0$AAAA$AAAA"
            })
    void a_damaged_hash_is_named_and_lets_nobody_in(String line) throws Exception {
        var file = Files.writeString(folder.resolve("damaged"), line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> UsersFile.read(file))
                .hasMessageContaining("mira")
                .hasMessageContaining("user add");
    }

    @Test
    void guessing_is_slowed_down_and_those_who_are_known_are_not() throws Exception {
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var ours = (Logger) LoggerFactory.getLogger("io.windowreload.observe.http");
        ours.addAppender(log);
        try (var served = Served.start(folder, "reload.http.users-file", users().toString())) {
            assertThat(get(served, basic("mira", SECRET)).statusCode()).isEqualTo(200);
            var answers = new int[600];
            for (var i = 0; i < 8; i++) {
                answers[get(served, basic("mira", "guess-number-" + i)).statusCode()]++;
            }
            assertThat(answers[429]).isPositive();
            assertThat(answers[401]).isPositive();
            assertThat(answers[401] + answers[429]).isEqualTo(8);
            assertThat(get(served, basic("mira", SECRET)).statusCode()).isEqualTo(200);
            var refused = get(served, "Bearer guess");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isPositive();
        } finally {
            ours.detachAppender(log);
        }
        assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
                .anyMatch(line -> line.contains("wrong secrets were tried") && line.contains("as mira"))
                .noneMatch(line -> line.contains("guess"));
    }

    private static HttpResponse<String> get(Served served, String authorization) throws Exception {
        return served.get(served.at("/api/errors"), "Authorization", authorization);
    }

    @Test
    void jolokia_knows_the_same_names_and_gives_no_notifications() throws Exception {
        try (var served = Served.start(
                folder, "reload.http.users-file", users().toString(), "reload.management.jolokia", "true")) {
            var list = Served.JSON.createObjectNode().put("type", "version");
            assertThat(jolokia(served, list).statusCode()).isEqualTo(401);
            assertThat(jolokia(served, list, "Authorization", basic("noor", "another-secret-of-hers"))
                            .statusCode())
                    .isEqualTo(200);
            var register =
                    Served.JSON.createObjectNode().put("type", "notification").put("command", "register");
            assertThat(jolokia(served, register, "Authorization", basic("mira", SECRET))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(served.get(served.observed("health/live")).statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> jolokia(Served served, ObjectNode content, String... headers) throws Exception {
        return served.send(
                HttpRequest.newBuilder(served.observed("jolokia"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(content.toString())),
                headers);
    }
}
