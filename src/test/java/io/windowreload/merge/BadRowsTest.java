package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A row that production refuses stops the run and is named; what was committed before it stays and is accounted for. */
class BadRowsTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v varchar(5), changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_broken_check_names_table_key_and_constraint() {
        target.sql("alter table production.items add constraint no_seven check (v <> 'seven')");
        var run = staged("case when g = 7 then 'seven' else 'x' end");

        assertThatThrownBy(() -> target.apply(run, 1, 4))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("23514"))
                .hasMessageContaining("production.items: the row {\"id\": 7} cannot be merged")
                .hasMessageContaining("no_seven");
        assertThat(target.texts("select id from production.items order by id"))
                .containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(target.account(run, 1).inserted()).isEqualTo(6);
    }

    @Test
    void a_text_too_long_for_production_is_not_cut() {
        var run = staged("case when g = 3 then 'too long' else 'x' end");

        assertThatThrownBy(() -> target.apply(run, 1, 100))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("22001"))
                .hasMessageContaining("{\"id\": 3}");
    }

    @Test
    void a_second_unique_key_that_is_taken_names_the_row() {
        target.sql(
                "create unique index one_v on production.items (v)",
                "insert into production.items values (100, 'taken', '2025-01-02')");
        var run = staged("case when g = 5 then 'taken' else g::text end");

        assertThatThrownBy(() -> target.apply(run, 1, 100))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("23505"))
                .hasMessageContaining("{\"id\": 5}")
                .hasMessageContaining("one_v");
        assertThat(target.account(run, 1).inserted()).isEqualTo(4);
    }

    @Test
    void the_apply_goes_on_after_the_row_was_mended() {
        target.sql("alter table production.items add constraint no_seven check (v <> 'seven')");
        var run = staged("case when g = 7 then 'seven' else 'x' end");
        assertThatThrownBy(() -> target.apply(run, 1, 4)).isInstanceOf(DbException.class);

        target.sql("alter table production.items drop constraint no_seven");
        target.apply(run, 1, 4);

        assertThat(target.account(run, 1).inserted()).isEqualTo(10);
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

    /** Ten rows that production lacks; staging takes texts of any length. */
    private long staged(String value) {
        target.sql("alter table staging.items alter v type text");
        var run = target.armed();
        target.sql("insert into staging.items select g, " + value + ", '2025-01-02' from generate_series(1, 10) g");
        target.plan(run, 1);
        return run;
    }
}
