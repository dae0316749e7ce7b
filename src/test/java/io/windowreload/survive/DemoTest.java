package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.App;
import io.windowreload.SharedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer does beside a demo that serves: other commands, with its settings file. */
@DisabledOnOs(OS.WINDOWS)
class DemoTest {
    @TempDir
    private Path folder;

    @Test
    void other_commands_plan_run_and_check_beside_it_until_it_ends() throws Exception {
        var demo = start(
                "demo",
                "--serve",
                "--customers",
                "200",
                "--orders",
                "600",
                "--changes-per-second",
                "2",
                "-D",
                "reload.http.port=0",
                "-D",
                "reload.management.port=off",
                "-D",
                "reload.tables=" + Path.of("config/tables.json").toAbsolutePath());
        try {
            var settings = folder.resolve("demo/demo.properties");
            await().atMost(Duration.ofMinutes(2)).until(() -> output(demo).contains("window-reload is ready"));
            var request = Files.writeString(folder.resolve("january.json"), """
                    {"requestId": "again", "reason": "a look", "month": "2025-01"}
                    """);

            var planned = ended("plan", request.toString(), "--config", settings.toString());
            var plan = Pattern.compile("--plan (\\d+)").matcher(planned);
            assertThat(plan.find()).as(planned).isTrue();
            assertThat(ended("run", request.toString(), "--plan", plan.group(1), "--config", settings.toString()))
                    .contains("SUCCESS");
            assertThat(ended(
                            "run",
                            "--month",
                            "2025-01",
                            "--reason",
                            "once more",
                            "--again",
                            "--config",
                            settings.toString()))
                    .contains("SUCCESS");
            assertThat(ended("status", "--config", settings.toString()))
                    .contains("again")
                    .contains("2025-01-outage");

            demo.process().destroy();
            assertThat(demo.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(settings).doesNotExist();
        } finally {
            demo.process().destroyForcibly();
        }
    }

    private record Started(Process process, Path output) {}

    private Started start(String... args) throws IOException {
        var output = Files.createTempFile(folder, "output", "");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")));
        command.addAll(SharedClasses.asFound());
        command.add(App.class.getName());
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("AWS_ACCESS_KEY_ID", "demo");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "demo");
        return new Started(builder.start(), output);
    }

    private static String output(Started started) throws IOException {
        return Files.readString(started.output());
    }

    private String ended(String... args) throws Exception {
        var started = start(args);
        assertThat(started.process().waitFor(2, TimeUnit.MINUTES))
                .as(output(started))
                .isTrue();
        assertThat(started.process().exitValue()).as(output(started)).isZero();
        return output(started);
    }
}
