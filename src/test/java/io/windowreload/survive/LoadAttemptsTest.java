package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A load that fails in a way that DMS calls recoverable is tried anew, from nothing; one that fails otherwise is not. */
class LoadAttemptsTest {
    private static final String PASSES = "ODBC general error. Stop Reason RECOVERABLE_ERROR Error Level RECOVERABLE";

    @TempDir
    static Path folder;

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void damage() {
        world.production.damage();
        world.strike(List.of());
    }

    private static List<String> loads(Run run) {
        return world.production.texts("select concat_ws(' ', load, attempt, outcome, detail) from admin.reload_loads"
                + " where run_id = " + run.id() + " order by load");
    }

    private static void green(Run ended, int tries) {
        assertThat(ended.state()).as(ended.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
        assertThat(loads(ended)).hasSize(tries);
        assertThat(loads(ended).get(tries - 1)).isEqualTo(tries + " " + tries + " LOADED");
        assertThat(world.tasks()).isEmpty();
    }

    @Test
    void what_may_pass_is_loaded_by_a_new_task_into_emptied_staging() {
        world.strike(List.of(Fault.of(FaultKind.FAIL).text(PASSES)));

        var ended = world.reload("passes");

        green(ended, 2);
        assertThat(loads(ended).get(0)).startsWith("1 1 FAILED DMS_TASK_FAILED: task failed: Last Error  ODBC general");
        assertThat(world.production.texts("select document->0->>'outcome' || ' ' || (document->1->>'task')"
                        + " from admin.reload_evidence where kind = 'loads' and run_id = " + ended.id()))
                .singleElement()
                .asString()
                .startsWith("FAILED ")
                .endsWith("-r" + ended.id() + "-2");
    }

    @Test
    void a_task_that_stops_for_such_a_reason_is_one_of_these() {
        world.strike(List.of(
                Fault.of(FaultKind.STOP_REASON).text("RECOVERABLE_ERROR"),
                Fault.of(FaultKind.STOP_REASON).text("RECYCLE_TASK")));

        green(world.reload("stops"), 3);
    }

    @Test
    void it_is_tried_as_often_as_the_setting_says_and_every_task_is_deleted() {
        world.strike(List.of(Fault.of(FaultKind.FAIL).text(PASSES).always()));

        var ended = world.reload("never-passes");

        assertThat(ended.error()).isEqualTo(ErrorCode.DMS_TASK_FAILED);
        assertThat(ended.errorDetail()).contains("ODBC general error", "(attempt 3)");
        assertThat(loads(ended)).hasSize(3).allMatch(load -> load.contains("FAILED"));
        assertThat(world.tasks()).isEmpty();
    }

    @Test
    void what_fails_each_time_is_not_tried_again() {
        for (var fault : List.of(
                Fault.of(FaultKind.FAIL).text("ORA-00942"),
                Fault.of(FaultKind.STOP_REASON).text("STOPPED_DUE_TO_LOW_DISK"),
                Fault.of(FaultKind.FAILED_MOVE))) {
            world.strike(List.of(fault));

            var ended = world.reload("fails-" + fault.kind());

            assertThat(ended.state()).as(fault.toString()).isEqualTo(Run.State.FAILED);
            assertThat(loads(ended)).hasSize(1);
            assertThat(ended.errorDetail()).doesNotContain("attempt");
        }
    }

    @Test
    void a_run_that_is_cancelled_while_it_tries_again_leaves_no_task() {
        world.strike(List.of(
                Fault.of(FaultKind.FAIL).text(PASSES),
                Fault.of(FaultKind.SLOW_LOAD)
                        .on("ORDERS")
                        .delay(Duration.ofSeconds(1))
                        .always()));
        var run = world.ask("cancelled", "");
        await().until(() -> loads(run).size() == 2);

        world.program.operations().cancel(run.id(), new Word("cli", "mira", "a test"));

        assertThat(world.ended(run.id()).state()).isEqualTo(Run.State.CANCELLED);
        assertThat(world.tasks()).isEmpty();
    }

    @Test
    void where_failed_tasks_stay_all_do_and_the_sweep_takes_all() {
        var keys = Map.of("reload.dms.delete-task", "success", "reload.dms.load-attempts", "2");
        world.restart(Engine.Mode.EVERYTHING, quiet(keys));
        try {
            world.strike(List.of(Fault.of(FaultKind.FAIL).text(PASSES).always()));
            assertThat(loads(world.reload("stays"))).hasSize(2);
            assertThat(world.tasks()).hasSize(2);
            world.strike(List.of());

            world.restart(
                    Engine.Mode.EVERYTHING,
                    quiet(Map.of("reload.dms.delete-task", "success", "reload.runs.leftovers", "1ms")));

            await().atMost(TapStage.PATIENCE).until(() -> world.tasks().isEmpty());
        } finally {
            world.restart(Engine.Mode.RUNS_ONLY, Map.of());
        }
    }

    private static Map<String, String> quiet(Map<String, String> more) {
        var keys = new HashMap<>(more);
        keys.put("reload.http.port", "off");
        keys.put("reload.management.port", "off");
        keys.put("reload.schedule.cron", "off");
        keys.put("reload.requests.directory", folder.toString());
        return keys;
    }
}
