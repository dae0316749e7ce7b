package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.db.Sql;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the target alone cannot settle is read again from the source by key, and settled. */
class SecondLookTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

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

        assertThat(settle(run, look, List.of("inserted"), 10, 50)).isEqualTo("1 1");
        assertThat(target.texts("select id from production.items")).containsExactly("2");
        assertThat(outcomes(look)).containsExactly("{\"id\": 1} inserted deleted", "{\"id\": 2} inserted there");

        target.undo(look);

        assertThat(target.texts("select id from production.items order by id")).containsExactly("1", "2");
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
        assertThat(settle(run, look, List.of(), 0, 0)).isEqualTo("0 0");
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
        var look = look(run, null);

        assertThat(settle(run, look, List.of("inserted"), 10, 100)).isEqualTo("2 0");
        assertThat(settle(run, look, List.of("delete_candidate"), 1, 100)).isEqualTo("2 0");
        assertThat(settle(run, look, List.of("delete_candidate"), 10, 20)).isEqualTo("2 0");
        assertThat(outcomes(look))
                .containsExactly("{\"id\": 9} delete_candidate kept", "{\"id\": 10} delete_candidate kept");

        assertThat(settle(run, look, List.of("delete_candidate"), 10, 25)).isEqualTo("2 2");
        assertThat(target.number("select count(*) from production.items")).isEqualTo(8);
    }

    @Test
    void a_row_that_cdc_writes_during_the_look_is_left() {
        target.sql("insert into production.items values (1, 'x', '2025-01-02')");
        var run = target.armed();
        target.merge(run, 1);
        var look = look(run, null);
        target.cdc("update production.items set v = 'back' where id = 1");

        assertThat(settle(run, look, List.of("delete_candidate"), 10, 100_000)).isEqualTo("0 0");
        assertThat(outcomes(look)).containsExactly("{\"id\": 1} delete_candidate touched");
    }

    @Test
    void a_row_that_cdc_is_writing_while_it_is_settled_is_left() throws Exception {
        target.sql("insert into production.items values (1, 'x', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values (2, 'y', '2025-01-02')");
        target.merge(run, 1);
        var look = look(run, "(2, 'y', '2025-01-02')");
        CompletableFuture<String> settled;
        try (var cdc = target.session("replica")) {
            cdc.run("begin").run("update production.items set v = 'back' where id = 1");
            settled = CompletableFuture.supplyAsync(() -> settle(run, look, List.of("delete_candidate"), 10, 100_000));
            target.awaitWaiter();
            cdc.run("commit");
        }

        assertThat(settled.join()).isEqualTo("1 0");
        assertThat(target.texts("select v from production.items where id = 1")).containsExactly("back");
        assertThat(outcomes(look)).contains("{\"id\": 1} delete_candidate touched");
    }

    @Test
    void what_a_look_deleted_does_not_come_back_over_a_row_of_cdc() {
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'gone', '2025-01-02'), (2, 'gone', '2025-01-02')");
        target.merge(run, 1);
        var look = look(run, null);
        assertThat(settle(run, look, List.of("inserted"), 10, 100)).isEqualTo("2 2");
        target.cdc("insert into production.items values (1, 'cdc', '2025-01-03')");

        var undo = target.undo(look);

        assertThat(target.texts("select id || v from production.items order by id"))
                .containsExactly("1cdc", "2gone");
        assertThat(target.account(undo, 1).tie()).isEqualTo(1);
    }

    @Test
    void keys_beyond_the_most_are_counted() {
        var run = target.armed();
        target.sql("insert into staging.items select g, 'x', '2025-01-02' from generate_series(1, 10) g");
        target.merge(run, 1);

        assertThat(open(run, newRun(), 4)).containsExactly(6L);
    }

    @Test
    void of_a_key_of_two_columns_only_the_pairs_that_were_asked_for_are_merged() {
        target.sql("create table production.pairs (a int, b text, v text, changed timestamp, primary key (a, b));"
                + " create table staging.pairs (like production.pairs)");
        var run = armed("pairs");
        target.sql("insert into staging.pairs values (1, 'x', 'v', '2025-01-02'), (2, 'y', 'v', '2025-01-02')");
        target.merge(run, 1);
        var look = target.number("select admin.look_begin(" + run + ", 100)");
        target.arm(look);
        target.sql(
                "truncate staging.pairs; insert into staging.pairs select a, b, 'now', '2025-01-03' from generate_series(1, 2) a,"
                        + " unnest(array['x', 'y']) b");

        assertThat(target.texts("select staged || ' ' || outside from admin.look_count(" + look + ", 1)"))
                .containsExactly("4 0");
        target.merge(look, 1);

        assertThat(target.texts("select a || b || v from production.pairs order by 1"))
                .containsExactly("1xnow", "2ynow");
        target.sql("insert into staging.pairs values (3, 'x', 'never asked for', '2025-01-03')");
        assertThat(target.texts("select staged || ' ' || outside from admin.look_count(" + look + ", 1)"))
                .containsExactly("5 1");
    }

    @Test
    void keys_that_no_filter_can_name_are_counted_as_unread() {
        target.sql(
                "create table production.names (name text primary key, changed timestamp); create table staging.names (like production.names)");
        var run = armed("names");
        target.sql(
                "insert into staging.names values ('plain', '2025-01-02'), ('O''Hara', '2025-01-02'), (E'a\\tb', '2025-01-02'), ('', '2025-01-02')");
        target.merge(run, 1);

        var look = target.number("select admin.look_begin(" + run + ", 100)");

        assertThat(target.texts("select key::text from admin.reload_look_keys where run_id = " + look))
                .containsExactly("{\"name\": \"plain\"}");
        assertThat(target.number("select unread from admin.reload_run_tables where run_id = " + run))
                .isEqualTo(3);
    }

    private long armed(String table) {
        var run = target.open("{}", table);
        target.arm(run);
        return run;
    }

    /** A second look whose load finds only these rows. */
    private long look(long run, String found) {
        var look = newRun();
        open(run, look, 1_000);
        assertThat(outcomes(look)).as("keys to read again").isNotEmpty();
        target.arm(look);
        target.sql("truncate staging.items");
        if (found != null) {
            target.sql("insert into staging.items values " + found);
        }
        target.merge(look, 1);
        return look;
    }

    private long newRun() {
        return target.number(
                "insert into admin.reload_runs (request_id, origin, state, phase, options) values"
                        + " (gen_random_uuid()::text, 'cli', 'RUNNING', 'load', '{\"newerInTarget\": \"repair\"}') returning run_id");
    }

    private List<Long> open(long run, long look, int most) {
        return target.db.query(
                Sql.load("merge/open-look"),
                Map.of("run_id", run, "look_run_id", look, "most", most),
                row -> row.number("beyond"));
    }

    private String settle(long run, long look, List<String> reasons, int maxRows, int maxPercent) {
        return target.db
                .queryOne(
                        Sql.load("merge/settle-look"),
                        Map.of(
                                "run_id", run,
                                "look_run_id", look,
                                "position", 1,
                                "delete_reasons", reasons,
                                "max_rows", maxRows,
                                "max_percent", maxPercent),
                        row -> row.number("confirmed") + " " + row.number("removed"))
                .orElseThrow();
    }

    private List<String> outcomes(long look) {
        return target.db.query(
                Sql.load("merge/list-look-keys"),
                Map.of("look_run_id", look, "position", 1),
                row -> row.text("key") + " " + row.text("reason") + " " + row.text("outcome"));
    }
}
