package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two ends of a foreign key are what PostgreSQL takes for them: columns of other collations, and no row that only inherits the table. */
class ForeignKeyEndsTest {
    private final MergeFixture target = new MergeFixture();
    private final Looks looks = new Looks(target);

    @AfterEach
    void close() {
        target.close();
    }

    private long armed(String triggers) {
        var run = target.armed();
        target.sql("update admin.reload_runs set triggers = '" + triggers + "'");
        return run;
    }

    /** From PostgreSQL 18 on, ends of two collations must both tell equal values by their bytes. */
    private void itemsWithChildren(String reference) {
        var byBytes = target.number("select current_setting('server_version_num')::bigint") >= 180_000;
        target.sql(
                "create collation production.folded (provider = icu, locale = 'und-u-ks-level2', deterministic = "
                        + byBytes + ")",
                "create table production.items (id int primary key, code text collate \"C\" unique, changed timestamp)",
                "create table production.children (id int, code text collate production.folded references production.items (code) "
                        + reference + ")",
                "create table staging.items (like production.items)");
    }

    private void itemsAre(String... rows) {
        assertThat(target.texts("select concat_ws(' ', id, code) from production.items order by id"))
                .containsExactly(rows);
    }

    @ParameterizedTest
    @CsvSource({"fire, on update set null", "skip, ''"})
    void a_value_on_which_a_child_of_another_collation_hangs_stays(String triggers, String reference) {
        itemsWithChildren(reference);
        target.sql(
                "insert into production.items values (1, 'a', '2025-01-01'), (2, 'b', '2025-01-01')",
                "insert into production.children values (1, 'a'), (2, null)",
                "insert into staging.items values (1, 'x', '2025-01-02'), (2, 'y', '2025-01-02'), (3, 'B', '2025-01-02')");
        var run = armed(triggers);

        target.merge(run, 1);

        itemsAre("1 a", "2 y", "3 B");
        assertThat(target.texts("select code from production.children order by id"))
                .containsExactly("a", null);
        assertThat(target.account(run, 1).orphaned()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"fire, on delete cascade", "skip, ''"})
    void a_candidate_with_a_child_of_another_collation_stays_and_the_undo_leaves_such_a_row(
            String triggers, String reference) {
        itemsWithChildren(reference);
        target.sql(
                "insert into production.items values (8, 'h', '2025-01-02'), (9, 'i', '2025-01-02')",
                "insert into production.children values (9, 'i')",
                "insert into staging.items values (1, 'x', '2025-01-02'), (2, 'y', '2025-01-02')");
        var run = armed(triggers);
        target.merge(run, 1);
        var look = looks.begin(run);
        target.sql("update admin.reload_runs set triggers = '" + triggers + "'");
        looks.load(look, "items", "values (1, 'x', '2025-01-02'::timestamp), (2, 'y', '2025-01-02')");
        target.merge(look, 1);

        assertThat(looks.settle(run, look, Looks.APPLY)).isEqualTo("2 1");
        itemsAre("1 x", "2 y", "9 i");

        target.sql("insert into production.children values (1, 'x')");
        target.undo(run);
        itemsAre("1 x", "9 i");
    }

    @ParameterizedTest
    @CsvSource({"fire, on update set default", "skip, ''"})
    void an_undo_leaves_a_value_on_which_a_child_of_another_collation_hangs(String triggers, String reference) {
        itemsWithChildren(reference);
        target.sql(
                "insert into production.items values (1, 'a', '2025-01-01'), (2, 'b', '2025-01-01')",
                "insert into staging.items values (1, 'x', '2025-01-02'), (2, 'y', '2025-01-02')");
        var run = armed(triggers);
        target.merge(run, 1);
        target.sql("insert into production.children values (1, 'x')");

        target.undo(run);

        itemsAre("1 x", "2 b");
        assertThat(target.texts("select code from production.children")).containsExactly("x");
    }

    private void itemsWithParents() {
        target.sql(
                "create table production.parents (id int primary key)",
                "create table production.heirs () inherits (production.parents)",
                "create table production.items (id int primary key, parent int constraint has references production.parents, changed timestamp)",
                "create table staging.items (id int, parent int, changed timestamp)",
                "insert into production.parents values (1), (2)",
                "insert into production.heirs values (7)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fire", "skip"})
    void a_row_that_only_inherits_the_table_is_no_parent(String triggers) {
        itemsWithParents();
        target.sql("insert into staging.items values (1, 1, '2025-01-02'), (2, 7, '2025-01-02')");
        var run = armed(triggers);

        target.merge(run, 1);

        assertThat(target.texts("select id from production.items")).containsExactly("1");
        assertThat(target.account(run, 1).orphaned()).isEqualTo(1);
    }

    @Test
    void such_a_row_hides_no_orphan_from_verify() {
        itemsWithParents();
        target.sql("insert into staging.items values (1, 1, '2025-01-02'), (2, 2, '2025-01-02')");
        var run = armed("skip");
        target.plan(run, 1);
        target.apply(run, 1, 100);
        target.cdc("delete from only production.parents where id = 2", "insert into production.heirs values (2)");

        assertThat(target.verify(run, 1)).isZero();

        assertThat(looks.findings(run)).containsExactly("ORPHANS_WRITTEN partial");
    }

    @Test
    void nor_does_an_undo_put_a_row_back_for_it() {
        itemsWithParents();
        target.sql(
                "insert into production.items values (1, 1, '2025-01-01'), (2, 2, '2025-01-01')",
                "insert into staging.items values (1, 2, '2025-01-02'), (2, 1, '2025-01-02')");
        var run = armed("skip");
        target.merge(run, 1);
        target.cdc("delete from only production.parents where id = 1", "insert into production.heirs values (1)");

        target.undo(run);

        assertThat(target.texts("select concat_ws(' ', id, parent) from production.items order by id"))
                .containsExactly("1 2", "2 2");
    }
}
