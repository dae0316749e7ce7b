package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fence in whole runs: it is taken away table by table, and runs of people with psql stand in the ledger as all others do. */
class FenceRunTest {
    private static World world;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        world = new World(
                Engine.Mode.RUNS_ONLY,
                Map.of(
                        "reload.look.keys",
                        "500",
                        "reload.runs.retry-for",
                        "30s",
                        "reload.merge.lock-timeout",
                        "100ms"));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private String status(String... more) throws Exception {
        var settings = folder.resolve("settings.properties");
        Files.write(
                settings,
                World.settings(world.cloud, Map.of()).entrySet().stream()
                        .map(entry -> entry.getKey() + " = " + entry.getValue())
                        .toList());
        var args = new ArrayList<>(List.of("status", "--config", settings.toString()));
        args.addAll(List.of(more));
        var out = new StringWriter();
        var code = WindowReload.commandLine().setOut(new PrintWriter(out, true)).execute(args.toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
    }

    /** A session of its own, as somebody's psql; in a zone of its own. */
    private void psql(String zone, String statement) throws SQLException {
        try (var connection = world.cloud.target().connect();
                var session = connection.createStatement()) {
            session.execute("set timezone = '" + zone + "'");
            session.execute(statement);
        }
    }

    private static long number(String query) {
        return Long.parseLong(world.production.texts(query).get(0));
    }

    @Test
    void a_lock_on_one_table_only_delays_the_end_of_a_verified_run() throws Exception {
        world.production.damage();
        Run run;
        try (var connection = world.cloud.target().connect();
                var reader = connection.createStatement()) {
            connection.setAutoCommit(false);
            reader.execute("select from production.orders limit 1");
            var id = world.ask("locked-at-the-end", "").id();
            await().until(() -> {
                var found = world.program.ledger().find(id).orElseThrow();
                return found.state().ended() || (found.step() == Step.LIFT_FENCE && found.tries() >= 2);
            });
            connection.rollback();
            run = world.ended(id);
        }

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.program.ledger().look(run.id())).isPresent();
        var look =
                world.ended(world.program.ledger().look(run.id()).orElseThrow().id());
        assertThat(look.state()).as(look.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.texts("select tgname from pg_trigger where tgname like 'reload%'"))
                .isEmpty();
    }

    @Test
    void a_table_that_is_locked_when_its_plan_is_due_delays_the_run_and_says_so() throws Exception {
        world.production.damage();
        world.strike(List.of(Fault.of(FaultKind.SLOW_LOAD).on("ORDERS").delay(Duration.ofSeconds(1))));
        Run run;
        try (var connection = world.cloud.target().connect();
                var reader = connection.createStatement()) {
            connection.setAutoCommit(false);
            var id = world.ask("locked-at-the-plan", "").id();
            await().until(() -> {
                var step = world.program.ledger().find(id).orElseThrow().step();
                return step != null && step.compareTo(Step.POLL) >= 0;
            });
            reader.execute("lock table production.orders in access exclusive mode");
            await().atMost(Duration.ofSeconds(40)).until(() -> {
                var found = world.program.ledger().find(id).orElseThrow();
                return found.state().ended() || found.tries() >= 1;
            });
            assertThat(world.production.texts("select last_problem from admin.reload_runs where run_id = " + id))
                    .allMatch(problem -> problem.contains("lock timeout"));
            connection.rollback();
            run = world.ended(id);
        }

        world.program.ledger().look(run.id()).ifPresent(look -> world.ended(look.id()));
        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
    }

    @Test
    void runs_of_psql_are_shown_as_all_others_are_after_success_and_failure() throws Exception {
        // Without a look, whose fence the calls would go by, or not.
        world.ended(world.ask("before-psql", ",\"options\":{\"cleanup\":false,\"secondLook\":false}")
                .id());
        psql("Asia/Tokyo", "call admin.merge_time_window_data()");
        world.production.run("alter table production.customers rename to customers_away");
        try {
            psql("America/New_York", "call admin.merge_time_window_data()");
        } catch (SQLException expected) {
            assertThat(expected.getMessage()).contains("customers");
        } finally {
            world.production.run("alter table production.customers_away rename to customers");
        }

        var rows = status();
        assertThat(rows).contains("psql-").contains("SUCCESS").contains("MERGE_FAILED");
        assertThat(status("--json")).contains("\"MERGE_FAILED\"");
        assertThat(world.production.texts("select distinct step from admin.reload_runs where origin = 'psql'"))
                .allMatch(step -> List.of("ARM", "APPLY").contains(step));
    }

    @Test
    void a_psql_run_that_goes_on_is_not_taken_for_dead_by_a_caller_in_another_zone() throws Exception {
        world.reload("before-dead-sessions");
        try (var connection = world.cloud.target().connect();
                var open = connection.createStatement()) {
            open.execute("set timezone = 'Asia/Tokyo'");
            open.execute("select admin.open_psql_run()");
            psql("America/New_York", "select admin.open_psql_run()");

            assertThat(
                            world.production.texts(
                                    "select state from admin.reload_runs where origin = 'psql' and reason like 'CALL%' order by run_id desc limit 2"))
                    .containsExactly("RUNNING", "RUNNING");
        }
        // Their sessions are gone: nobody waits for them.
        var run = world.reload("beside-dead-sessions");

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        psql("UTC", "call admin.fence_sweep('300 ms', 0)");
        assertThat(number("select count(*) from admin.reload_runs where origin = 'psql' and state = 'RUNNING'"))
                .isZero();
    }

    @Test
    void words_that_only_another_version_knows_are_said_to_be_that_and_left_to_it() throws Exception {
        world.production.run(
                "insert into admin.reload_runs (request_id, origin, state, phase, step, error_code, error_detail, finished_at)"
                        + " values ('of-another-version', 'cli', 'FAILED', 'clean', 'POLISH', 'TOO_SHINY', 'so it is', now())");

        assertThat(status()).contains("LEDGER_NEWER");
        var run = number("select run_id from admin.reload_runs where request_id = 'of-another-version'");
        assertThat(world.program.ledger().find(run).orElseThrow().errorDetail()).isEqualTo("TOO_SHINY: so it is");
    }
}
