package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row that the source gives another key while a run and its looks go on is found by its new key, or left open by name. */
class ChangedKeysTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");
    private final Looks looks = new Looks(target);

    @BeforeEach
    void exceptions() {
        target.sql(
                "create table public.awsdms_apply_exceptions (\"TASK_NAME\" varchar(128) not null, \"TABLE_OWNER\" varchar(128) not null,"
                        + " \"TABLE_NAME\" varchar(128) not null, \"ERROR_TIME\" timestamp not null, \"STATEMENT\" text not null, \"ERROR\" text not null)");
        target.sql("insert into production.items values (9, 'control', '2025-01-02')");
    }

    @AfterEach
    void close() {
        target.close();
    }

    private void hitNoRow(String statement) {
        target.sql(
                "insert into public.awsdms_apply_exceptions values ('task', 'production', 'items', localtimestamp, $a$"
                        + statement + "$a$, '0 rows affected')");
    }

    private void stage(String rows) {
        target.sql("insert into staging.items values (9, 'control', '2025-01-02'), " + rows);
    }

    private void load(long look, String rows) {
        looks.load(look, "items", "values (9, 'control', '2025-01-02'::timestamp), " + rows);
        target.merge(look, 1);
    }

    private List<String> production() {
        return target.texts("select id || ' ' || v from production.items where id <> 9 order by id");
    }

    /** Production lacks the row: CDC's change of its key hits none, and the run inserts what it has loaded by the old key. */
    @Test
    void a_row_that_production_lacked_comes_with_its_new_key() {
        var run = target.armed();
        stage("(1, 'old key', '2025-01-02')");
        hitNoRow("UPDATE \"production\".\"items\" SET \"id\"='11', \"v\"='new key' WHERE \"id\"='1'");
        target.merge(run, 1);

        var look = looks.begin(run);

        assertThat(looks.outcomes(look)).containsExactly("{\"id\": 1} inserted null", "{\"id\": 11} renamed null");
        load(look, "(11, 'new key', '2025-01-02')");
        assertThat(looks.settle(run, look, Looks.REPORT)).isEqualTo("1 1");
        assertThat(production()).containsExactly("11 new key");
    }

    @Test
    void a_row_that_got_one_new_key_after_the_other_is_asked_for_by_all() {
        var run = target.armed();
        stage("(1, 'v', '2025-01-02')");
        hitNoRow("update production.items set id = 12 where id = 11");
        hitNoRow("update production.items set id = 11 where id = 1");
        hitNoRow("update production.items set id = 99 where id = 98");
        target.merge(run, 1);

        assertThat(looks.outcomes(looks.begin(run)))
                .containsExactly("{\"id\": 1} inserted null", "{\"id\": 11} renamed null", "{\"id\": 12} renamed null");
    }

    @Test
    void what_is_told_while_a_look_goes_on_is_asked_by_the_next_one_and_only_once() {
        var run = target.armed();
        stage("(1, 'v', '2025-01-02')");
        target.merge(run, 1);
        target.sql("delete from production.items where id = 1", "delete from admin.fence_" + run + "_1");
        var look = looks.begin(run);
        looks.load(look, "items", "values (9, 'control', '2025-01-02'::timestamp)");
        hitNoRow("update production.items set id = 11 where id = 1");
        target.merge(look, 1);
        looks.settle(run, look, Looks.REPORT);

        var next = looks.follow(look);

        assertThat(looks.outcomes(next)).containsExactly("{\"id\": 11} renamed null");
        load(next, "(11, 'v', '2025-01-02')");
        looks.settle(run, next, Looks.REPORT);
        assertThat(production()).containsExactly("11 v");
        var last = looks.follow(next);
        assertThat(looks.outcomes(last)).as("what a look inserts").containsExactly("{\"id\": 11} inserted null");
        load(last, "(11, 'v', '2025-01-02')");
        looks.settle(run, last, Looks.REPORT);
        assertThat(looks.follow(last)).as("quiet").isZero();
        assertThat(looks.findings(run)).isEmpty();
    }

    /** The merge has written over a change of CDC; then CDC changes the key, between the run and its look. */
    @Test
    void a_row_that_the_run_has_written_gets_no_new_key_unseen_before_its_look() {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");
        var run = target.armed();
        stage("(1, 'of the load', '2025-01-05')");
        target.cdc("update production.items set v = 'of cdc' where id = 1");
        target.merge(run, 1);
        var look = looks.begin(run);
        target.disarm(run);
        target.cdc("update production.items set id = 11 where id = 1");

        looks.load(look, "items", "values (9, 'control', '2025-01-02'::timestamp)");
        target.merge(look, 1);
        looks.settle(run, look, Looks.REPORT);

        var next = looks.follow(look);
        assertThat(looks.outcomes(next)).contains("{\"id\": 11} key_reused null");
        load(next, "(11, 'of cdc', '2025-01-05')");
        looks.settle(run, next, Looks.REPORT);
        assertThat(production()).containsExactly("11 of cdc");
    }

    @Test
    void a_key_that_changes_after_the_look_was_opened_and_before_its_fence_stands_is_asked_too() {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");
        var run = target.armed();
        stage("(1, 'of the load', '2025-01-05')");
        target.cdc("update production.items set v = 'of cdc' where id = 1");
        target.merge(run, 1);
        var look = target.number("select admin.look_begin(" + run + ", 1000)");
        target.cdc("update production.items set id = 11 where id = 1");

        assertThat(looks.begin(run)).isEqualTo(look);

        assertThat(looks.outcomes(look)).contains("{\"id\": 1} updated null", "{\"id\": 11} key_reused null");
    }

    @Test
    void that_may_be_a_key_of_a_table_of_which_nothing_was_to_be_read_again() {
        target.sql(
                "create table production.others (id int primary key, v text, changed timestamp)",
                "create table staging.others (like production.others)",
                "insert into production.others values (1, 'right', '2025-01-02')",
                "insert into staging.others select * from production.others");
        var run = target.open("{}", "items", "others");
        target.arm(run);
        stage("(1, 'v', '2025-01-05')");
        target.merge(run, 1);
        target.merge(run, 2);
        var look = target.number("select admin.look_begin(" + run + ", 1000)");
        target.cdc("update production.others set id = 11 where id = 1");

        assertThat(looks.begin(run)).isEqualTo(look);

        assertThat(looks.outcomes(look, 2)).containsExactly("{\"id\": 11} key_reused null");
    }

    @Test
    void a_row_that_went_while_no_fence_stood_is_left_open_by_name() {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");
        var run = target.armed();
        stage("(1, 'of the load', '2025-01-05')");
        target.cdc("update production.items set v = 'of cdc' where id = 1");
        target.merge(run, 1);
        var failed = looks.begin(run);
        target.sql("update admin.reload_runs set state = 'FAILED', finished_at = now() where run_id = " + failed);
        target.disarm(run);
        target.disarm(failed);
        target.cdc("update production.items set id = 11 where id = 1");
        var look = target.number("select admin.look_retry(" + failed + ", 'me', 'again')");
        looks.load(look, "items", "values (9, 'control', '2025-01-02'::timestamp)");
        target.merge(look, 1);
        looks.settle(run, look, Looks.REPORT);

        assertThat(looks.outcomes(look)).contains("{\"id\": 1} updated vanished");
        assertThat(looks.follow(look)).isZero();
        assertThat(looks.findings(look)).containsExactly("LEFT_OPEN partial");
        assertThat(target.texts("select detail from admin.reload_skipped_rows where run_id = " + look
                        + " and reason = 'left_open'"))
                .containsExactly("vanished: production lost it unseen, and its row may have another key");
    }

    /** CDC comes to the change of the key only after the look: a row that the look had deleted would be lost then. */
    @Test
    void a_look_that_waited_for_nobody_deletes_nothing_and_says_so() {
        target.sql("insert into production.items values (2, 'candidate', '2025-01-03')");
        var run = target.armed();
        stage("(1, 'inserted', '2025-01-02')");
        target.merge(run, 1);
        var look = looks.begin(run);
        looks.load(look, "items", "values (9, 'control', '2025-01-02'::timestamp)");
        target.merge(look, 1);

        assertThat(looks.settleUnwaited(run, look, Looks.APPLY)).isEqualTo("0 0");

        assertThat(looks.outcomes(look))
                .contains("{\"id\": 1} inserted unwaited", "{\"id\": 2} delete_candidate unwaited");
        assertThat(looks.follow(look)).isZero();
        assertThat(looks.findings(run)).containsExactly("LEFT_OPEN partial");
        assertThat(target.texts("select distinct detail from admin.reload_skipped_rows where reason = 'left_open'"))
                .containsExactly("unwaited: nobody waited for CDC, which may give it another key");
        target.cdc("update production.items set id = 11 where id = 1");
        target.cdc("update production.items set id = 12 where id = 2");
        assertThat(production()).containsExactly("11 inserted", "12 candidate");
    }

    @Test
    void a_delete_that_the_fence_of_the_look_has_seen_settles() {
        target.sql("insert into production.items values (1, 'old', '2025-01-01')");
        var run = target.armed();
        stage("(1, 'of the load', '2025-01-05')");
        target.cdc("update production.items set v = 'of cdc' where id = 1");
        target.merge(run, 1);
        var look = looks.begin(run);
        target.cdc("delete from production.items where id = 1");
        looks.load(look, "items", "values (9, 'control', '2025-01-02'::timestamp)");
        target.merge(look, 1);
        looks.settle(run, look, Looks.REPORT);

        assertThat(looks.outcomes(look)).contains("{\"id\": 1} updated gone");
        assertThat(looks.follow(look)).isZero();
        assertThat(looks.findings(run)).isEmpty();
    }

    @Test
    void a_new_key_that_no_filter_can_name_is_left_open() {
        target.sql(
                "create table production.texts (id text primary key, v text, changed timestamp)",
                "create table staging.texts (like production.texts)");
        var run = target.open("{}", "texts");
        target.arm(run);
        target.sql("insert into staging.texts values ('a', 'v', '2025-01-02')");
        target.sql(
                "insert into public.awsdms_apply_exceptions values ('task', 'PRODUCTION', 'TEXTS', localtimestamp,"
                        + " $a$UPDATE \"PRODUCTION\".\"TEXTS\" SET \"ID\" = 'o''clock' WHERE \"ID\" = 'a'$a$, '0 rows affected')");
        target.merge(run, 1);

        looks.begin(run);

        assertThat(target.texts("select detail from admin.reload_findings where code = 'LEFT_OPEN'"))
                .containsExactly("1 keys cannot be read again: no filter of DMS can name them, or they are too many");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "update t set a = 1 where a = 2 and b = 'x' | {\"a\": \"2\", \"b\": \"x\"} | {\"a\": \"1\", \"b\": \"x\"}",
                "UPDATE \"S\".\"T\" SET \"A\"='1',\"B\"='y' WHERE \"A\"='1' AND \"B\"='x' | {\"a\": \"1\", \"b\": \"x\"} | {\"a\": \"1\", \"b\": \"y\"}",
                "update t set v = 'where a = 7', b = 'it''s' where a = 1 and b = '' | {\"a\": \"1\", \"b\": \"\"} | {\"a\": \"1\", \"b\": \"it's\"}",
                "update t set v = 'x' where a = 1 and b = 'x' | - | -",
                "update t set a = 1, b = 'x' where a = 1 and b = 'x' | - | -",
                "update t set a = 2 where a = 1 | - | -",
                "update t set a = $1 where a = $2 and b = $3 | - | -",
                "update t set a = ? where a = ? and b = ? [1, 2, x] | - | -",
                "insert into t (a, b) values (1, 'x') | - | -",
                "delete from t where a = 1 and b = 'x' | - | -",
                "update t set aa = 9, \"x a\" = 8, a = 2 where a = 1 and b = 'x' | {\"a\": \"1\", \"b\": \"x\"} | {\"a\": \"2\", \"b\": \"x\"}",
                "update t set a = -1.5 where a = +1 and b = 'unfinished | - | -",
            })
    void the_keys_in_a_statement_are_read_or_none(String statement, String was, String becomes) {
        target.sql("create table production.statements (s text)");
        target.sql("insert into production.statements values ($a$" + statement + "$a$)");

        assertThat(target.texts(
                        "select concat_ws(' | ', coalesce(old_key::text, '-'), coalesce(new_key::text, '-')) from production.statements"
                                + " cross join lateral admin.renamed_in(s, array['a', 'b'])"))
                .containsExactly((was == null ? "-" : was) + " | " + (becomes == null ? "-" : becomes));
    }
}
