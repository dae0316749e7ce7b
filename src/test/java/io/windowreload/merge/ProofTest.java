package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proof finds without a second comparison what the comparison finds, or leaves it to that. */
class ProofTest {
    private static final String EQUAL =
            "insert into %s.items select g, 'v' || g, timestamp '2025-01-02' from generate_series(1, 20) g";

    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_quiet_run_is_proved_and_its_candidates_are_counted() {
        var run = merged();
        target.cdc(
                "update production.items set v = 'cdc' where id in (1, 101)",
                "delete from production.items where id = 2",
                "update production.items set id = 300 where id = 3",
                "insert into production.items values (400, 'new', '2025-01-04')");

        assertThat(doubt(run)).isNull();
        assertThat(proof(run)).isEqualTo("true 1");
        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.texts("select key ->> 'id' from admin.reload_skipped_rows where reason = 'delete_candidate'"))
                .containsExactly("100");
    }

    @Test
    void what_cdc_wrote_or_deleted_before_the_plan_too_does_not_spoil_the_count() {
        target.sql(String.format(EQUAL, "production"), "insert into production.items values (100, 'x', '2025-01-03')");
        var run = target.armedFor("proof");
        target.sql(String.format(EQUAL, "staging"));
        target.cdc(
                "update production.items set v = v where id in (1, 2, 3)",
                "delete from production.items where id in (4, 5)",
                "insert into production.items values (5, 'again', '2025-01-01')");
        target.plan(run, 1);
        target.apply(run, 1, 3);
        target.cdc(
                "delete from production.items where id in (1, 6)",
                "update production.items set v = 'w' where id in (2, 5, 7)");

        assertThat(proof(run)).isEqualTo("true 1");
    }

    @Test
    void a_row_that_the_run_did_not_write_and_that_went_while_the_fence_was_off_is_not_explained() {
        var run = merged();
        target.sql(
                "alter table production.items disable trigger user",
                "delete from production.items where id = 7",
                "alter table production.items enable always trigger reload_fence_" + run + "_1_delete",
                "alter table production.items enable always trigger reload_fence_" + run + "_1_key",
                "alter table production.items enable always trigger reload_fence_" + run + "_1_truncate");

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void so_it_is_where_the_function_of_the_fence_was_another_one() {
        var run = merged();
        var name = "admin.fence_" + run + "_1_statement()";
        var written = target.texts("select pg_get_functiondef('" + name + "'::regprocedure)")
                .get(0);
        target.sql(
                "create or replace function " + name + " returns trigger language plpgsql as 'begin return null; end'",
                "delete from production.items where id = 7",
                written);

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void so_it_is_where_somebody_takes_a_key_out_of_the_fence() {
        var run = merged();
        target.cdc("delete from production.items where id = 7");
        target.sql("delete from admin.fence_" + run + "_1");

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncate admin.fence_%d_1", "update admin.fence_%d_1 set id = -id"})
    void so_it_is_where_somebody_changes_the_fence_otherwise(String taken) {
        var run = merged();
        target.cdc("delete from production.items where id = 7");
        target.sql(String.format(taken, run));

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void a_row_that_a_trigger_changes_within_a_chunk_and_that_was_equal_is_not_explained() {
        target.sql(
                "create function production.shout() returns trigger language plpgsql as"
                        + " 'begin update production.items set v = upper(v) where id = 7; return new; end'",
                "create trigger shout before update on admin.merge_chunks for each row execute function production.shout()");
        var run = merged("delete from production.items where id = 1");

        assertThat(target.account(run, 1).inserted()).isEqualTo(1);
        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void what_a_trigger_changes_that_a_chunk_has_written_is_not_explained() {
        target.sql(
                "create function production.shout() returns trigger language plpgsql as"
                        + " 'begin update production.items set v = upper(v) where id = 1; return new; end'",
                "create trigger shout before update on admin.merge_chunks for each row execute function production.shout()");
        var run = merged("delete from production.items where id = 1");

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void a_staged_row_that_was_changed_after_the_plan_is_not_explained() {
        var run = merged();
        target.sql("update staging.items set v = 'other' where id = 7");

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void what_a_plan_holds_otherwise_than_staging_is_not_explained() {
        var run = planned("delete from production.items where id = 1");
        target.sql("update admin.plan_" + run + "_1 set v = 'other' where id = 1");
        target.apply(run, 1, 3);

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void a_row_that_a_plan_has_lost_is_not_explained() {
        var run = planned("delete from production.items where id = 1");
        target.apply(run, 1, 3);
        target.sql("delete from admin.plan_" + run + "_1 where id = 1");
        pastTheFence(run, "delete from production.items where id = 1");

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void a_table_that_is_not_logged_is_compared() {
        target.sql("alter table production.items set unlogged");

        assertThat(doubt(merged())).isEqualTo("the fence was changed");
    }

    @Test
    void what_a_run_wrote_is_proved_though_cdc_has_written_or_deleted_some_of_it_since() {
        var run = merged(
                "delete from production.items where id <= 11", "update production.items set v = 'old' where id > 15");
        assertThat(proof(run)).isEqualTo("true 2");
        target.cdc(
                "update production.items set v = 'cdc' where id in (1, 16)",
                "delete from production.items where id in (2, 17)",
                "update production.items set id = 300 where id = 3",
                "delete from production.items where id = 4",
                "insert into production.items values (4, 'again', '2025-01-02')",
                "delete from production.items where id = 100");

        assertThat(doubt(run)).isNull();
        assertThat(proof(run)).isEqualTo("true 1");
        assertThat(target.verify(run, 1)).isZero();
    }

    @Test
    void a_row_that_the_run_wrote_and_that_went_past_the_fence_is_not_explained() {
        var run = merged("delete from production.items where id <= 3");
        pastTheFence(run, "delete from production.items where id = 2");

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void a_row_that_cdc_had_touched_and_that_went_past_the_fence_is_not_explained() {
        target.sql(
                String.format(EQUAL, "production"),
                "insert into production.items values (100, 'lost', '2025-01-03'), (101, 'kept', '2025-01-03')");
        var run = target.armedFor("proof");
        target.sql(String.format(EQUAL, "staging"));
        target.cdc("update production.items set v = 'cdc' where id = 7");
        target.plan(run, 1);
        target.apply(run, 1, 3);
        pastTheFence(run, "delete from production.items where id = 7");

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void staging_without_a_unique_key_is_compared() {
        target.sql(String.format(EQUAL, "production"));
        var run = target.armedFor("proof");
        target.sql(String.format(EQUAL, "staging"));
        target.sql("insert into staging.items select * from staging.items");
        target.plan(run, 1);
        target.apply(run, 1, 3);

        assertThat(doubt(run)).isEqualTo("a key may stand twice");
        assertThat(target.verify(run, 1)).isZero();
    }

    @Test
    void the_comparison_decides_unless_a_request_asks_for_the_proof() {
        target.sql(String.format(EQUAL, "production"));
        var run = target.armedFor("full");
        target.sql(String.format(EQUAL, "staging"));
        target.plan(run, 1);
        target.apply(run, 1, 3);

        assertThat(doubt(run)).isEqualTo("the request does not ask for the proof");
        assertThat(target.verify(run, 1)).isZero();
    }

    /**
     * A run of twenty rows that production holds already, and what else is to be done to production before. Two rows that staging does not
     * know are there, so that a count alone, which then is too small by one, gives nothing away.
     */
    private long merged(String... before) {
        var run = planned(before);
        target.apply(run, 1, 3);
        return run;
    }

    private long planned(String... before) {
        target.sql(
                String.format(EQUAL, "production"),
                "insert into production.items values (100, 'lost', '2025-01-03'), (101, 'kept', '2025-01-03')");
        target.sql(before);
        var run = target.armedFor("proof");
        target.sql(String.format(EQUAL, "staging"));
        target.plan(run, 1);
        return run;
    }

    /** So that nothing but counting finds it: the watch over the fence says that all is well. */
    private void pastTheFence(long run, String statement) {
        target.sql(
                "alter table production.items disable trigger user",
                statement,
                "alter table production.items enable always trigger reload_fence_" + run + "_1_delete",
                "alter table production.items enable always trigger reload_fence_" + run + "_1_key",
                "alter table production.items enable always trigger reload_fence_" + run + "_1_truncate",
                "create or replace function admin.fence_left_alone(run bigint, pos integer) returns boolean"
                        + " language sql as 'select true'");
    }

    private String doubt(long run) {
        return target.texts("select admin.proof_doubt(" + run + ", 1, admin.merge_terms(" + run + ", 1))")
                .get(0);
    }

    private String proof(long run) {
        return target.texts("select proved::text || ' ' || candidates from admin.prove(" + run
                        + ", 1, (select count(*) from staging.items), 0)")
                .get(0);
    }
}
