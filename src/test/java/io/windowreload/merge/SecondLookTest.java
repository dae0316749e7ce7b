package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the target alone cannot settle is read again from the source by key, and settled. */
class SecondLookTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");
    private final Looks looks = new Looks(target);

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_row_that_cdc_deleted_while_production_lacked_it_is_found_out_and_removed() {
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'gone', '2025-01-02'), (2, 'there', '2025-01-02')");
        target.cdc("delete from production.items where id = 1");
        target.merge(run, 1);
        assertThat(target.texts("select id from production.items order by id")).containsExactly("1", "2");

        var look = look(run, "(2, 'there', '2025-01-02')");

        assertThat(looks.settle(run, look, Looks.REPORT)).isEqualTo("1 1");
        assertThat(target.texts("select id from production.items")).containsExactly("2");
        assertThat(looks.outcomes(look)).containsExactly("{\"id\": 1} inserted deleted", "{\"id\": 2} inserted there");

        target.undo(look);

        assertThat(target.texts("select id from production.items order by id")).containsExactly("1", "2");
    }

    /** A row that has left the filter is at the source still, and CDC deletes no such row. */
    @Test
    void what_a_filtered_look_does_not_find_is_not_taken_back_but_left_open_by_name() {
        target.sql("insert into production.items values (3, 'only here', '2025-01-01')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'left', '2025-01-02'), (2, 'there', '2025-01-02')");
        target.merge(run, 1);

        var look = look(run, "(2, 'there', '2025-01-02')");

        assertThat(looks.settleFiltered(run, look, Looks.REPORT)).endsWith(" 0");
        assertThat(target.texts("select id from production.items order by id")).containsExactly("1", "2", "3");
        assertThat(looks.outcomes(look)).contains("{\"id\": 1} inserted unproven", "{\"id\": 2} inserted there");
        assertThat(looks.follow(look)).isZero();
        assertThat(looks.findings(run)).containsExactly("LOOK_BLIND partial");
    }

    @Test
    void a_row_to_update_that_vanished_without_a_trace_is_found_out_and_removed() {
        target.sql("insert into production.items values (1, 'old', '2025-01-01'), (2, 'old', '2025-01-01')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'gone', '2025-01-02'), (2, 'there', '2025-01-02')");
        target.plan(run, 1);
        target.sql("do $$ declare t name; begin"
                + " alter table production.items disable trigger user; delete from production.items;"
                + " for t in select tgname from pg_trigger where tgrelid = 'production.items'::regclass loop"
                + " execute format('alter table production.items enable always trigger %I', t); end loop; end $$");
        target.apply(run, 1, 10);
        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.account(run, 1).inserted()).isEqualTo(2);

        var look = look(run, "(2, 'there', '2025-01-02')");

        assertThat(looks.settle(run, look, Looks.REPORT)).isEqualTo("1 1");
        assertThat(target.texts("select id from production.items")).containsExactly("2");
        assertThat(looks.outcomes(look)).containsExactly("{\"id\": 1} inserted deleted", "{\"id\": 2} inserted there");
    }

    @Test
    void a_row_that_was_left_to_cdc_is_repaired_by_what_the_source_says_now() {
        target.sql("insert into production.items values (1, 'drifted', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'right', '2025-01-02')");
        target.cdc("update production.items set changed = '2025-01-02' where id = 1");
        target.merge(run, 1);
        assertThat(target.account(run, 1).tie()).isEqualTo(1);

        var look = look(run, "(1, 'right', '2025-01-02')");

        assertThat(target.texts("select v from production.items")).containsExactly("right");
        assertThat(looks.settle(run, look, Looks.REPORT)).isEqualTo("0 0");
        assertThat(looks.follow(look)).as("quiet").isZero();
        assertThat(looks.findings(run)).isEmpty();
    }

    @Test
    void an_update_over_a_column_that_cdc_had_written_is_found_out() {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'new', '2025-01-05')");
        target.cdc("update production.items set v = 'cdc' where id = 1");
        target.merge(run, 1);
        assertThat(target.texts("select v from production.items")).containsExactly("new");

        look(run, "(1, 'cdc', '2025-01-05')");

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
    }

    @Test
    void an_update_over_what_cdc_wrote_after_the_plan_is_found_out() {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'new', '2025-01-05')");
        target.plan(run, 1);
        target.cdc("update production.items set v = 'cdc' where id = 1");
        target.apply(run, 1, 10);
        assertThat(target.texts("select v from production.items")).containsExactly("new");

        look(run, "(1, 'cdc', '2025-01-05')");

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
    }

    @Test
    void a_drifted_row_to_which_cdc_gave_another_key_is_repaired_under_that_key() {
        target.sql("insert into production.items values (1, 'drifted', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'right', '2025-01-02')");
        target.cdc("update production.items set id = 2");
        target.merge(run, 1);
        assertThat(target.texts("select id || v from production.items")).containsExactly("2drifted");

        look(run, "(2, 'right', '2025-01-02')");

        assertThat(target.texts("select id || v from production.items")).containsExactly("2right");
    }

    @Test
    void rows_that_only_production_has_are_deleted_only_on_request_and_below_the_caps() {
        target.sql("insert into production.items select g, 'x', '2025-01-02' from generate_series(1, 10) g");
        var run = target.armed();
        target.sql("insert into staging.items select * from production.items where id <= 8");
        target.merge(run, 1);
        assertThat(target.account(run, 1).deleteCandidates()).isEqualTo(2);
        var look = looks.begin(run);
        looks.load(look, "items", "select * from production.items where id <= 8");
        target.merge(look, 1);

        assertThat(looks.settle(run, look, 1, Looks.REPORT, 10, 100)).isEqualTo("2 0");
        assertThat(looks.settle(run, look, 1, Looks.APPLY, 1, 100)).isEqualTo("2 0");
        assertThat(looks.settle(run, look, 1, Looks.APPLY, 10, 20)).isEqualTo("2 0");
        assertThat(looks.outcomes(look))
                .containsExactly("{\"id\": 9} delete_candidate kept", "{\"id\": 10} delete_candidate kept");

        assertThat(looks.settle(run, look, 1, Looks.APPLY, 10, 25)).isEqualTo("2 2");
        assertThat(target.number("select count(*) from production.items")).isEqualTo(8);
    }

    @Test
    void a_row_that_cdc_writes_during_the_look_is_left_and_looked_at_again() {
        target.sql("insert into production.items values (1, 'x', '2025-01-02'), (2, 'y', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values (2, 'y', '2025-01-02')");
        target.merge(run, 1);
        var look = look(run, "(2, 'y', '2025-01-02')");
        target.cdc("update production.items set v = 'back' where id = 1");

        assertThat(looks.settle(run, look, Looks.APPLY)).isEqualTo("0 0");
        assertThat(looks.outcomes(look)).containsExactly("{\"id\": 1} delete_candidate touched");

        var next = looks.follow(look);

        assertThat(looks.outcomes(next)).containsExactly("{\"id\": 1} touched null");
    }

    @Test
    void a_row_that_cdc_is_writing_while_it_is_settled_is_left_without_waiting() throws Exception {
        target.sql("insert into production.items values (1, 'x', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values (2, 'y', '2025-01-02')");
        target.merge(run, 1);
        var look = look(run, "(2, 'y', '2025-01-02')");
        try (var cdc = target.session("replica")) {
            cdc.run("begin").run("update production.items set v = 'back' where id = 1");

            assertThat(looks.settle(run, look, Looks.APPLY)).isEqualTo("1 0");

            cdc.run("commit");
        }
        assertThat(target.texts("select v from production.items where id = 1")).containsExactly("back");
        assertThat(looks.outcomes(look)).contains("{\"id\": 1} delete_candidate touched");
    }

    @Test
    void what_a_look_deleted_does_not_come_back_over_a_row_of_cdc() {
        var run = target.armed();
        target.sql("insert into staging.items select g, 'gone', '2025-01-02' from generate_series(1, 3) g");
        target.merge(run, 1);
        var look = look(run, "(3, 'gone', '2025-01-02')");
        assertThat(looks.settle(run, look, Looks.REPORT)).isEqualTo("2 2");
        target.cdc("insert into production.items values (1, 'cdc', '2025-01-03')");

        var undo = target.undo(look);

        assertThat(target.texts("select id || v from production.items where id < 3 order by id"))
                .containsExactly("1cdc", "2gone");
        assertThat(target.account(undo, 1).tie()).isEqualTo(1);
    }

    @Test
    void of_a_key_of_two_columns_only_the_pairs_that_were_asked_for_are_merged() {
        target.sql("create table production.pairs (a int, b text, v text, changed timestamp, primary key (a, b));"
                + " create table staging.pairs (like production.pairs)");
        var run = target.open("{}", "pairs");
        target.arm(run);
        target.sql("insert into staging.pairs values (1, 'x', 'v', '2025-01-02'), (2, 'y', 'v', '2025-01-02')");
        target.merge(run, 1);
        var look = looks.begin(run);
        looks.load(
                look,
                "pairs",
                "select a, b, 'now', '2025-01-03' from generate_series(1, 2) a, unnest(array['x', 'y']) b");

        assertThat(contents(look)).isEqualTo("4 0");
        target.merge(look, 1);

        assertThat(target.texts("select a || b || v from production.pairs order by 1"))
                .containsExactly("1xnow", "2ynow");
        target.sql("insert into staging.pairs values (3, 'x', 'never asked for', '2025-01-03')");
        assertThat(contents(look)).isEqualTo("5 1");
    }

    private String contents(long look) {
        return target.texts("select staged || ' ' || outside from admin.look_count(" + look + ", 1)")
                .get(0);
    }

    /** The first look, whose load finds only these rows. */
    private long look(long run, String found) {
        var look = looks.begin(run);
        assertThat(looks.outcomes(look)).as("keys to read again").isNotEmpty();
        looks.load(look, "items", "values " + found);
        target.merge(look, 1);
        return look;
    }
}
