package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A large table is merged in parts side by side, where its rows do not depend on each other. */
class LanesTest {
    private MergeFixture target;

    @BeforeEach
    void open() {
        target = MergeFixture.withTable("id int, v text, boss int, changed timestamp")
                .withoutWaitingForDisk()
                .sql(
                        "insert into production.items select n, 'old', null, '2025-01-02' from generate_series(1, 3000) n",
                        "insert into staging.items select n, 'new', null, '2025-01-03' from generate_series(1, 6000) n");
    }

    @AfterEach
    void close() {
        target.close();
    }

    private void plan(long run) {
        target.plan(run, 1, 3);
    }

    private long lanes(long run) {
        return target.number("select lanes from admin.reload_run_tables where run_id = " + run);
    }

    @Test
    void each_lane_has_its_chunks_and_all_of_them_are_the_table() {
        var run = target.armed();
        plan(run);
        assertThat(lanes(run)).isEqualTo(3);

        target.apply(run, 1, 100, 3);

        assertThat(
                        target.texts(
                                "select concat_ws(' ', lane, min(first_n - low), max(last_n - low), sum(inserted), sum(updated))"
                                        + " from admin.merge_chunks join admin.merge_lanes using (run_id, position, lane) group by lane order by lane"))
                .containsExactly("1 1 1979 0 1979", "2 1 2040 1019 1021", "3 1 1981 1981 0");
        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.account(run, 1).balanced()).isTrue();
        assertThat(target.number("select count(*) from production.items where v = 'new'"))
                .isEqualTo(6000);
        assertThat(target.number("select count(*) from admin.merge_logs")).isEqualTo(1);
    }

    @Test
    void one_connection_is_enough_for_all_lanes() {
        var run = target.armed();
        plan(run);

        target.apply(run, 1, 5000);

        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.number("select count(distinct lane) from admin.merge_chunks"))
                .isEqualTo(3);
    }

    @Test
    void a_lane_that_another_connection_has_is_left_to_it() throws Exception {
        var run = target.armed();
        plan(run);
        try (var other = target.session("origin")) {
            other.run("begin");
            assertThat(other.texts("select admin.take_lane(" + run + ", 1, 'production.items', 0)"))
                    .containsExactly("1");

            assertThat(target.applyFor(run, 1, "3 s")).isFalse();

            assertThat(target.texts("select lane from admin.open_lanes(" + run + ", 1)"))
                    .containsExactly("1");
            assertThat(target.number("select count(distinct lane) from admin.merge_chunks"))
                    .isEqualTo(2);
            other.run("rollback");
        }
        assertThat(target.applyFor(run, 1, "1 min")).isTrue();
        assertThat(target.verify(run, 1)).isZero();
    }

    @Test
    void lanes_whose_sessions_die_go_on_each_after_its_last_chunk() {
        target.sql(
                "create function production.slow() returns trigger language plpgsql as"
                        + " 'begin perform pg_sleep(0.002); return new; end'",
                "create trigger slow before insert or update on production.items for each row execute function production.slow()");
        var run = target.armed();
        plan(run);
        var merge = CompletableFuture.runAsync(() -> target.apply(run, 1, 20, 3));
        await().until(() -> target.number("select count(distinct lane) from admin.merge_chunks") == 3);
        target.sql("select pg_terminate_backend(pid) from pg_stat_activity where query like 'call admin.merge_apply%'"
                + " and datname = current_database()");
        assertThatThrownBy(merge::join).hasRootCauseInstanceOf(SQLException.class);
        assertThat(target.account(run, 1).state()).isEqualTo("PLANNED");
        target.sql("drop trigger slow on production.items");

        plan(run);
        target.apply(run, 1, 500, 3);

        assertThat(target.number("select sum(last_n - first_n + 1) from admin.merge_chunks"))
                .isEqualTo(6000);
        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.account(run, 1).balanced()).isTrue();
        assertThat(target.number("select count(*) from production.items where v = 'new'"))
                .isEqualTo(6000);
    }

    @Test
    void a_row_that_is_refused_is_named_also_in_the_last_lane() {
        target.sql("alter table production.items add constraint tame check (id <> 5500 or v <> 'new')");
        var run = target.armed();
        plan(run);

        target.apply(run, 1, 100, 3);

        assertThat(target.texts("select key from admin.reload_skipped_rows where reason = 'rejected'"))
                .containsExactly("{\"id\": 5500}");
        assertThat(target.account(run, 1).rejected()).isEqualTo(1);
        assertThat(target.account(run, 1).balanced()).isTrue();
        assertThat(target.verify(run, 1)).isZero();
    }

    @Test
    void what_lanes_have_written_is_taken_back_lane_by_lane() {
        var before = target.texts("select i::text from production.items i order by id");
        var run = target.armed();
        plan(run);
        target.apply(run, 1, 100, 3);

        var undo = target.undo(run);

        assertThat(target.texts("select i::text from production.items i order by id"))
                .isEqualTo(before);
        assertThat(target.account(undo, 1).updated()).isEqualTo(3000);
    }

    @Test
    void a_table_that_refers_to_itself_has_one_lane() {
        target.sql("alter table production.items add foreign key (boss) references production.items");
        var run = target.armed();

        plan(run);

        assertThat(lanes(run)).isEqualTo(1);
    }

    @Test
    void a_table_with_something_unique_beside_its_key_has_one_lane() {
        target.sql("create unique index on production.items (v) where v <> 'old' and v <> 'new'");
        var run = target.armed();

        plan(run);

        assertThat(lanes(run)).isEqualTo(1);
    }

    @Test
    void a_table_of_which_one_partition_has_something_unique_has_one_lane() {
        target.sql(
                "create table production.parts (id int primary key, v text, changed timestamp) partition by range (id)",
                "create table production.parts_low partition of production.parts for values from (0) to (1000)",
                "create table production.parts_rest partition of production.parts default",
                "create table staging.parts (id int, v text, changed timestamp)",
                "insert into staging.parts select n, n::text, '2025-01-03' from generate_series(1, 6000) n");
        var many = target.planned("parts", 3);
        assertThat(lanes(many)).isEqualTo(3);

        target.sql("create unique index on production.parts_low (v)");
        target.plan(many, 1, 3);

        assertThat(lanes(many)).isEqualTo(1);
    }

    @Test
    void a_small_plan_has_one_lane() {
        target.sql("delete from staging.items where id > 3500");
        var run = target.armed();

        plan(run);

        assertThat(lanes(run)).isEqualTo(1);
    }
}
