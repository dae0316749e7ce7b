package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plain table's fence follows statements that name the table. Rows that may go without one stop the run, or have a trigger each. */
class PassedStatementsTest {
    private static final String ABOVE = "create table production.above (id int not null, v text, changed timestamp)";
    private static final String SUBSCRIBED =
            "do $$ begin execute format('create subscription s%s connection %L publication p"
                    + " with (enabled = false, create_slot = false, slot_name = none, copy_data = false)', pg_backend_pid(), format("
                    + "'host=127.0.0.1 port=%s user=%s dbname=%s', current_setting('port'), current_user, current_database())); end $$";

    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table production.items inherit production.above|",
                "alter table production.above attach partition production.items default| partition by range (id)"
            })
    void a_table_that_comes_below_another_stops_the_run(String brought, String partitioned) {
        var run = merged();
        target.sql(ABOVE + (partitioned == null ? "" : partitioned), brought);
        target.cdc("delete from production.above where id = 7");

        stopped(run, "below another table");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table production.items inherit production.above|alter table production.items no inherit production.above|",
                "alter table production.above attach partition production.items default"
                        + "|alter table production.above detach partition production.items| partition by range (id)"
            })
    void so_does_one_that_was_below_another_for_a_while(String brought, String back, String partitioned) {
        var run = merged();
        target.sql(ABOVE + (partitioned == null ? "" : partitioned), brought);
        target.cdc("delete from production.above where id = 7");
        target.sql(back);

        stopped(run, "for a while");
    }

    /** Of a parent that has not the key nobody can say more than that the columns are other ones. */
    @Test
    void where_the_parent_had_other_columns_alone_all_rows_are_compared() {
        var run = merged();
        target.sql(
                "create table production.above (changed timestamp, v text)",
                "alter table production.items inherit production.above",
                "delete from production.above where v = 'v7'",
                "alter table production.items no inherit production.above");

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void a_table_that_gets_a_subscription_stops_the_run() {
        var run = merged();
        target.sql("create publication p for table production.items", SUBSCRIBED);

        stopped(run, "got a subscription");
    }

    @Test
    void the_fence_of_a_table_that_has_a_subscription_follows_rows() {
        target.sql("create publication p for table production.items", SUBSCRIBED);

        followsRows(target.armed());
    }

    @Test
    void so_does_that_of_a_table_below_another() {
        target.sql(ABOVE, "alter table production.items inherit production.above");
        var run = merged();
        target.cdc("delete from production.above where id = 7");

        followsRows(run);
        assertThat(target.verify(run, 1)).isZero();
    }

    @Test
    void other_changes_of_a_table_let_the_run_go_on() {
        var run = merged();
        target.sql(
                "alter table production.items add w text",
                "alter table production.items alter v set default 'x'",
                "analyze production.items",
                "create index on production.items (v)");

        assertThat(target.verify(run, 1)).isZero();
    }

    /** Two rows that staging does not know are there, so that a count alone gives nothing away. */
    private long merged() {
        target.sql(
                "insert into production.items select g, 'v' || g, timestamp '2025-01-02' from generate_series(1, 20) g",
                "insert into production.items values (100, 'lost', '2025-01-03'), (101, 'kept', '2025-01-03')");
        var run = target.armedFor("proof");
        target.sql(
                "insert into staging.items select g, 'v' || g, timestamp '2025-01-02' from generate_series(1, 20) g");
        target.plan(run, 1);
        target.apply(run, 1, 3);
        return run;
    }

    private void stopped(long run, String why) {
        assertThatThrownBy(() -> target.verify(run, 1))
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR005"));
    }

    private void followsRows(long run) {
        assertThat(target.number(
                        "select tgtype & 1 from pg_trigger where tgname = 'reload_fence_" + run + "_1_delete'"))
                .isEqualTo(1);
    }
}
