package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.TestPostgres;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.survive.HostileFiles.Dropped;
import io.windowreload.window.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that nobody should take, against the real process: each is answered, a good one among them is served, and nothing grows. How
 * many there are is {@code -Dhostile.files}.
 */
class HostileFilesTest {
    private static final int FILES = Integer.getInteger("hostile.files", 228);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void every_one_is_answered_a_good_one_is_served_and_nothing_grows() throws IOException {
        var inbox = Files.createDirectory(folder.resolve("inbox"));
        try (var cloud = LocalCloud.start(
                        CloudOptions.of(200, 500).quiet(),
                        new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""));
                var serving = Serving.start(folder, keys(cloud, inbox), Map.of())) {
            warmUp(inbox);
            var before = serving.needs();
            var began = System.nanoTime();

            var dropped = drop(inbox);

            await().atMost(Duration.ofMinutes(30))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        assertThat(serving.alive()).as(serving.log()).isTrue();
                        return count(inbox, ".json") == 0
                                && count(inbox.resolve("failed"), ".error.json") >= dropped.size();
                    });
            var took = Duration.ofNanos(System.nanoTime() - began);
            await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(inbox.resolve("done/good.result.json")));
            var after = serving.needs();

            assertThat(codes(inbox.resolve("failed"))).isEqualTo(wanted(dropped));
            assertThat(count(inbox.resolve(".working"), "")).isZero();
            assertThat(serving.lines("ERROR")).hasSize(dropped.size() + 1).allMatch(line -> line.contains(" code="));
            assertThat(serving.lines("WARN ")).isEmpty();
            assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 12);
            assertThat(after.heap() - before.heap()).isLessThan(24 << 20);
            System.out.printf(
                    "hostile files: %d answered in %d s; before %s, after %s%n",
                    dropped.size(), took.toSeconds(), before, after);
        }
    }

    private static Map<String, String> keys(LocalCloud cloud, Path inbox) {
        var keys = new HashMap<>(World.settings(cloud, Map.of()));
        keys.put("reload.requests.directory", inbox.toString());
        keys.put("reload.tables", Path.of("config/tables.json").toAbsolutePath().toString());
        keys.put("reload.http.port", "off");
        keys.put("reload.management.port", "off");
        return keys;
    }

    /** One good file and one bad one, so that what is loaded once is loaded. */
    private static void warmUp(Path inbox) throws IOException {
        put(inbox, "warm-up.json", "{\"month\":\"2024-12\",\"tables\":[\"customers\"]}");
        put(inbox, "warm-up-bad.json", "{");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Files.exists(inbox.resolve("done/warm-up.result.json"))
                        && Files.exists(inbox.resolve("failed/warm-up-bad.error.json")));
        for (var file : List.of("warm-up-bad.json", "warm-up-bad.error.json")) {
            Files.delete(inbox.resolve("failed").resolve(file));
        }
    }

    private static List<Dropped> drop(Path inbox) throws IOException {
        var hostile = new HostileFiles(inbox, 7);
        assertThat(FILES).isGreaterThanOrEqualTo(hostile.kinds());
        var dropped = new ArrayList<Dropped>();
        for (var number = 0; number < FILES; number++) {
            if (number == FILES / 2) {
                put(inbox, "good.json", "{\"requestId\":\"good\",\"month\":\"2025-01\"}");
            }
            dropped.add(hostile.drop(number));
        }
        return dropped;
    }

    private static void put(Path inbox, String name, String text) throws IOException {
        Files.move(Files.writeString(inbox.resolve(name + ".tmp"), text), inbox.resolve(name));
    }

    private static long count(Path folder, String ending) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).count();
        }
    }

    /** How often each code was answered. */
    private static Map<ErrorCode, Integer> codes(Path failed) throws IOException {
        var codes = new TreeMap<ErrorCode, Integer>();
        try (var files = Files.list(failed)) {
            for (var file : files.filter(some -> some.toString().endsWith(".error.json"))
                    .toList()) {
                var code = JSON.readTree(file.toFile()).path("code").asText();
                codes.merge(ErrorCode.valueOf(code), 1, Integer::sum);
            }
        }
        return codes;
    }

    private static Map<ErrorCode, Integer> wanted(List<Dropped> dropped) {
        var codes = new TreeMap<ErrorCode, Integer>();
        dropped.forEach(file -> codes.merge(file.code(), 1, Integer::sum));
        return codes;
    }
}
