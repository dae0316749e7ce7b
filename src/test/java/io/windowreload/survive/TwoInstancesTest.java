package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.local.dms.load.JdbcAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two programs on one folder and one target, of which one is killed in the middle. {@code -Dsurvive=all} makes it 200 requests. */
@Timeout(value = 6, unit = TimeUnit.HOURS)
class TwoInstancesTest {
    private static final int REQUESTS = "all".equals(System.getProperty("survive")) ? 200 : 6;
    private static final LocalDateTime JANUARY = LocalDateTime.parse("2025-01-01T00:00:00");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

    private static final Map<String, String> ONE_AT_A_TIME = Map.of("reload.runs.parallel", "1");

    @TempDir
    private Path folder;

    private TapStage stage;
    private Instance one;
    private Instance other;

    @BeforeEach
    void open() {
        stage = new TapStage(folder, new JdbcAddress(TestPostgres.emptyUrl(), "postgres", ""));
        var first = Instance.start(folder, stage.settings(ONE_AT_A_TIME), "serve");
        // At the same moment: both want to migrate.
        other = Instance.serve(folder, stage.settings(ONE_AT_A_TIME));
        one = first.ready();
    }

    @AfterEach
    void close() throws IOException {
        one.close();
        other.close();
        stage.close();
    }

    @Test
    void each_request_is_run_once_and_what_the_dead_one_held_goes_on() {
        for (var number = 0; number < REQUESTS; number++) {
            stage.drop(requestId(number), window(number));
        }
        await().atMost(TapStage.PATIENCE.multipliedBy(REQUESTS / 6))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !ended().isEmpty() && holds(one));

        one.kill();

        for (var number = 0; number < REQUESTS; number++) {
            assertThat(stage.answered(requestId(number))).as(other.log()).isEqualTo("done");
        }
        assertThat(ended()).hasSize(REQUESTS);
        assertThat(
                        stage.production.texts(
                                "select concat_ws(' ', run_id, request_id, state, error_code, error_detail) from admin.reload_runs"))
                .hasSize(REQUESTS);
        assertThat(stage.production.texts("select run_id from admin.merge_logs"))
                .hasSize(REQUESTS)
                .doesNotHaveDuplicates();
        assertThat(stage.created()).isEqualTo(REQUESTS);
        assertThat(stage.tasks()).isEmpty();
        assertThat(outOfOrder()).isEmpty();
        assertThat(other.log()).contains(" SUCCESS ");
        assertThat(stage.production.january()).isEqualTo(stage.source.january());
    }

    private static String requestId(int number) {
        return "window-%03d".formatted(number);
    }

    /** The numbers share January among them, by turns for one table and the other; each table gets all of January. */
    private static String window(int number) {
        var windows = REQUESTS / 2;
        var length = Duration.ofDays(31).dividedBy(windows).truncatedTo(ChronoUnit.SECONDS);
        var from = JANUARY.plus(length.multipliedBy(number / 2));
        var to = number / 2 == windows - 1 ? JANUARY.plusDays(31) : from.plus(length);
        return "\"from\":\"%s\",\"to\":\"%s\",\"tables\":[\"%s\"]"
                .formatted(SECONDS.format(from), SECONDS.format(to), number % 2 == 0 ? "customers" : "orders");
    }

    private List<String> ended() {
        return stage.production.texts("select run_id from admin.reload_runs where state = 'SUCCESS'");
    }

    private boolean holds(Instance instance) {
        return !stage.production
                .texts("select 1 from admin.reload_runs where state = 'RUNNING' and owner like '% pid " + instance.pid()
                        + "'")
                .isEmpty();
    }

    /** Runs of one table of which the later one began before the earlier one had ended. */
    private List<String> outOfOrder() {
        return stage.production.texts("select a.run_id || ' ' || b.run_id from admin.reload_runs a"
                + " join admin.reload_run_tables ta on ta.run_id = a.run_id"
                + " join admin.reload_run_tables tb on tb.target_table = ta.target_table and tb.run_id > ta.run_id"
                + " join admin.reload_runs b on b.run_id = tb.run_id"
                + " where b.started_at < a.finished_at");
    }
}
