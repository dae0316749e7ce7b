package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.local.dms.load.JdbcAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step hangs in a call that says nothing, while its process lives and holds the run: health and log say so, and both stop when it goes on. */
class HangingStepTest {
    @TempDir
    private Path folder;

    @Test
    void a_step_that_outlives_what_it_may_wait_for_is_told_of() throws Exception {
        var keys = Map.of(
                "reload.management.port", "0",
                "reload.target.answer-timeout", "8s",
                "reload.dms.call-timeout", "10m");
        try (var stage = new TapStage(folder, new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""));
                var instance = Instance.serve(folder, stage.settings(keys))) {
            var health = instance.address("health");
            stage.dms.mute();
            stage.drop("hangs");

            await().atMost(TapStage.PATIENCE)
                    .until(() -> Glance.at(health).body().contains("for longer than 8 s: run 1 at "));
            assertThat(Glance.at(health.resolve("/observe/health/live")).status())
                    .isEqualTo(200);
            await().atMost(TapStage.PATIENCE).until(() -> instance.log().contains("has gone on for 8 s; it is at "));
            assertThat(instance.log().lines().filter(line -> line.contains("has gone on for 2 s")))
                    .singleElement()
                    .asString()
                    .contains("run=1 step=");
        }
    }
}
