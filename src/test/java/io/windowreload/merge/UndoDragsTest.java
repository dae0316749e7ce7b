package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of one chunk hang on each other, and one that stays hangs on the last of them: an undo drags nothing along, over any number of steps. */
class UndoDragsTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    private void tables(String reference, String partitioning) {
        target.sql(
                "create table production.items (id int primary key, parent int default 9 references production.items "
                        + reference + ", v text, changed timestamp) " + partitioning,
                "create table staging.items (id int, parent int, v text, changed timestamp)");
    }

    private long merged(String triggers) {
        var run = target.armed();
        target.sql("update admin.reload_runs set triggers = '" + triggers + "'");
        target.plan(run, 1);
        target.apply(run, 1, 100);
        assertThat(target.verify(run, 1)).isZero();
        return run;
    }

    private long removed(long undo) {
        return target.number("select deleted from admin.reload_run_tables where run_id = " + undo);
    }

    private void itemsAre(String... rows) {
        assertThat(target.texts("select concat_ws(' ', id, parent, v) from production.items order by id"))
                .containsExactly(rows);
    }

    @ParameterizedTest
    @CsvSource({
        "fire, on delete cascade",
        "fire, on delete set null",
        "fire, on delete set default",
        "fire, ''",
        "skip, ''",
        "skip, on delete cascade"
    })
    void a_row_stays_where_one_that_stays_hangs_on_it_at_last(String triggers, String reference) {
        tables(reference, "");
        target.sql(
                "insert into production.items values (9, null, 'x', '2025-03-01')",
                "insert into staging.items values (1, null, 'new', '2025-01-02'), (2, 1, 'new', '2025-01-02'),"
                        + " (3, 2, 'new', '2025-01-02'), (5, null, 'new', '2025-01-02'), (6, 5, 'new', '2025-01-02')");
        var run = merged(triggers);
        target.sql("insert into production.items values (4, 3, 'cdc', '2025-01-04')");

        var undo = target.undo(run);

        itemsAre("1 new", "2 1 new", "3 2 new", "4 3 cdc", "9 x");
        assertThat(removed(undo)).isEqualTo(2);
        assertThat(target.account(undo, 1).staged()).isEqualTo(5);
        assertThat(target.account(undo, 1).orphaned()).isEqualTo(3);
        assertThat(target.texts(
                        "select key ->> 'id' from admin.reload_skipped_rows where run_id = " + undo + " order by 1"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void so_it_does_in_partitions() {
        tables("on delete cascade", "partition by range (id)");
        target.sql(
                "create table production.low partition of production.items for values from (0) to (2)",
                "create table production.high partition of production.items for values from (2) to (10)",
                "insert into staging.items values (1, null, 'new', '2025-01-02'), (2, 1, 'new', '2025-01-02'), (5, 1, 'new', '2025-01-02')");
        var run = merged("fire");
        target.sql("insert into production.items values (3, 2, 'cdc', '2025-01-04')");

        target.undo(run);

        itemsAre("1 new", "2 1 new", "3 2 cdc");
    }

    /** The row between was there before, and cannot be put back. */
    @Test
    void a_row_that_cannot_be_put_back_keeps_its_new_parent() {
        tables("on delete cascade", "");
        target.sql(
                "insert into production.items values (7, null, 'x', '2025-03-01'), (2, 7, 'old', '2025-01-01')",
                "insert into staging.items values (1, null, 'new', '2025-01-02'), (2, 1, 'new', '2025-01-02')");
        var run = merged("skip");
        target.cdc("delete from production.items where id = 7");

        var undo = target.undo(run);

        itemsAre("1 new", "2 1 new");
        assertThat(target.account(undo, 1).orphaned()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"fire, on delete cascade", "fire, deferrable", "skip, ''"})
    void rows_that_hang_on_each_other_alone_go_together(String triggers, String reference) {
        tables(reference, "");
        target.sql("insert into staging.items values (1, 2, 'new', '2025-01-02'), (2, 1, 'new', '2025-01-02'),"
                + " (3, 3, 'new', '2025-01-02')");
        var run = merged(triggers);

        var undo = target.undo(run);

        itemsAre();
        assertThat(removed(undo)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"fire, on delete cascade", "fire, on delete set null", "skip, ''"})
    void rows_of_tables_in_a_circle_stay_so_too(String triggers, String reference) {
        target.sql(
                "create table production.a (id int primary key, b int, changed timestamp)",
                "create table production.b (id int primary key, a int references production.a " + reference
                        + ", changed timestamp)",
                "alter table production.a add foreign key (b) references production.b " + reference,
                "create table staging.a (like production.a)",
                "create table staging.b (like production.b)");
        var run = target.open("{}", "a", "b");
        target.sql("update admin.reload_runs set triggers = '" + triggers + "'");
        target.arm(run);
        target.sql(
                "insert into staging.a values (1, null, '2025-01-03'), (5, null, '2025-01-03')",
                "insert into staging.b values (2, 1, '2025-01-03'), (6, 5, '2025-01-03')");
        target.plan(run, 1);
        target.plan(run, 2);
        target.apply(run, 1, 100);
        target.apply(run, 2, 100);
        target.sql("insert into production.a values (3, 2, '2025-01-04')");

        target.undo(run);

        assertThat(target.texts("select concat_ws(' ', id, b) from production.a order by id"))
                .containsExactly("1", "3 2");
        assertThat(target.texts("select concat_ws(' ', id, a) from production.b order by id"))
                .containsExactly("2 1");
    }

    /** What one row of a chunk meets makes the rest go by halves: those that hang on others first. */
    @Test
    void a_chain_goes_although_another_row_of_its_chunk_is_held() {
        tables("", "");
        target.sql(
                "create table production.holders (item int references production.items)",
                "insert into staging.items values (1, null, 'new', '2025-01-02'), (2, 1, 'new', '2025-01-02'),"
                        + " (3, 2, 'new', '2025-01-02'), (4, null, 'new', '2025-01-02')");
        var run = merged("fire");
        target.sql("insert into production.holders values (4)");

        target.undo(run);

        itemsAre("4 new");
    }
}
