package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.program.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that serves sweeps ledger and folder by itself. */
class RetentionSweepTest {
    @Test
    void runs_and_answers_of_long_ago_are_gone_after_a_start(@TempDir Path inbox) throws Exception {
        var keys = Map.of(
                "reload.requests.directory", inbox.toString(),
                "reload.http.port", "off",
                "reload.management.port", "off");
        try (var world = new World(Engine.Mode.EVERYTHING, keys)) {
            world.production.run("insert into admin.reload_runs (request_id, origin, state, finished_at)"
                    + " values ('old', 'file', 'FAILED', '2020-01-01'), ('young', 'file', 'FAILED', now())");
            var answer = Files.writeString(inbox.resolve("failed/old.error.json"), "{}");
            Files.setLastModifiedTime(answer, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
            var young = Files.writeString(inbox.resolve("failed/young.error.json"), "{}");

            world.restart(Engine.Mode.EVERYTHING, keys);

            await().atMost(TapStage.PATIENCE)
                    .untilAsserted(() -> assertThat(world.production.texts("select request_id from admin.reload_runs"))
                            .containsExactly("young"));
            await().atMost(TapStage.PATIENCE)
                    .untilAsserted(() -> assertThat(answer).doesNotExist());
            assertThat(young).exists();
        }
    }
}
