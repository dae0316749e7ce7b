package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PostgreSQL empties children of a row whose value is updated without a word: neither a merge nor an undo makes it do so. */
class EmptiedChildrenTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    private long armed(String triggers) {
        var run = target.open("{}", "parents");
        target.sql("update admin.reload_runs set triggers = '" + triggers + "' where run_id = " + run);
        target.arm(run);
        return run;
    }

    private void tables(String type, String reference) {
        target.sql(
                "create table production.parents (id int primary key, code " + type + " unique, changed timestamp)",
                "create table production.children (id int primary key, parent " + type + " default 'b' " + reference
                        + ")",
                "create table staging.parents (id int, code " + type + ", changed timestamp)");
    }

    @ParameterizedTest
    @CsvSource({"set null", "set default"})
    void a_value_whose_update_would_empty_children_stays_and_is_named(String action) {
        tables("text", "references production.parents (code) on update " + action);
        target.sql(
                "insert into production.parents values (1, 'a', '2025-01-02'), (2, 'b', '2025-01-02')",
                "insert into production.children values (1, 'a')");
        var run = armed("fire");
        target.sql("insert into staging.parents values (1, 'x', '2025-01-03'), (2, 'b', '2025-01-03')");

        target.merge(run, 1);

        assertThat(target.texts("select parent from production.children")).containsExactly("a");
        assertThat(target.texts("select code || changed::date from production.parents order by id"))
                .containsExactly("a2025-01-02", "b2025-01-03");
        assertThat(target.account(run, 1).orphaned()).isEqualTo(1);
        assertThat(target.texts("select code from admin.reload_findings")).containsExactly("ROWS_REJECTED");
    }

    /** To PostgreSQL 1.5 and 1.50 are the same key of a row, and no longer the value that its children hang on. */
    @Test
    void a_key_that_is_only_spelled_otherwise_empties_no_child() {
        target.sql(
                "create table production.parents (id numeric primary key, v text, changed timestamp)",
                "create table production.children (id int primary key, parent numeric references production.parents on update set null)",
                "create table staging.parents (id numeric, v text, changed timestamp)",
                "insert into production.parents values (1.5, 'old', '2025-01-02'), (2.5, 'old', '2025-01-02')",
                "insert into production.children values (1, 1.5)");
        var run = armed("fire");
        target.sql("insert into staging.parents values (1.50, 'new', '2025-01-03'), (2.50, 'new', '2025-01-03')");

        target.merge(run, 1);

        assertThat(target.texts("select parent from production.children")).containsExactly("1.5");
        assertThat(target.texts("select id || v from production.parents order by id"))
                .containsExactly("1.5old", "2.50new");
    }

    @Test
    void children_that_follow_the_value_of_their_parent_do_so_and_go_back_with_an_undo() {
        tables("text", "references production.parents (code) on update cascade");
        target.sql(
                "insert into production.parents values (1, 'a', '2025-01-02')",
                "insert into production.children values (1, 'a')");
        var run = armed("fire");
        target.sql("insert into staging.parents values (1, 'x', '2025-01-03')");

        target.merge(run, 1);
        assertThat(target.texts("select parent from production.children")).containsExactly("x");

        target.undo(run);
        assertThat(target.texts("select parent from production.children")).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({"fire, on update set null", "fire, on update set default", "skip, ''", "skip, on update cascade"})
    void an_undo_leaves_a_value_on_which_children_hang_by_now(String triggers, String action) {
        tables("text", "references production.parents (code) " + action);
        target.sql("insert into production.parents values (1, 'a', '2025-01-02'), (2, 'b', '2025-01-02')");
        var run = armed(triggers);
        target.sql("insert into staging.parents values (1, 'x', '2025-01-03'), (2, 'y', '2025-01-03')");
        target.merge(run, 1);
        target.sql("insert into production.children values (1, 'x')");

        var undo = target.undo(run);

        assertThat(target.texts("select parent from production.children")).containsExactly("x");
        assertThat(target.texts("select code from production.parents order by id"))
                .containsExactly("x", "b");
        assertThat(target.account(undo, 1).orphaned()).isEqualTo(1);
    }
}
