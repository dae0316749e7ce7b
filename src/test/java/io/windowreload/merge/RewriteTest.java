package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rewrite that keeps xmin leaves the run as it is; one that does not stops it, and says so. */
class RewriteTest {
    private static final String REWRITTEN = "WR191";
    private static final String ROWS = "select g, 'old', '2025-01-02' from generate_series(1, 20) g";
    private static final String STAGED =
            "insert into staging.items select g, 'right', '2025-01-02' from generate_series(1, 20) g";

    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    private long armed() {
        target.sql("insert into production.items " + ROWS);
        var run = target.armed();
        target.sql(STAGED);
        return run;
    }

    private static void stops(String state, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(DbException.class, e -> assertThat(e.sqlState())
                .isEqualTo(state));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table production.items add extra float default random()",
                "alter table production.items alter v type varchar(30)",
                "alter table production.items add n int generated always as identity",
                "alter table production.items set unlogged",
                "create table production.kept as select * from production.items; delete from production.items;"
                        + " vacuum production.items; insert into production.items select * from production.kept;"
                        + " vacuum full production.items"
            })
    void a_rewrite_that_gives_rows_another_xmin_stops_the_run(String rewrite) {
        var run = armed();
        for (var statement : rewrite.split("; ?", -1)) {
            target.sql(statement);
        }

        stops(REWRITTEN, () -> target.plan(run, 1));
        assertThat(target.number("select count(*) from production.items where v = 'right'"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vacuum full production.items",
                "cluster production.items using items_pkey",
                "vacuum freeze production.items",
                "reindex table production.items"
            })
    void one_that_keeps_xmin_is_no_trouble_before_or_after_the_plan(String rewrite) {
        var run = armed();
        target.cdc("update production.items set v = 'cdc' where id = 1", rewrite);
        target.plan(run, 1);
        target.cdc("update production.items set v = 'cdc' where id = 2", rewrite);

        target.apply(run, 1, 3);

        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.texts("select v || count(*) from production.items group by v order by v"))
                .containsExactly("cdc2", "right18");
    }

    @Test
    void a_rewrite_between_plan_and_chunks_stops_the_run_before_a_row_is_written() {
        var run = armed();
        target.plan(run, 1);
        target.sql("alter table production.items set unlogged");

        stops(REWRITTEN, () -> target.apply(run, 1, 3));
        assertThat(target.number("select count(*) from production.items where v = 'right'"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table production.items set unlogged",
                "alter table production.items alter v type varchar(30)",
                "alter table production.items add extra float default random()"
            })
    void a_rewrite_stops_the_first_chunk_although_it_writes_rows_itself(String rewrite) {
        var run = armed();
        target.sql("update staging.items set changed = '2025-01-09'");
        target.plan(run, 1);
        target.sql(rewrite);

        stops(REWRITTEN, () -> target.apply(run, 1, 2));
        assertThat(target.number("select count(*) from production.items where v = 'right'"))
                .isZero();
    }

    @Test
    void a_rewrite_after_the_merge_stops_the_proof_and_what_is_committed_stays() {
        var run = armed();
        target.plan(run, 1);
        target.apply(run, 1, 3);
        target.sql("alter table production.items add extra float default random()");

        stops(REWRITTEN, () -> target.verify(run, 1));
        assertThat(target.number("select count(*) from production.items where v = 'right'"))
                .isEqualTo(20);
    }

    @Test
    void an_undo_after_a_rewrite_is_refused_instead_of_finding_nothing() {
        var run = armed();
        target.merge(run, 1);
        target.sql("alter table production.items add extra float default random()");

        stops(REWRITTEN, () -> target.undo(run));
    }

    @Test
    void an_undo_of_a_table_that_was_exchanged_is_refused() {
        var run = armed();
        target.merge(run, 1);
        target.sql(
                "alter table production.items rename to items_before",
                "create table production.items (like production.items_before including all)",
                "insert into production.items select * from production.items_before");

        stops(REWRITTEN, () -> target.undo(run));
    }

    @Test
    void an_undo_after_vacuum_full_takes_all_back() {
        var run = armed();
        target.merge(run, 1);
        target.sql("vacuum full production.items");

        target.undo(run);

        assertThat(target.texts("select distinct v from production.items")).containsExactly("old");
    }

    @Test
    void a_table_that_was_empty_may_be_rewritten() {
        var run = target.armed();
        target.sql(STAGED, "alter table production.items add extra float default random()");

        target.merge(run, 1);

        assertThat(target.number("select count(*) from production.items")).isEqualTo(20);
    }

    @Test
    void one_partition_of_many_that_is_rewritten_stops_the_run() {
        target.sql(
                "create table production.parts (id int, v text, changed timestamp, primary key (id)) partition by range (id)",
                "create table production.low partition of production.parts for values from (0) to (10)",
                "create table production.high partition of production.parts for values from (10) to (100)",
                "create table staging.parts (id int, v text, changed timestamp)",
                "insert into production.parts " + ROWS);
        var run = target.open("{}", "parts");
        target.arm(run);
        target.sql("vacuum full production.low", "alter table production.high set unlogged");

        stops(REWRITTEN, () -> target.plan(run, 1));
    }

    @Test
    void a_plan_from_before_a_rewrite_cannot_be_compared_with() {
        var plan = armed();
        target.sql("update admin.reload_runs set options = '{\"dryRun\": true}' where run_id = " + plan);
        target.plan(plan, 1);
        target.sql(
                "call admin.merge_forecast(" + plan + ")",
                "alter table production.items add extra float default random()");
        var run = target.armed();
        target.plan(run, 1);

        assertThatThrownBy(() -> target.sql("call admin.merge_compare(" + run + ", " + plan + ", null)"))
                .hasMessageContaining("was rewritten since run " + plan);
    }

    @ParameterizedTest
    @ValueSource(strings = {"system identifier", "database", "timeline"})
    void another_server_stops_the_run(String what) {
        var run = armed();
        target.sql("update admin.reload_runs set fence_server = fence_server || jsonb_build_object('" + what
                + "', 'other') where run_id = " + run);

        stops("WR192", () -> target.plan(run, 1));
    }

    @Test
    void a_transaction_counter_that_went_back_stops_the_run() {
        var run = armed();
        target.sql("update admin.reload_runs set fence = (fence::text::bigint + 1000000)::text::xid8 where run_id = "
                + run);

        stops("WR192", () -> target.plan(run, 1));
    }

    @Test
    void what_the_role_could_not_know_of_the_server_is_no_trouble() {
        var run = armed();
        target.sql("update admin.reload_runs set fence_server = '{}' where run_id = " + run);

        target.merge(run, 1);

        assertThat(target.texts("select distinct v from production.items")).containsExactly("right");
    }
}
