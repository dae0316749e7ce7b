package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.ledger.Step;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tables of one run are merged side by side where their foreign keys allow. */
class ParallelMergeTest {
    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of("reload.merge.max-rejected", "10"));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void two_tables_are_compared_at_once() throws SQLException {
        world.production.damage();
        world.cloud.dms().faults().add(Fault.of(FaultKind.LATE_STATISTICS).delay(Duration.ofSeconds(1)));
        var id = world.ask("side-by-side", "").id();
        await().until(() -> step(id) == Step.POLL);
        try (var connection = world.cloud.target().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(admin.merge_lock('production.customers'::regclass)),"
                    + " pg_advisory_xact_lock(admin.merge_lock('production.orders'::regclass))");
            await().untilAsserted(() -> assertThat(world.production.texts(
                            "select query from pg_stat_activity where datname = current_database()"
                                    + " and query ilike '%admin.merge_plan(%' and wait_event_type = 'Lock'"))
                    .hasSize(2));
            connection.rollback();
        }
        world.cloud.dms().faults().clear();

        var run = world.ended(id);

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    @Test
    void one_that_fails_fails_the_run_when_the_other_has_returned() {
        world.production.damage();
        world.production.run("alter table production.orders add constraint never check (amount < 0) not valid");

        var run = world.reload("fails");

        assertThat(run.error()).isEqualTo(ErrorCode.MERGE_CONSTRAINT);
        assertThat(run.errorDetail()).contains("never");
        assertThat(world.program.ledger().tables(run.id()))
                .filteredOn(table -> table.target().name().equals("customers"))
                .extracting(RunTable::mergeState)
                .doesNotContain("PENDING");
        world.production.run("alter table production.orders drop constraint never");
        assertThat(world.reload("mended").state()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    @Test
    void one_row_that_production_refuses_leaves_the_run_partial_and_the_rest_merged() {
        world.production.damage();
        var id = world.production
                .texts(
                        "select min(customer_id) from production.customers where updated_at >= '2025-01-01' and updated_at < '2025-02-01'")
                .get(0);
        world.production.run("update production.customers set name = 'refused' where customer_id = " + id);
        world.production.run("alter table production.customers add constraint kept check (customer_id <> " + id
                + " or name = 'refused')");

        var run = world.reload("refuses");

        assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
        assertThat(run.error()).isEqualTo(ErrorCode.ROWS_REJECTED);
        assertThat(run.errorDetail()).contains("1 rows were not written: rejected 23514 kept");
        assertThat(world.program.ledger().tables(run.id()))
                .extracting(table -> table.counts().rejected())
                .containsExactlyInAnyOrder(1L, 0L);
        world.production.run("alter table production.customers drop constraint kept");
        assertThat(world.reload("allows").state()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    @Test
    void a_table_is_planned_and_merged_in_lanes() throws SQLException {
        world.production.run(
                "create or replace function admin.lane_rows() returns integer language sql immutable as 'select 10'");
        world.production.damage();

        var run = world.reload("lanes");

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.texts(
                        "select target_table || ' ' || lanes from admin.reload_run_tables where run_id = " + run.id()
                                + " order by 1"))
                .containsExactly("customers 2", "orders 2");
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    @Test
    void a_lane_that_cannot_be_planned_fails_the_run_by_its_name_and_leaves_nothing() throws SQLException {
        world.production.run(
                "create or replace function admin.lane_rows() returns integer language sql immutable as 'select 10'");
        world.production.run("alter function admin.plan_lane(bigint, integer, integer) rename to plan_lane_kept");
        world.production.run(
                "create function admin.plan_lane(run bigint, pos integer, lane integer) returns void language plpgsql as"
                        + " $$ begin raise 'lane % holds a key twice', lane using errcode = 'WR001'; end $$");
        world.production.damage();
        var damaged = world.production.all();

        var run = world.reload("lane-fails");

        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).isEqualTo(ErrorCode.DUPLICATE_KEYS);
        assertThat(run.errorDetail()).contains("holds a key twice");
        assertThat(world.production.all()).isEqualTo(damaged);
        assertThat(world.production.texts("select admin.standing_fences()")).isEmpty();
        assertThat(world.production.texts("select status from admin.merge_summary where run_id = " + run.id()))
                .containsExactly("FAILED");
        world.production.run("drop function admin.plan_lane(bigint, integer, integer)");
        world.production.run("alter function admin.plan_lane_kept(bigint, integer, integer) rename to plan_lane");
        assertThat(world.reload("lane-mended").state()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    private static Step step(long run) {
        return world.program.ledger().find(run).orElseThrow().step();
    }
}
