package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.TestSql;
import io.windowreload.ledger.OperationLog;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("AddressSelection")
class HttpBorderTest {
    private static final String REQUEST = "{\"month\":\"2025-01\"}";
    private static final String SECRET = "correct-horse-battery";

    @TempDir
    private Path folder;

    private Path users() throws IOException {
        return own(Files.writeString(folder.resolve("users"), "# who may come in\nmira:" + SECRET + "\n"));
    }

    private static Path own(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String statusLine(Served served, String host) throws IOException {
        return Rebound.statusLine(served.at("/api/errors"), "GET", host);
    }

    @Test
    void a_name_that_was_rebound_to_this_machine_is_not_answered() throws Exception {
        try (var served = Served.start(folder, "reload.http.allowed-hosts", "reload.example, other.example")) {
            assertThat(statusLine(served, "localhost")).contains("200");
            assertThat(statusLine(served, "127.0.0.1:" + served.at("/").getPort()))
                    .contains("200");
            assertThat(statusLine(served, "Reload.Example:8443")).contains("200");
            assertThat(statusLine(served, "evil.example")).contains("421");
            assertThat(statusLine(served, "localhost.evil.example")).contains("421");
        }
    }

    @Test
    void an_instance_that_only_shows_changes_nothing() throws Exception {
        try (var served = Served.start(folder, "reload.http.read-only", "true")) {
            var response = served.post("/api/requests", REQUEST);
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains("READ_ONLY");
            assertThat(served.json("/api/status").at("/limits/readOnly").asBoolean())
                    .isTrue();
            assertThat(served.json("/api/runs").get("runs")).isEmpty();
        }
    }

    @Test
    void with_a_users_file_everything_needs_a_name_and_its_secret() throws Exception {
        try (var served = Served.start(folder, "reload.http.users-file", users().toString())) {
            for (var path : new String[] {"/status", "/api/status", "/ui/status.js", "/nothing"}) {
                var refused = served.get(served.at(path));
                assertThat(refused.statusCode()).as(path).isEqualTo(401);
                assertThat(refused.headers().firstValue("www-authenticate").orElseThrow())
                        .startsWith("Basic");
            }
            var basic = Base64.getEncoder().encodeToString(("mira:" + SECRET).getBytes(StandardCharsets.UTF_8));
            assertThat(served.get(served.at("/status"), "Authorization", "Basic " + basic)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(served.get(served.at("/status"), "Authorization", "Bearer " + SECRET)
                            .statusCode())
                    .isEqualTo(200);
            for (var wrong : new String[] {"Bearer wrong", "Bearer ", "Basic %%%", "Basic bWlyYQ==", SECRET}) {
                assertThat(served.get(served.at("/status"), "Authorization", wrong)
                                .statusCode())
                        .as(wrong)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void the_proven_name_is_on_record_and_not_the_claimed_one() throws Exception {
        try (var served = Served.start(folder, "reload.http.users-file", users().toString())) {
            served.post(
                    "/api/schedule/pause",
                    "{\"reason\":\"stop\",\"by\":\"somebody else\"}",
                    "Authorization",
                    "Bearer " + SECRET);
            assertThat(served.program.operations().pauses())
                    .singleElement()
                    .satisfies(pause -> assertThat(pause.actor()).isEqualTo("mira"));
        }
    }

    @Test
    void an_approval_wants_a_proven_name_and_another_one_than_the_requester_s() throws Exception {
        var noah = "another-secret-of-some-length";
        var file = own(Files.writeString(folder.resolve("users"), "mira:" + SECRET + "\nnoah:" + noah + "\n"));
        try (var served = Served.start(folder, "reload.http.users-file", file.toString())) {
            served.post("/api/requests", "{\"month\":\"2025-01\"}", "Authorization", "Bearer " + SECRET);
            served.db.update(
                    TestSql.of(
                            "update admin.reload_runs set state = 'RUNNING', phase = 'plan', step = 'AWAIT_APPROVAL',"
                                    + " waiting = 'approval', parked = true"),
                    Map.of());
            var attention = Served.JSON.readTree(served.get(served.at("/api/status"), "Authorization", "Bearer " + noah)
                    .body());
            assertThat(attention.at("/attention/0/kind").asText()).isEqualTo("approval");
            assertThat(attention.at("/attention/0/actions/0").asText()).isEqualTo("approve");

            var own = served.post("/api/runs/1/approve", "{}", "Authorization", "Bearer " + SECRET);
            assertThat(own.statusCode()).isEqualTo(409);
            assertThat(own.body()).contains("APPROVAL_BY_REQUESTER");
            var other = served.post("/api/runs/1/approve", "{\"by\":\"mira\"}", "Authorization", "Bearer " + noah);
            assertThat(other.statusCode()).as(other.body()).isEqualTo(202);
            assertThat(served.program.ledger().find(1).orElseThrow().approvedBy())
                    .isEqualTo("noah");
        }
        try (var served = Served.start(folder)) {
            assertThat(served.post("/api/runs/1/approve", "{\"by\":\"noah\"}").statusCode())
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\u001b[2J", "\\u202etxt", "\\ud800", "\\u009b1m"})
    void what_is_no_text_gets_into_no_order(String text) throws Exception {
        try (var served = Served.start(folder)) {
            for (var order :
                    List.of("schedule/pause", "folder/pause", "runs/1/cancel", "runs/1/retry", "runs/1/undo")) {
                for (var body : List.of(
                        "{\"reason\":\"" + text + "\",\"by\":\"mira\"}",
                        "{\"reason\":\"stop\",\"by\":\"" + text + "\"}")) {
                    var answer = served.post("/api/" + order, body);
                    assertThat(answer.statusCode()).as(order + " " + body).isEqualTo(422);
                    assertThat(answer.body()).contains("REQUEST_INVALID", "which is none");
                }
            }
            assertThat(served.program.operations().pauses()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/requests", "/api/plans"})
    void a_request_is_that_of_the_proven_name_whatever_name_it_claims(String path) throws Exception {
        try (var served = Served.start(folder, "reload.http.users-file", users().toString())) {
            var answer = served.post(
                    path,
                    "{\"requestedBy\":\"somebody else\",\"month\":\"2025-01\"}",
                    "Authorization",
                    "Bearer " + SECRET);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            var run = served.program.ledger().list(10).get(0);
            assertThat(run.requestedBy()).isEqualTo("mira");
            assertThat(new OperationLog(served.db).of(run.id()))
                    .isNotEmpty()
                    .allSatisfy(entry -> assertThat(entry.actor()).isEqualTo("mira"));
        }
    }

    @Test
    void a_port_that_is_taken_stops_the_start_with_its_key() throws Exception {
        try (var taken = new ServerSocket(0)) {
            var port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> Served.start(folder, "reload.http.port", port))
                    .isInstanceOf(ReloadException.class)
                    .hasMessageContaining("reload.http.port")
                    .hasMessageContaining(port);
        }
    }

    @Test
    void a_users_file_with_a_short_secret_stops_the_start() throws Exception {
        var weak = Files.writeString(folder.resolve("weak"), "mira:1234\n");
        assertThatThrownBy(() -> Served.start(folder, "reload.http.users-file", weak.toString()))
                .hasMessageContaining("reload.http.users-file")
                .hasMessageNotContaining("1234");
    }
}
