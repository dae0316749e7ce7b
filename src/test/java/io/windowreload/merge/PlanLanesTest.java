package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.Sql;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A large table is planned in parts side by side, each a range of its key. */
class PlanLanesTest {
    private final MergeFixture target = MergeFixture.withTable("id text, v text, changed timestamp")
            .withoutWaitingForDisk()
            .sql(
                    "insert into production.items select 'p.''s.' || n, 'old', '2025-01-02' from generate_series(1, 3000) n",
                    "insert into staging.items select 'p.''s.' || n, 'new', '2025-01-03' from generate_series(1, 6000) n order by md5(n::text)");

    @AfterEach
    void close() {
        target.close();
    }

    private long lanes(long run) {
        return target.number("select lanes from admin.reload_run_tables where run_id = " + run);
    }

    @Test
    void every_row_is_in_one_lane() {
        var run = target.armed();
        target.plan(run, 1, 3);

        assertThat(lanes(run)).isEqualTo(3);
        assertThat(target.texts("select count(*) || ' ' || count(distinct id) from admin.plan_" + run
                        + "_1 where reload_n is not null"))
                .containsExactly("6000 6000");
        assertThat(target.number("select min(high - low) from admin.merge_lanes where lane <= 3"))
                .isBetween(1_500L, 2_000L);
        target.apply(run, 1, 500, 3);
        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.account(run, 1).balanced()).isTrue();
        assertThat(target.account(run, 1).inserted()).isEqualTo(3_000);
    }

    @Test
    void rows_of_all_lanes_are_in_the_account() {
        target.sql(
                "update production.items set v = 'new', changed = '2025-01-03' where id like '%1'",
                "update production.items set changed = '2025-01-09' where id like '%2'",
                "update staging.items set changed = '2025-02-09' where id like '%3'");
        var run = target.armed();
        target.plan(run, 1, 3);

        var account = target.account(run, 1);
        assertThat(account.unchanged()).isEqualTo(300);
        assertThat(account.outside()).isEqualTo(600);
        assertThat(
                        target.texts(
                                "select planned_inserts || ' ' || planned_updates || ' ' || newer_in_target from admin.reload_run_tables"))
                .containsExactly("2700 2100 300");
    }

    @Test
    void a_key_that_is_null_is_refused_there_too() {
        target.sql("insert into staging.items values (null, 'x', '2025-01-02')");
        var run = target.armed();

        assertThatThrownBy(() -> target.plan(run, 1, 3)).hasMessageContaining("a key that is null");
    }

    @Test
    void a_null_key_outside_the_window_is_counted() {
        target.sql("insert into staging.items values (null, 'x', '2025-02-02')");
        var run = target.armed();
        target.plan(run, 1, 3);

        assertThat(target.account(run, 1).outside()).isEqualTo(1);
        assertThat(target.account(run, 1).unchanged()).isZero();
    }

    @Test
    void a_lane_that_another_connection_plans_is_waited_for_and_taken_over_if_that_dies() throws Exception {
        var run = target.armed();
        target.db.update(Sql.load("merge/plan-table"), Map.of("run_id", run, "position", 1, "connections", 3));
        try (var other = target.session("origin")) {
            other.run("begin");
            assertThat(other.texts("select admin.take_unplanned(" + run + ", 1)"))
                    .containsExactly("1");

            var rest = CompletableFuture.runAsync(() -> target.planLane(run, 1));
            target.awaitWaiter();
            assertThat(target.texts("select lane from admin.merge_lanes where planned order by lane"))
                    .containsExactly("2", "3", "4");
            assertThatThrownBy(() -> target.apply(run, 1, 100)).hasMessageContaining("is not planned");
            target.sql("select pg_terminate_backend("
                    + other.texts("select pg_backend_pid()").get(0) + ")");
            rest.join();
        }
        assertThat(target.account(run, 1).state()).isEqualTo("PLANNED");
        target.apply(run, 1, 500, 2);
        assertThat(target.verify(run, 1)).isZero();
    }

    @Test
    void a_plan_begun_again_forgets_the_lanes_planned_before() {
        var run = target.armed();
        target.plan(run, 1, 3);
        target.plan(run, 1, 2);

        assertThat(target.number("select count(*) from admin.plan_" + run + "_1 where reload_n is not null"))
                .isEqualTo(6_000);
        assertThat(lanes(run)).isEqualTo(2);
    }

    @Test
    void a_plan_that_is_not_open_cannot_be_gone_on_with() {
        var run = target.armed();

        assertThatThrownBy(() -> target.planLane(run, 1)).hasMessageContaining("is not open");
    }

    @Test
    void keys_of_another_type_are_planned_in_one_lane() {
        target.sql("alter table staging.items alter id type varchar(20)");
        var run = target.armed();
        target.plan(run, 1, 3);

        assertThat(lanes(run)).isEqualTo(1);
        target.apply(run, 1, 5_000);
        assertThat(target.verify(run, 1)).isZero();
    }

    @Test
    void keys_of_a_type_with_operators_of_its_own_are_planned_in_one_lane() {
        target.sql(
                "create extension citext",
                "create table production.codes (id citext primary key, changed timestamp)",
                "create table staging.codes (id citext, changed timestamp)",
                "insert into staging.codes select case n % 2 when 0 then 'K' else 'k' end || n, '2025-01-03' from generate_series(1, 6000) n");
        var run = target.planned("codes", 3);

        assertThat(lanes(run)).isEqualTo(1);
        assertThat(target.number("select planned_inserts from admin.reload_run_tables where run_id = " + run))
                .isEqualTo(6_000);
    }

    @Test
    void a_session_that_repeats_its_reads_plans_too() {
        target.sql(
                        "do $$ begin execute format('alter database %I set default_transaction_isolation = %L', current_database(), 'repeatable read'); end $$")
                .withoutWaitingForDisk();
        var run = target.armed();
        target.plan(run, 1, 3);

        assertThat(target.account(run, 1).state()).isEqualTo("PLANNED");
    }

    @Test
    void a_table_that_is_planned_again_is_not_taken_for_merged() {
        var run = target.armed();
        target.db.update(Sql.load("merge/plan-table"), Map.of("run_id", run, "position", 1, "connections", 3));

        assertThatThrownBy(() -> target.sql("select admin.finish_table(" + run + ", 1, '{}')"))
                .hasMessageContaining("is being planned again");
    }

    @Test
    void a_first_column_of_hardly_any_values_makes_one_lane() {
        target.sql(
                "create table production.parts (tenant int, id int, changed timestamp, primary key (tenant, id))",
                "create table staging.parts (tenant int, id int, changed timestamp)",
                "insert into staging.parts select n % 2, n, '2025-01-03' from generate_series(1, 9000) n");
        var run = target.planned("parts", 3);

        assertThat(lanes(run)).isEqualTo(1);
        target.apply(run, 1, 5_000);
        assertThat(target.account(run, 1).inserted()).isEqualTo(9_000);
    }
}
