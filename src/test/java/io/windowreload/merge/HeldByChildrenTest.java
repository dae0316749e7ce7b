package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row that cannot change because rows of others refer to its value is left and named, and the run is no plain success. */
class HeldByChildrenTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    @ParameterizedTest
    @CsvSource({
        "fire, references production.parents (code)",
        "fire, references production.parents (code) on update restrict",
        "fire, references production.parents (code) deferrable initially deferred",
        "skip, references production.parents (code)",
        "skip, references production.parents (code) on update cascade"
    })
    void a_value_that_children_refer_to_cannot_change(String triggers, String reference) {
        target.sql(
                "create table production.parents (id int primary key, code text unique, changed timestamp)",
                "create table production.children (id int primary key, parent text " + reference + ")",
                "insert into production.parents select g, 'old' || g, '2025-01-02' from generate_series(1, 6) g",
                "insert into production.children values (1, 'old2'), (2, 'old5')",
                "create table staging.parents (id int, code text, changed timestamp)");
        var run = target.open("{}", "parents");
        target.sql("update admin.reload_runs set triggers = '" + triggers + "' where run_id = " + run);
        target.arm(run);
        target.sql("insert into staging.parents select g, 'new' || g, '2025-01-02' from generate_series(1, 6) g");

        target.merge(run, 1);

        assertThat(target.texts("select code from production.parents order by id"))
                .containsExactly("new1", "old2", "new3", "new4", "old5", "new6");
        assertThat(target.account(run, 1).orphaned()).isEqualTo(2);
        assertThat(findings(run))
                .isEqualTo("partial ROWS_REJECTED 2 rows were not written: orphaned children_parent_fkey");
    }

    @Test
    void a_row_that_children_refer_to_by_its_partition_cannot_move() {
        target.sql(
                "create table production.parents (id int, region text, changed timestamp, primary key (id, region)) partition by list (region)",
                "create table production.parents_a partition of production.parents for values in ('a')",
                "create table production.parents_b partition of production.parents for values in ('b')",
                "create table production.children (id int, parent int, region text,"
                        + " foreign key (parent, region) references production.parents on delete set null)",
                "insert into production.parents select g, 'a', '2025-01-02' from generate_series(1, 4) g",
                "insert into production.children values (1, 2, 'a')",
                "create table staging.parents (id int, region text, changed timestamp)");
        var declare = "select admin.declare_key('production', 'parents', 'changed', '{id}')";
        if (target.number("show server_version_num") < 150_000) {
            assertThatThrownBy(() -> target.sql(declare))
                    .hasMessageContaining(
                            "children_parent_region_fkey of production.children would empty what refers to it");
            return;
        }
        target.sql(declare);
        var run = target.open("{}", "parents");
        target.arm(run);
        target.sql("insert into staging.parents select g, 'b', '2025-01-02' from generate_series(1, 4) g");

        target.merge(run, 1);

        assertThat(target.texts("select region from production.parents order by id"))
                .containsExactly("b", "a", "b", "b");
        assertThat(target.texts("select region from production.children")).containsExactly("a");
        assertThat(findings(run))
                .isEqualTo("partial ROWS_REJECTED 1 rows were not written: orphaned children_parent_region_fkey");
    }

    @Test
    void a_child_that_only_lacks_its_parent_is_no_refusal() {
        target.sql(
                "create table production.parents (id int primary key)",
                "create table production.children (id int primary key, parent int references production.parents, changed timestamp)",
                "create table staging.children (id int, parent int, changed timestamp)");
        var run = target.open("{}", "children");
        target.arm(run);
        target.sql(
                "insert into production.parents values (1)",
                "insert into staging.children values (1, 1, '2025-01-02'), (2, 2, '2025-01-02')");

        target.merge(run, 1);

        assertThat(target.account(run, 1).orphaned()).isEqualTo(1);
        assertThat(target.texts("select code from admin.reload_findings")).isEmpty();
    }

    private String findings(long run) {
        return String.join(
                "; ",
                target.texts("select concat_ws(' ', severity, code, detail) from admin.reload_findings where run_id = "
                        + run));
    }
}
