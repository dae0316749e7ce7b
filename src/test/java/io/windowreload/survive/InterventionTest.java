package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people do, or have done, while a run goes on. */
class InterventionTest {
    private static World world;

    @BeforeAll
    static void open() {
        world = new World(
                Engine.Mode.RUNS_ONLY, Map.of("reload.dms.load-timeout", "1m", "reload.runs.retry-for", "1m"));
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

    private static Fault slowLoad() {
        return Fault.of(FaultKind.SLOW_LOAD).on("ORDERS").delay(Duration.ofMinutes(5));
    }

    private static Run at(Step step, Run run) {
        return await().pollInterval(Duration.ofMillis(20))
                .until(() -> world.program.ledger().find(run.id()).orElseThrow(), found -> found.step() == step);
    }

    private static String running(Run run) {
        var polling = at(Step.POLL, run);
        await().until(() ->
                world.tasks().stream().anyMatch(task -> task.status().equals("running")));
        return polling.taskArn();
    }

    @Test
    void a_task_that_somebody_stops_fails_the_run() {
        world.strike(List.of(slowLoad()));
        var run = world.ask("stopped-by-a-person", "");
        var before = world.production.all();

        Dms.stop(world.cloud.dms().endpoint(), running(run));

        assertThat(world.ended(run.id()).error()).isEqualTo(ErrorCode.DMS_TASK_STOPPED);
        assertThat(world.production.all()).isEqualTo(before);
        assertThat(world.tasks()).isEmpty();
    }

    @Test
    void a_run_that_is_cancelled_while_it_loads_stops_its_task_and_says_that_production_is_untouched() {
        world.strike(List.of(slowLoad()));
        var run = world.ask("cancelled", "");
        var before = world.production.all();
        running(run);

        world.program.ledger().cancel(run.id(), "the source is in trouble");

        var ended = world.ended(run.id());
        assertThat(ended.state()).isEqualTo(Run.State.CANCELLED);
        assertThat(ended.error()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(ended.errorDetail()).isEqualTo("the source is in trouble; production was not touched");
        assertThat(world.production.all()).isEqualTo(before);
        assertThat(world.tasks()).isEmpty();
        assertThat(world.production.texts("select * from admin.standing_fences()"))
                .isEmpty();
    }

    @Test
    void an_instance_that_becomes_available_again_is_waited_for() {
        world.strike(
                List.of(Fault.of(FaultKind.INSTANCE_STATUS).text("modifying").always()));
        var run = world.ask("modified-instance", "");
        await().until(() -> world.program.ledger().find(run.id()).orElseThrow().tries() > 0);

        world.strike(List.of());

        assertThat(world.ended(run.id()).state()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    @Test
    void a_stopped_capture_of_changes_fails_the_run_before_anything_is_loaded() {
        world.stopCdc();
        try {
            var ended = world.reload("no-cdc");
            assertThat(ended.error()).isEqualTo(ErrorCode.CDC_NOT_RUNNING);
            assertThat(ended.taskIdentifier()).isNull();
        } finally {
            world.resumeCdc();
        }
    }
}
