package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row that production refuses is left and named, and the rest goes on; but only so many of them. */
class BadRowsTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v varchar(5), changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_broken_check_leaves_the_row_names_it_and_merges_the_rest() {
        target.sql("alter table production.items add constraint no_seven check (v <> 'seven')");
        var run = staged("case when g = 7 then 'seven' else 'x' end");

        target.apply(run, 1, 4);

        assertThat(target.texts("select id from production.items order by id"))
                .containsExactly("1", "2", "3", "4", "5", "6", "8", "9", "10");
        assertThat(target.account(run, 1).inserted()).isEqualTo(9);
        assertThat(target.account(run, 1).rejected()).isEqualTo(1);
        assertThat(target.account(run, 1).balanced()).isTrue();
        assertThat(named())
                .singleElement()
                .asString()
                .startsWith("{\"id\": 7} rejected 23514 no_seven: new row for relation \"items\" violates");
        assertThat(target.texts("select concat_ws(' ', severity, code, detail) from admin.reload_findings"))
                .singleElement()
                .asString()
                .startsWith("partial ROWS_REJECTED 1 rows were not written: rejected 23514 no_seven");
        assertThat(target.verify(run, 1)).isZero();
    }

    @Test
    void a_text_too_long_for_production_is_left_and_not_cut() {
        var run = staged("case when g = 3 then 'too long' else 'x' end");

        target.apply(run, 1, 100);

        assertThat(target.account(run, 1).inserted()).isEqualTo(9);
        assertThat(named()).singleElement().asString().startsWith("{\"id\": 3} rejected 22001: value too long");
    }

    @Test
    void a_row_that_lacks_a_value_is_left() {
        target.sql("alter table production.items alter v set not null");
        var run = staged("nullif(g, 3)::text");

        target.apply(run, 1, 100);

        assertThat(target.account(run, 1).inserted()).isEqualTo(9);
        assertThat(named()).singleElement().asString().startsWith("{\"id\": 3} rejected 23502");
    }

    @Test
    void a_value_outside_its_domain_is_left() {
        target.sql(
                "create domain production.short as text check (length(value) < 3)",
                "alter table production.items alter v type production.short");
        var run = staged("case when g = 3 then 'long' else 'x' end");

        target.apply(run, 1, 100);

        assertThat(target.account(run, 1).inserted()).isEqualTo(9);
        assertThat(named()).singleElement().asString().startsWith("{\"id\": 3} rejected 23514");
    }

    /** Production's columns are domains, their staged ones as the program makes them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text check (length(value) < 3)| 'ab'| 'abc'| 'old'",
                "production.tiny check (value <> 'no')| 'abc'| 'no'| 'old'",
                "numeric(4,1) check (value < 100)| 1.25| 500| 7",
                "interval check (value < '1 day')| interval '30 min'| interval '24 hours'| interval '1 hour'",
                "jsonb check (value ? 'a')| jsonb '{\"a\": 1.0}'| jsonb '{}'| jsonb '{\"a\": 1}'",
                "char(3) check (value <> 'no')| 'a'| 'no'| 'b'",
                "int[] check (cardinality(value) < 3)| array[1,2]| array[1,2,3]| array[1]"
            })
    void a_value_that_a_domain_refuses_is_left_and_the_rest_is_inserted_updated_and_equal(
            String domain, String good, String bad, String old) {
        target.sql(
                "create domain production.tiny as varchar(3)",
                "create domain production.narrow as " + domain,
                "drop table production.items, staging.items",
                "create table production.items (id int primary key, v production.narrow, changed timestamp)",
                "call admin.staging_make('items', 'production', 'items', '{id,v,changed}')",
                "insert into production.items select g, " + old.replace("'old'", "'o'")
                        + ", '2025-01-01' from generate_series(1, 4) g",
                "insert into production.items select g, " + good + ", '2025-01-02' from generate_series(11, 12) g");
        var run = target.armed();
        target.sql("insert into staging.items select g, case when g in (3, 7) then " + bad + " else " + good
                + " end, '2025-01-02' from generate_series(1, 12) g");

        target.plan(run, 1);
        target.apply(run, 1, 100);

        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.account(run, 1).rejected()).isEqualTo(2);
        assertThat(target.account(run, 1).updated()).isEqualTo(3);
        assertThat(target.account(run, 1).inserted()).isEqualTo(5);
        assertThat(target.account(run, 1).unchanged()).isEqualTo(2);
        assertThat(named()).allMatch(row -> row.matches("\\{\"id\": [37]} rejected 2.*"));
    }

    @Test
    void a_key_that_its_domain_refuses_is_left() {
        target.sql(
                "create domain production.even as int check (value % 2 = 0)",
                "drop table production.items, staging.items",
                "create table production.items (id production.even primary key, v text, changed timestamp)",
                "call admin.staging_make('items', 'production', 'items', '{id,v,changed}')",
                "insert into production.items values (2, 'old', '2025-01-01'), (4, 'old', '2025-01-01')");
        var run = target.armed();
        target.sql("insert into staging.items select g, 'new', '2025-01-02' from unnest('{2,4,5,6}'::int[]) g");

        target.plan(run, 1);
        target.apply(run, 1, 100);

        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.texts("select id || v from production.items order by id"))
                .containsExactly("2new", "4new", "6new");
        assertThat(named()).singleElement().asString().startsWith("{\"id\": 5} rejected 23514");
    }

    @Test
    void a_row_that_a_trigger_objects_to_with_a_state_of_its_own_is_left() {
        target.sql(
                "create function production.objects() returns trigger language plpgsql as"
                        + " $$ begin if new.id = 6 then raise 'not this one' using errcode = 'ZZ123'; end if; return new; end $$",
                "create trigger objects before insert on production.items for each row execute function production.objects()");
        var run = staged("'x'");

        target.apply(run, 1, 100);

        assertThat(target.account(run, 1).inserted()).isEqualTo(9);
        assertThat(named()).containsExactly("{\"id\": 6} rejected ZZ123: not this one");
    }

    @Test
    void a_row_that_no_partition_takes_is_left() {
        target.sql(
                "drop table production.items",
                "create table production.items (id int primary key, v text, changed timestamp) partition by range (id)",
                "create table production.few partition of production.items for values from (1) to (9)");
        var run = staged("'x'");

        target.apply(run, 1, 100);

        assertThat(target.account(run, 1).inserted()).isEqualTo(8);
        assertThat(target.account(run, 1).rejected()).isEqualTo(2);
    }

    @Test
    void an_update_that_production_refuses_leaves_the_row_as_it_is() {
        target.sql(
                "insert into production.items select g, 'old', '2025-01-01' from generate_series(1, 10) g",
                "alter table production.items add constraint no_seven check (v <> 'seven')");
        var run = staged("case when g = 7 then 'seven' else 'x' end");

        target.apply(run, 1, 4);
        var undo = target.undo(run);

        assertThat(target.account(run, 1).updated()).isEqualTo(9);
        assertThat(target.account(undo, 1).updated()).isEqualTo(9);
        assertThat(target.account(undo, 1).skipped()).isZero();
        assertThat(target.texts("select distinct v from production.items")).containsExactly("old");
    }

    @Test
    void more_rows_than_may_be_left_stop_the_merge_and_the_last_is_named() {
        target.sql("alter table production.items add constraint small check (id < 6)");
        var run = staged("'x'");

        assertThatThrownBy(() -> target.apply(run, 1, 4))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR220"))
                .hasMessageContaining("production.items: more than 3 rows cannot be written; the last is {\"id\": 9}")
                .hasMessageContaining("small");
        assertThat(target.account(run, 1).inserted()).isEqualTo(5);
        assertThat(target.account(run, 1).rejected()).isEqualTo(3);
    }

    @Test
    void what_fails_every_row_is_not_blamed_on_one() {
        target.sql(
                "create function production.broken() returns trigger language plpgsql as $$ begin perform no_such_function(); return new; end $$",
                "create trigger broken before insert on production.items for each row execute function production.broken()");
        var run = staged("'x'");

        assertThatThrownBy(() -> target.apply(run, 1, 100))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("42883"))
                .hasMessageContaining("production.items: function no_such_function() does not exist");
        assertThat(target.account(run, 1).rejected()).isZero();
    }

    @Test
    void a_second_unique_key_that_is_taken_leaves_the_row() {
        target.sql(
                "create unique index one_v on production.items (v)",
                "insert into production.items values (100, 'taken', '2025-01-02')");
        var run = staged("case when g = 5 then 'taken' else g::text end");

        target.apply(run, 1, 100);

        assertThat(target.account(run, 1).inserted()).isEqualTo(9);
        assertThat(named()).containsExactly("{\"id\": 5} unique_conflict one_v, held by {\"id\": 100}");
    }

    @Test
    void the_apply_goes_on_after_what_stopped_it_was_fixed() {
        target.sql("alter table production.items add constraint small check (id < 6)");
        var run = staged("'x'");
        assertThatThrownBy(() -> target.apply(run, 1, 4)).isInstanceOf(DbException.class);

        target.sql("alter table production.items drop constraint small");
        target.apply(run, 1, 4);

        assertThat(target.account(run, 1).inserted()).isEqualTo(7);
        assertThat(target.account(run, 1).rejected()).isEqualTo(3);
        assertThat(target.account(run, 1).state()).isEqualTo("MERGED");
        assertThat(target.number("select count(*) from admin.merge_logs")).isEqualTo(1);
    }

    @Test
    void a_key_that_is_staged_twice_is_refused_where_it_would_be_written() {
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'a', '2025-01-02'), (1, 'b', '2025-01-03')");

        assertThatThrownBy(() -> target.plan(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR001"))
                .hasMessageContaining("{\"id\": 1}");
    }

    @Test
    void a_key_that_is_staged_twice_once_like_production_is_refused_too() {
        target.sql("insert into production.items values (1, 'a', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'a', '2025-01-02'), (1, 'b', '2025-01-03')");

        assertThatThrownBy(() -> target.plan(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR001"));
    }

    @Test
    void two_keys_of_staging_that_are_one_key_of_production_are_refused_though_staging_has_a_primary_key() {
        target.sql("alter table staging.items alter id type text, add primary key (id)");
        var run = target.armed();
        target.sql("insert into staging.items values ('1', 'a', '2025-01-02'), ('01', 'b', '2025-01-03')");

        assertThatThrownBy(() -> target.plan(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR001"));
        assertThat(target.texts("select admin.staged_once('staging.items', 'production.items')"))
                .containsExactly("f");
    }

    @Test
    void a_primary_key_of_staging_like_that_of_production_is_enough() {
        target.sql("alter table staging.items add primary key (id)");

        assertThat(target.texts("select admin.staged_once('staging.items', 'production.items')"))
                .containsExactly("t");
    }

    @Test
    void a_row_without_key_is_refused() {
        var run = target.armed();
        target.sql("insert into staging.items values (null, 'a', '2025-01-02')");

        assertThatThrownBy(() -> target.plan(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR001"));
    }

    @Test
    void staging_that_was_emptied_after_the_plan_is_refused() {
        var run = staged("'x'");
        target.sql("truncate staging.items");

        assertThatThrownBy(() -> target.apply(run, 1, 4))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR007"));
    }

    @Test
    void staging_that_was_loaded_again_after_the_plan_is_refused() {
        var run = staged("'x'");
        target.sql(
                "truncate staging.items",
                "insert into staging.items select g, 'other', '2025-01-02' from generate_series(1, 10) g");

        assertThatThrownBy(() -> target.apply(run, 1, 4))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR007"));
    }

    @Test
    void a_staged_row_that_was_changed_after_the_plan_is_written_as_planned_and_found_by_verify() {
        var run = staged("'x'");
        target.sql("update staging.items set v = 'y' where id = 6");

        target.apply(run, 1, 4);

        assertThat(target.texts("select v from production.items where id = 6")).containsExactly("x");
        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void a_staged_row_that_was_deleted_after_the_plan_is_found_by_verify() {
        var run = staged("'x'");
        target.sql("delete from staging.items where id = 6");
        target.apply(run, 1, 4);

        assertThatThrownBy(() -> target.verify(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR007"));
    }

    @Test
    void a_table_that_got_a_column_after_the_plan_is_refused() {
        var run = staged("'x'");
        target.sql("alter table production.items add w int", "alter table staging.items add w int");

        assertThatThrownBy(() -> target.apply(run, 1, 4))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR007"));
    }

    @Test
    void a_staged_row_whose_values_lie_out_of_line_is_refused_if_it_was_changed_after_the_plan() {
        target.sql("alter table production.items alter v type text");
        var run = staged("(select string_agg(md5(i::text), '') from generate_series(1, 200) i)");
        target.sql("update staging.items set v = 'y' where id = 6");

        assertThatThrownBy(() -> target.apply(run, 1, 4))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR007"));
    }

    @Test
    void a_table_that_is_not_planned_is_refused() {
        var run = target.armed();

        assertThatThrownBy(() -> target.apply(run, 1, 4))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR007"));
    }

    private List<String> named() {
        return target.texts(
                "select concat_ws(' ', key, reason, detail) from admin.reload_skipped_rows order by skipped_id");
    }

    /** Ten rows that production lacks; staging takes texts of any length. */
    private long staged(String value) {
        target.sql("alter table staging.items alter v type text");
        var run = target.armed();
        target.sql("insert into staging.items select g, " + value + ", '2025-01-02' from generate_series(1, 10) g");
        target.plan(run, 1);
        return run;
    }
}
