package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PostgreSQL says when its disk is full, or when it takes no writes, has a code of its own, and passes when the cause has gone. */
class FullDiskTest {
    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of("reload.runs.retry-for", "1m"));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource({"53100, TARGET_FULL", "25006, TARGET_READ_ONLY", "53300, TARGET_UNAVAILABLE"})
    void a_run_waits_and_goes_on(String state, ErrorCode code) {
        world.production.damage();
        world.production.run("create or replace function production.no() returns trigger language plpgsql as $$ begin"
                + " raise exception 'could not extend file' using errcode = '" + state + "'; end $$");
        world.production.run(
                "create trigger no before insert on production.orders for each statement execute function production.no()");

        var run = world.ask("trouble-" + state, "");
        await().atMost(TapStage.PATIENCE)
                .until(
                        () -> world
                                .production
                                .texts("select last_problem from admin.reload_runs where run_id = " + run.id())
                                .stream()
                                .anyMatch(problem -> problem != null && problem.startsWith(code.name())));
        world.production.run("drop trigger no on production.orders");

        var ended = world.ended(run.id());
        assertThat(ended.state()).as(ended.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }
}
