package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What whoever looks is shown 5, 30 and 60 seconds after something began to hang, at the settings that the program comes with; the table goes to
 * {@code target/hang.md}. {@link HangTest} holds the same in short.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
@EnabledIfSystemProperty(named = "survive", matches = "all")
class HangTableTest {
    private static final List<Integer> SECONDS = List.of(5, 30, 60);
    private static final List<String> TABLE = new ArrayList<>(List.of(
            "| what hangs | after | page (API) | ready | live | metrics | status |", "|---|---|---|---|---|---|---|"));

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static TapStage stage;
    private static Instance serve;

    @BeforeAll
    static void open() {
        cluster = Cluster.quick(folder);
        stage = new TapStage(folder, cluster.address());
        serve = Instance.serve(
                folder,
                stage.settings(Map.of(
                        "reload.http.port", "0",
                        "reload.management.port", "0",
                        "reload.schedule.cron", "0 0 2 1 * ?")));
    }

    @AfterAll
    static void close() throws IOException {
        Files.write(Path.of("target", "hang.md"), TABLE);
        TABLE.forEach(System.out::println);
        serve.close();
        stage.close();
        cluster.close();
    }

    private static Glance ready() {
        return Glance.at(serve.address("health").resolve("/observe/health/ready"));
    }

    private static Glance page() {
        return Glance.at(serve.address("page").resolve("/api/status"));
    }

    private static void hangs(String what, Runnable begin, Runnable end) {
        await().atMost(TapStage.PATIENCE).until(() -> ready().status() == 200 && page().age() == 0);
        begin.run();
        var began = System.nanoTime();
        try {
            for (var seconds : SECONDS) {
                await().atMost(TapStage.PATIENCE)
                        .until(() -> System.nanoTime() - began
                                >= Duration.ofSeconds(seconds).toNanos());
                TABLE.add(row(what, seconds));
            }
        } finally {
            end.run();
        }
        await().atMost(TapStage.PATIENCE).until(() -> ready().status() == 200 && page().age() == 0);
    }

    private static String row(String what, int seconds) {
        var page = page();
        var ready = ready();
        var live = Glance.at(serve.address("health").resolve("/observe/health/live"));
        var metrics = Glance.at(serve.address("health").resolve("/observe/metrics"));
        return "| %s | %d s | %s | %s | %s | %s | %s |"
                .formatted(what, seconds, shown(page), said(ready), answer(live), metered(metrics), status());
    }

    private static String answer(Glance glance) {
        return glance.status() == 0 ? "no answer" : Integer.toString(glance.status());
    }

    private static String shown(Glance page) {
        if (page.status() == 0) {
            return "no answer";
        }
        var down = new ArrayList<String>();
        page.json().at("/health/checks").forEach(check -> {
            if (!check.path("state").asText().equals("up")) {
                down.add(check.path("name").asText() + " " + check.path("state").asText());
            }
        });
        return "%d, %d s old, ready %s %s"
                .formatted(page.status(), page.age(), page.json().at("/health/ready"), String.join(", ", down));
    }

    private static String said(Glance health) {
        var messages = new ArrayList<String>();
        health.json().path("checks").forEach(check -> {
            if (check.path("status").asText().equals("DOWN")) {
                messages.add(check.path("message").asText());
            }
        });
        return answer(health) + " " + String.join("; ", messages);
    }

    private static String metered(Glance metrics) {
        return answer(metrics) + " "
                + metrics.body()
                        .lines()
                        .filter(line -> line.matches("reload_(ready|target_up|source_up) .*"))
                        .collect(Collectors.joining(", "));
    }

    private static String status() {
        try (var asked = Instance.start(folder, stage.settings(Map.of()), "status")) {
            var code = asked.ended();
            return "exit " + code + " " + asked.log().lines().findFirst().orElse("");
        }
    }

    @Test
    void every_door_says_what_hangs() {
        hangs("PostgreSQL, SIGSTOP", cluster::freeze, cluster::thaw);
        hangs("DMS, a black hole", stage.dms::mute, stage.dms::mend);
        hangs("the server, SIGSTOP", serve::freeze, serve::thaw);
        assertThat(TABLE).hasSize(2 + 3 * SECONDS.size());
        assertThat(TABLE).filteredOn(row -> row.contains("| PostgreSQL")).allSatisfy(row -> assertThat(row)
                .contains("ready false", "| 503 ", "| 200 |", "exit 3"));
    }
}
