package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A load that is watched for a long time, in time that the test lets pass: nothing grows, and the deadline comes. {@code -Dsurvive=all}
 * makes it 24 hours.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
class PollingTest {
    private static final Duration WATCHED =
            "all".equals(System.getProperty("survive")) ? Duration.ofHours(24) : Duration.ofHours(1);
    private static final Duration EVERY = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final World world = new World(Engine.Mode.RUNS_ONLY, Map.of());

    @AfterEach
    void close() {
        world.close();
    }

    /** What must not grow. */
    private record Use(int threads, int connections, long megabytes) {}

    @Test
    void nothing_grows_and_the_deadline_comes(TestReporter reporter) {
        patientProgram();
        world.strike(List.of(Fault.of(FaultKind.SLOW_LOAD).on("ORDERS").delay(Duration.ofHours(1))));
        var run = world.ask("watched", "");
        await().atMost(TapStage.PATIENCE).until(() -> {
            timePasses(EVERY.dividedBy(30));
            return found(run).step() == Step.POLL && polls() > 0;
        });
        var polls = WATCHED.dividedBy(EVERY);

        watch(run, polls / 10);
        var early = use();
        watch(run, polls - polls / 10 - 1);
        var late = use();

        assertThat(found(run).state()).isEqualTo(Run.State.RUNNING);
        assertThat(polls()).isGreaterThanOrEqualTo(polls - 1);
        assertThat(late.threads()).as("%s, then %s", early, late).isLessThanOrEqualTo(early.threads() + 2);
        assertThat(late.connections()).as("%s, then %s", early, late).isLessThanOrEqualTo(early.connections() + 1);
        assertThat(late.megabytes()).as("%s, then %s", early, late).isLessThanOrEqualTo(early.megabytes() + 8);
        await().atMost(TapStage.PATIENCE).until(() -> {
            timePasses(EVERY);
            return found(run).state().ended();
        });
        assertThat(found(run).error()).isEqualTo(ErrorCode.DMS_TIMED_OUT);
        reporter.publishEntry("%s in %d polls: %s, then %s".formatted(WATCHED, polls(), early, late));
    }

    private void patientProgram() {
        var keys = new LinkedHashMap<String, String>();
        keys.put("reload.dms.poll-interval", EVERY.toString());
        keys.put("reload.dms.ready-timeout", "1h");
        // The time that the test itself takes passes as well.
        keys.put("reload.dms.load-timeout", WATCHED.plusMinutes(30).toString());
        keys.put("reload.runs.interval", "5ms");
        keys.put("reload.runs.lease", "1d");
        keys.put("reload.requests.directory", folder.toString());
        keys.put("reload.http.port", "off");
        keys.put("reload.management.port", "off");
        world.restart(Engine.Mode.EVERYTHING, keys);
    }

    private Run found(Run run) {
        return world.program.ledger().find(run.id()).orElseThrow();
    }

    private long polls() {
        return world.carriedOut("DescribeTableStatistics");
    }

    /** As many looks at the task, each as soon as the one before is over. */
    private void watch(Run run, long polls) {
        for (var poll = 0; poll < polls; poll++) {
            await().atMost(TapStage.PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> waits(run));
            timePasses(EVERY);
        }
    }

    private boolean waits(Run run) {
        var found = found(run);
        return found.state() != Run.State.RUNNING || found.dueAt().isAfter(found.now());
    }

    /** Only differences of the ledger's times count, so that what was before moves away instead of the clock going on. */
    private void timePasses(Duration time) {
        var step = " - interval '" + time.toSeconds() + " s'";
        world.production.run("update admin.reload_runs set due_at = due_at" + step + ", started_at = started_at" + step
                + ", step_started_at = step_started_at" + step + ", retry_since = retry_since" + step);
    }

    private Use use() {
        System.gc();
        System.gc();
        var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
        var connections = world.production
                .texts("select pid from pg_stat_activity where application_name = 'window-reload'"
                        + " and datname = current_database()")
                .size();
        return new Use(ManagementFactory.getThreadMXBean().getThreadCount(), connections, memory);
    }
}
