package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.windowreload.db.DbException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The merge waits for nobody long, never makes CDC fail, and goes on where it stopped. */
class GivingWayTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_locked_row_is_tried_again_until_cdc_lets_it_go() throws Exception {
        var run = planned(5);
        try (var cdc = target.session("replica")) {
            cdc.run("begin").run("update production.items set v = 'cdc', changed = '2025-01-20' where id = 3");
            var merge = CompletableFuture.runAsync(() -> target.apply(run, 1, 2));
            await().until(() -> target.number("select lock_retries from admin.reload_run_tables") > 0);
            cdc.run("commit");
            merge.join();
        }

        assertThat(target.texts("select v from production.items where id = 3")).containsExactly("cdc");
        assertThat(target.account(run, 1).updated()).isEqualTo(4);
        assertThat(target.account(run, 1).newer()).isEqualTo(1);
    }

    @Test
    void while_the_merge_waits_cdc_has_the_rows_before() throws Exception {
        var run = planned(2);
        CompletableFuture<Void> merge;
        try (var slow = target.session("replica");
                var cdc = target.session("replica")) {
            slow.run("begin").run("update production.items set changed = '2025-01-20' where id = 2");
            merge = CompletableFuture.runAsync(() -> target.apply(run, 1, 10));
            target.awaitWaiter();
            cdc.run("set lock_timeout = '5s'")
                    .run("update production.items set v = 'cdc', changed = '2025-01-20' where id = 1");
            slow.run("commit");
        }
        merge.join();

        assertThat(target.texts("select v from production.items order by id")).containsExactly("cdc", "old");
        assertThat(target.account(run, 1).newer()).isEqualTo(2);
    }

    @Test
    void in_a_deadlock_it_is_the_merge_that_gives_way() throws Exception {
        var run = planned(2);
        try (var cdc = target.session("replica")) {
            cdc.run("begin").run("update production.items set v = 'cdc' where id = 2");
            var merge = CompletableFuture.runAsync(() -> target.apply(run, 1, 10));
            target.awaitWaiter();
            cdc.run("update production.items set v = 'cdc' where id = 1").run("commit");
            merge.join();
        }

        assertThat(target.account(run, 1).state()).isEqualTo("MERGED");
        assertThat(target.account(run, 1).balanced()).isTrue();
    }

    @Test
    void a_call_that_never_had_its_lock_ends_with_its_budget_and_says_so() throws Exception {
        var run = planned(2);
        try (var cdc = target.session("replica")) {
            cdc.run("begin").run("lock table production.items in access exclusive mode");
            assertThatThrownBy(() -> target.applyFor(run, 1, "0.4 s")).hasMessageContaining("lock timeout");
            cdc.run("commit");
        }

        assertThat(target.applyFor(run, 1, "1 min")).isTrue();
    }

    @Test
    void a_merge_whose_session_dies_goes_on_after_its_last_chunk() {
        var run = planned(2_000);
        target.sql(
                "create function production.slow() returns trigger language plpgsql as"
                        + " 'begin perform pg_sleep(0.005); return new; end'",
                "create trigger slow before update on production.items for each row execute function production.slow()");
        var merge = CompletableFuture.runAsync(() -> target.apply(run, 1, 20));
        await().until(() -> target.number("select chunks from admin.reload_run_tables") > 2);
        target.sql("select pg_terminate_backend(pid) from pg_stat_activity where query like 'call admin.merge_apply%'"
                + " and datname = current_database()");
        assertThatThrownBy(merge::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(DbException.class);
        var before = target.account(run, 1);
        assertThat(before.state()).isEqualTo("PLANNED");
        assertThat(before.updated()).isPositive().isLessThan(2_000);
        target.sql("drop trigger slow on production.items");

        target.plan(run, 1);
        target.apply(run, 1, 500);

        assertThat(target.account(run, 1).updated()).isEqualTo(2_000);
        assertThat(target.number("select sum(updated) from admin.merge_chunks")).isEqualTo(2_000);
        assertThat(target.number("select count(*) from production.items where v = 'new'"))
                .isEqualTo(2_000);
    }

    @Test
    void a_table_that_another_merge_works_on_is_left_alone() throws Exception {
        var run = planned(2);
        try (var other = target.session("origin")) {
            other.run("begin").run("select admin.lock_merge('production.items')");
            assertThatThrownBy(() -> target.applyFor(run, 1, "0.4 s")).hasMessageContaining("others are merging");
        }

        assertThat(target.account(run, 1).updated()).isZero();
    }

    @Test
    void two_sessions_that_merge_one_table_at_once_do_each_chunk_once() {
        var run = planned(3_000);

        var other = CompletableFuture.runAsync(() -> target.apply(run, 1, 50));
        target.apply(run, 1, 50);
        other.join();

        assertThat(target.account(run, 1).updated()).isEqualTo(3_000);
        assertThat(target.number("select sum(last_n - first_n + 1) from admin.merge_chunks"))
                .isEqualTo(3_000);
        assertThat(target.number("select count(*) from admin.merge_logs")).isEqualTo(1);
    }

    /** Rows that are all to be updated. */
    private long planned(int rows) {
        target.sql(
                "insert into production.items select g, 'old', '2025-01-02' from generate_series(1, " + rows + ") g");
        var run = target.armed();
        target.sql("insert into staging.items select g, 'new', '2025-01-10' from generate_series(1, " + rows + ") g");
        target.plan(run, 1);
        return run;
    }
}
