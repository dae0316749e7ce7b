package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.local.dms.load.JdbcAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that cannot be ends at once, in order, and before anything moves. */
class IncompleteRoutesTest {
    @TempDir
    private Path folder;

    @Test
    void a_folder_of_routes_that_lacks_one_ends_every_command_that_needs_it_by_name() throws Exception {
        var home = Files.createDirectories(folder.resolve("home"));
        copyRoutes(home, "phase-plan.camel.yaml");
        var options = List.of("-Dwindow-reload.home=" + home);
        var keys = Map.of("reload.http.port", "0", "reload.management.port", "0");
        try (var stage = new TapStage(folder, new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""))) {
            for (var command :
                    new String[][] {{"serve"}, {"run", "--month", "2025-01", "--reason", "routes"}, {"demo"}}) {
                try (var start = Instance.start(folder, stage.settings(keys), options, command)) {
                    assertThat(start.ended()).as(start.log()).isEqualTo(2);
                    assertThat(start.log())
                            .contains("SETTINGS_INVALID", "the folder routes lacks the route plan-check-source")
                            .doesNotContain("not yet shutdown", "\tat ", "step=CHECK_SOURCE");
                }
            }
        }
    }

    private static void copyRoutes(Path home, String without) throws IOException {
        var routes = Files.createDirectories(home.resolve("routes"));
        try (var files = Files.list(Path.of("routes"))) {
            for (var file : files.toList()) {
                if (!file.endsWith(without)) {
                    Files.copy(file, routes.resolve(file.getFileName()));
                }
            }
        }
    }
}
