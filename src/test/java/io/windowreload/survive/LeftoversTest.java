package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.ledger.Run;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** What a failed run leaves stays for a look, and then goes; what is somebody else's stays. */
class LeftoversTest {
    private static final Map<String, String> OURS = Map.of("Purpose", "window-reload");
    private static final Map<String, String> KEEP =
            Map.of("reload.dms.delete-task", "success", "reload.dms.load-timeout", "2m");
    private static final Map<String, String> SWEEP = Map.of(
            "reload.dms.delete-task", "success", "reload.dms.load-timeout", "2m", "reload.runs.leftovers", "1ms");

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, KEEP);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static List<String> tasks() {
        return world.tasks().stream()
                .map(ReplicationTask::replicationTaskIdentifier)
                .toList();
    }

    private static List<String> staged(String table) {
        return world.production.texts("select 1 from staging." + table);
    }

    /** A load that failed when all rows were there. */
    private static Run failed(String requestId) {
        world.strike(List.of(Fault.of(FaultKind.FAIL).text("ORA-01555")));
        var run = world.reload(requestId);
        assertThat(run.error()).isEqualTo(ErrorCode.DMS_TASK_FAILED);
        assertThat(staged("customers")).isNotEmpty();
        return run;
    }

    /** The program starts anew, and has swept the target and asked for all tasks. */
    private static void restart(Map<String, String> keys) {
        var before = world.carriedOut("DescribeReplicationTasks");
        world.restart(Engine.Mode.RUNS_ONLY, keys);
        await().atMost(TapStage.PATIENCE).until(() -> world.carriedOut("DescribeReplicationTasks") > before);
    }

    private static String numbered(Run run, long number) {
        return run.taskIdentifier().replaceFirst("[0-9]+$", Long.toString(number));
    }

    @Test
    void a_failed_run_s_task_and_rows_go_when_their_time_is_over_and_what_is_not_a_dead_run_s_stays() {
        var dead = failed("dead");
        var unknown = numbered(dead, 998);
        var untagged = numbered(dead, 999);
        Dms.create(world.cloud.dms(), unknown, OURS);
        Dms.create(world.cloud.dms(), untagged, Map.of());
        Dms.create(world.cloud.dms(), "window-reload-00000000-r1", OURS);
        restart(KEEP);
        assertThat(staged("customers")).isNotEmpty();
        assertThat(tasks()).contains(dead.taskIdentifier(), unknown);
        world.strike(List.of(Fault.of(FaultKind.SLOW_LOAD).on("ORDERS").delay(Duration.ofMinutes(5))));
        var open = world.ask("open", ",\"tables\":[\"orders\"]");
        await().atMost(TapStage.PATIENCE).until(() -> world.tasks().stream()
                .anyMatch(task -> task.status().equals("running")));

        restart(SWEEP);

        await().atMost(TapStage.PATIENCE)
                .untilAsserted(() -> assertThat(tasks()).doesNotContain(dead.taskIdentifier(), unknown));
        assertThat(staged("customers")).isEmpty();
        assertThat(tasks()).contains(untagged, "window-reload-00000000-r1", numbered(dead, open.id()));
        world.program.ledger().cancel(open.id(), "enough");
        assertThat(world.ended(open.id()).state()).isEqualTo(Run.State.CANCELLED);
    }

    @Test
    void rows_that_somebody_staged_by_hand_are_not_swept() {
        world.strike(List.of());
        assertThat(world.reload("good").state()).isEqualTo(Run.State.SUCCESS);
        world.production.run("insert into staging.customers select * from production.customers limit 3");

        restart(SWEEP);

        assertThat(staged("customers")).hasSize(3);
    }

    @Test
    void a_task_that_stands_under_the_run_s_name_but_was_made_for_something_else_is_not_touched() {
        var dead = failed("restored-before");
        var next = numbered(dead, dead.id() + 1);
        Dms.create(world.cloud.dms(), next, Map.of("Purpose", "window-reload", "Window", "of an older ledger"));
        world.strike(List.of());

        var run = world.reload("restored");

        assertThat(run.taskIdentifier()).isNull();
        assertThat(run.error()).isEqualTo(ErrorCode.DMS_REFUSED);
        assertThat(run.errorDetail()).contains("of an older ledger").endsWith("production was not touched");
        assertThat(tasks()).contains(next);
    }
}
