package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.program.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An accepted file is answered by the ledger, whatever the settings say by then. */
class AcceptedFileTest {
    @Test
    void a_setting_that_would_refuse_the_request_today_does_not_refuse_what_was_accepted(@TempDir Path inbox)
            throws Exception {
        var keys = Map.of(
                "reload.requests.directory", inbox.toString(),
                "reload.http.port", "off",
                "reload.management.port", "off");
        try (var world = new World(Engine.Mode.EVERYTHING, keys);
                var connection = world.cloud.target().connect();
                var reader = connection.createStatement()) {
            world.production.damage();
            connection.setAutoCommit(false);
            reader.execute("lock table production.customers in share mode");
            drop(
                    inbox,
                    "long",
                    "{\"reason\":\"" + "why ".repeat(300) + "\",\"requestId\":\"long\"," + World.JANUARY + "}");
            drop(inbox, "without-id", "{" + World.JANUARY + ",\"tables\":[\"orders\"]}");
            await().atMost(TapStage.PATIENCE)
                    .until(() -> Files.exists(inbox.resolve("accepted/long.json"))
                            && Files.exists(inbox.resolve("accepted/without-id.json")));
            var stricter = new HashMap<>(keys);
            stricter.put("reload.window.longest", "P7D");
            stricter.put("reload.requests.max-bytes", "1024");

            world.restart(Engine.Mode.EVERYTHING, stricter);
            drop(inbox, "later", "{\"month\":\"2025-01\"}");
            await().atMost(TapStage.PATIENCE).until(() -> Files.exists(inbox.resolve("failed/later.error.json")));
            connection.rollback();

            await().atMost(TapStage.PATIENCE)
                    .until(() -> Files.exists(inbox.resolve("done/long.result.json"))
                            && Files.exists(inbox.resolve("done/without-id.result.json")));
            assertThat(inbox.resolve("failed").toFile().list()).containsOnly("later.error.json", "later.json");
            assertThat(Files.readString(inbox.resolve("failed/later.error.json")))
                    .contains("WINDOW_TOO_LONG");
        }
    }

    private static void drop(Path inbox, String name, String text) throws Exception {
        var draft = Files.writeString(Files.createTempFile(name, null), text);
        Files.move(draft, inbox.resolve(name + ".json"));
    }
}
