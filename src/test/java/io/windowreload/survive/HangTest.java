package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Something that the program depends on hangs: it keeps its connections and says nothing. What whoever looks gets to see meanwhile. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HangTest {
    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static TapStage stage;
    private static Instance serve;
    private static Instance mortal;
    private static Debugger debugger;

    @BeforeAll
    static void open() {
        cluster = Cluster.quick(folder);
        stage = new TapStage(folder, cluster.address());
        serve = Instance.serve(folder, stage.settings(quick()));
        // It waits for its end only, and need not look around five times a second meanwhile.
        var calm = Map.of(
                "reload.http.port", "0",
                "reload.management.port", "0",
                "reload.schedule.cron", "0 0 2 1 * ?",
                "reload.management.silence", "45s");
        mortal = Instance.start(folder, stage.settings(calm), List.of(Debugger.OPTION), "serve");
        debugger = Debugger.of(mortal.ready());
        debugger.stop("timer://reload-claim");
    }

    @AfterAll
    static void close() throws IOException {
        debugger.close();
        mortal.close();
        serve.thaw();
        serve.close();
        cluster.thaw();
        stage.close();
        cluster.close();
    }

    @AfterEach
    void goesOn() {
        serve.thaw();
        cluster.thaw();
        stage.dms.mend();
        patiently("ready again").until(() -> health("ready").status() == 200);
        patiently("fresh again").until(() -> api("/api/status").age() == 0);
    }

    private static Map<String, String> quick() {
        return Map.of(
                "reload.http.port", "0",
                "reload.management.port", "0",
                "reload.schedule.cron", "0 0 2 1 * ?",
                "reload.management.source-interval", "200ms",
                "reload.management.target-interval", "200ms",
                "reload.management.ledger-interval", "200ms",
                "reload.target.read-timeout", "1s",
                "reload.dms.call-timeout", "1s");
    }

    private static ConditionFactory patiently(String what) {
        return await(what).atMost(TapStage.PATIENCE);
    }

    private static Glance api(String path) {
        return Glance.at(serve.address("page").resolve(path));
    }

    private static Glance health(String which) {
        return Glance.at(health().resolve("/observe/health/" + which));
    }

    private static URI health() {
        return serve.address("health");
    }

    @Test
    void a_postgresql_that_is_stopped_is_told_of_and_what_was_read_last_is_shown_with_its_age() {
        assertThat(api("/api/runs?limit=5").status()).isEqualTo(200);
        assertThat(api("/api/status").json().has("stale")).isFalse();

        cluster.freeze();

        patiently("not ready").until(() -> health("ready").check("target").equals("DOWN"));
        assertThat(health("ready").status()).isEqualTo(503);
        assertThat(health("live").status()).isEqualTo(200);
        var status = api("/api/status");
        assertThat(status.status()).isEqualTo(200);
        assertThat(status.age()).isPositive();
        assertThat(status.json().at("/stale/problem").asText()).contains("PostgreSQL has not answered since");
        assertThat(status.json().at("/health/ready").asBoolean()).isFalse();
        assertThat(status.check("target")).isEqualTo("down");
        assertThat(api("/api/runs?limit=5").age()).isPositive();
        assertThat(api("/api/runs/4711").json().path("code").asText()).isEqualTo("TARGET_UNAVAILABLE");
        var metrics = Glance.at(health().resolve("/observe/metrics"));
        assertThat(metrics.body()).contains("reload_ready 0.0", "reload_target_up 0.0");
    }

    @Test
    void orders_and_a_crowd_of_readers_meanwhile_take_no_thread_from_the_page() {
        assertThat(api("/api/status").status()).isEqualTo(200);

        cluster.freeze();

        var crowd = IntStream.range(0, 100)
                .parallel()
                .mapToObj(each -> api(each % 2 == 0 ? "/api/status" : "/ui/status.js"))
                .map(Glance::status)
                .toList();
        assertThat(crowd).containsOnly(200);
        patiently("not ready").until(() -> health("ready").status() == 503);
        var order = Glance.order(serve.address("page").resolve("/api/schedule/pause"), "{\"reason\":\"test\"}");
        assertThat(order.status()).isEqualTo(503);
        assertThat(order.body()).contains("TARGET_UNAVAILABLE", "nothing was done");
    }

    @Test
    void a_lock_on_the_ledger_holds_nobody_who_only_looks() throws SQLException {
        assertThat(api("/api/status").status()).isEqualTo(200);

        try (var ignored = stage.production.locked("admin.reload_runs")) {
            patiently("old").until(() -> api("/api/status").age() > 0);
            assertThat(health("live").status()).isEqualTo(200);
        }
    }

    @Test
    void a_source_in_a_black_hole_is_told_of_and_the_page_stays() {
        patiently("up").until(() -> health("ready").check("source").equals("UP"));

        stage.dms.mute();

        patiently("not ready").until(() -> health("ready").status() == 503);
        assertThat(health("live").status()).isEqualTo(200);
        var status = api("/api/status");
        assertThat(status.age()).isZero();
        assertThat(status.check("source")).isEqualTo("down");
        assertThat(status.check("target")).isEqualTo("up");
    }

    @Test
    void a_server_whose_process_is_stopped_answers_nobody_and_the_command_line_still_does() {
        serve.freeze();

        assertThat(health("live").status()).isZero();
        try (var status = Instance.start(folder, stage.settings(Map.of()), "status")) {
            assertThat(status.ended()).as(status.log()).isZero();
        }
    }

    @Test
    void the_command_line_says_that_postgresql_is_away_where_it_is_stopped() {
        cluster.freeze();

        var asked = Stream.of("status", "check")
                .map(command -> Instance.start(folder, stage.settings(Map.of()), command))
                .toList();

        assertThat(asked).allSatisfy(command -> {
            assertThat(command.ended()).as(command.log()).isEqualTo(3);
            assertThat(command.log()).contains("TARGET_UNAVAILABLE");
        });
    }

    @Test
    void ports_are_open_while_postgresql_is_awaited_at_the_start_and_say_so() {
        var page = freePort();
        var management = freePort();
        cluster.freeze();
        var keys = new LinkedHashMap<>(quick());
        keys.put("reload.http.port", Integer.toString(page));
        keys.put("reload.management.port", Integer.toString(management));
        try (var starting = Instance.start(folder, stage.settings(keys), "serve")) {
            var front = URI.create("http://127.0.0.1:" + page + "/status");
            var back = URI.create("http://127.0.0.1:" + management + "/observe/health/");
            patiently("open").until(() -> Glance.at(front).status() == 503);
            assertThat(Glance.at(front).body()).contains("waiting for PostgreSQL since");
            assertThat(Glance.at(front.resolve("/api/status"))
                            .json()
                            .path("code")
                            .asText())
                    .isEqualTo("TARGET_UNAVAILABLE");
            assertThat(Glance.at(back.resolve("live")).status()).isEqualTo(200);
            assertThat(Glance.at(back.resolve("ready")).status()).isEqualTo(503);
            assertThat(Glance.at(back.resolve("ready")).body()).contains("waiting for PostgreSQL since");
            assertThat(Glance.at(back.resolve("../metrics")).body()).contains("reload_ready 0.0");

            cluster.thaw();

            starting.ready();
            assertThat(Glance.at(front).status()).isEqualTo(200);
            patiently("ready").until(() -> Glance.at(back.resolve("ready")).status() == 200);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It has lost a loop before the first of these tests began; by the time of the last one, it has been silent for long enough. */
    @Test
    @Order(Integer.MAX_VALUE)
    void a_loop_that_has_died_ends_the_process() {
        assertThat(mortal.ended()).as(mortal.log()).isEqualTo(70);
        assertThat(mortal.log()).contains("no sign of life of [").contains("reload-claim");
    }
}
