package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.db.Sql;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Foreign keys of rows and of tables to each other: chains, trees, circles. A row is quarantined where a parent is really missing. */
class KeyGraphTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    /** A table of nodes that may refer to two others. */
    private long nodes(String rows) {
        target.sql(
                "create table production.nodes (id int primary key, above int references production.nodes,"
                        + " beside int constraint beside references production.nodes, v text, changed timestamp)",
                "create table staging.nodes (id int, above int, beside int, v text, changed timestamp)");
        var run = target.open("{}", "nodes");
        target.arm(run);
        target.sql("insert into staging.nodes " + rows);
        return run;
    }

    /** Employees have a department, departments a head. */
    private long company(String deferrable, String employees, String departments) {
        target.sql(
                "create table production.employees (id int primary key, department int not null, changed timestamp)",
                "create table production.departments (id int primary key, head int not null, changed timestamp)",
                "alter table production.employees add constraint works_in foreign key (department) references production.departments"
                        + deferrable,
                "alter table production.departments add constraint headed_by foreign key (head) references production.employees"
                        + deferrable,
                "create table staging.employees (id int, department int, changed timestamp)",
                "create table staging.departments (id int, head int, changed timestamp)");
        var run = target.open("{}", "employees", "departments");
        target.arm(run);
        target.sql("insert into staging.employees " + employees, "insert into staging.departments " + departments);
        return run;
    }

    private void mergeAll(long run, int tables, int chunkRows) {
        for (var position = 1; position <= tables; position++) {
            target.plan(run, position);
        }
        apply(run, chunkRows);
        for (var position = 1; position <= tables; position++) {
            assertThat(target.verify(run, position)).isZero();
            assertThat(target.account(run, position).balanced()).isTrue();
        }
    }

    /** As the program does: the first table that is not merged, until all are. */
    private void apply(long run, int chunkRows) {
        for (var position : target.db.query(
                Sql.load("merge/order-tables"), Map.of("run_id", run), row -> (int) row.number("position"))) {
            target.apply(run, position, chunkRows);
        }
    }

    private List<String> quarantined(String key) {
        return target.texts("select (key ->> '" + key + "') || ' ' || detail from admin.reload_skipped_rows"
                + " where reason = 'orphaned' order by (key ->> '" + key + "')::int");
    }

    @Test
    void a_chain_is_merged_parents_first_without_a_quarantine() {
        var run = nodes(
                "select g, case when g < 50 then g + 1 end, null::int, 'n', timestamp '2025-01-02' from generate_series(1, 50) g");
        target.plan(run, 1);

        target.apply(run, 1, 7);

        assertThat(target.number("select count(*) from production.nodes")).isEqualTo(50);
        assertThat(target.number("select count(*) from admin.merge_chunks where lane = 0"))
                .isZero();
        assertThat(target.number("select max(last_n - first_n) from admin.merge_chunks"))
                .isLessThan(7);
    }

    @Test
    void what_hangs_on_a_missing_parent_is_quarantined_and_nothing_else() {
        var run = nodes(
                "select g, case when g <> 20 then g + 1 end, case g when 40 then 99 end, 'n', timestamp '2025-01-02'"
                        + " from generate_series(1, 50) g union all select 51, null, 51, 'own', timestamp '2025-01-02'");

        target.merge(run, 1);

        assertThat(target.texts("select id from production.nodes order by id"))
                .hasSize(31)
                .startsWith("1")
                .contains("20", "41", "51")
                .doesNotContain("40", "21");
        assertThat(quarantined("id")).hasSize(20).contains("40 beside", "39 nodes_above_fkey", "21 nodes_above_fkey");
        assertThat(target.account(run, 1).orphaned()).isEqualTo(20);
    }

    @Test
    void rows_that_refer_to_each_other_in_a_circle_go_into_one_chunk() {
        var run = nodes(
                "select g, 1 + g % 10, null::int, 'n', timestamp '2025-01-02' from generate_series(1, 10) g"
                        + " union all select g, g - 10, null::int, 'leaf', timestamp '2025-01-02' from generate_series(11, 20) g");

        mergeAll(run, 1, 3);

        assertThat(target.account(run, 1).inserted()).isEqualTo(20);
        assertThat(target.number("select max(last_n - first_n + 1) from admin.merge_chunks"))
                .isEqualTo(10);

        target.undo(run);

        assertThat(target.number("select count(*) from production.nodes")).isZero();
    }

    @Test
    void a_list_that_is_linked_both_ways_is_one_circle() {
        var run = nodes(
                "select g, nullif(g - 1, 0), nullif(g + 1, 31), 'n', timestamp '2025-01-02' from generate_series(1, 30) g");

        mergeAll(run, 1, 4);

        assertThat(target.account(run, 1).inserted()).isEqualTo(30);
    }

    @Test
    void a_circle_that_hangs_on_a_missing_parent_is_quarantined_as_a_whole() {
        var run = nodes(
                "select g, 1 + g % 10, case g when 4 then 99 end, 'n', timestamp '2025-01-02' from generate_series(1, 10) g"
                        + " union all select 11, 11, null::int, 'own', timestamp '2025-01-02'");

        mergeAll(run, 1, 3);

        assertThat(target.texts("select id from production.nodes")).containsExactly("11");
        assertThat(quarantined("id")).hasSize(10).contains("4 beside");
    }

    @Test
    void a_circle_wider_than_a_transaction_may_be_is_quarantined_and_does_not_stop_the_rest() {
        target.sql(
                "create or replace function admin.widest_circle() returns integer language sql immutable as 'select 5'");
        var run = nodes(
                "select g, 1 + g % 10, null::int, 'n', timestamp '2025-01-02' from generate_series(1, 10) g"
                        + " union all select 11, 12, null::int, 'n', timestamp '2025-01-02' union all select 12, 11, null::int, 'n', timestamp '2025-01-02'");

        mergeAll(run, 1, 3);

        assertThat(target.texts("select id from production.nodes order by id")).containsExactly("11", "12");
        assertThat(target.account(run, 1).orphaned()).isEqualTo(10);
    }

    @Test
    void an_update_that_refers_to_a_row_of_its_own_chunk_waits_for_it() {
        var run = nodes(
                "values (1, 9, null::int, 'new', '2025-01-03'::timestamp), (9, null, null::int, 'n', timestamp '2025-01-02')");
        target.sql("insert into production.nodes values (1, null, null::int, 'old', '2025-01-01')");
        target.sql("update admin.reload_runs set fence = null");
        target.arm(run);

        mergeAll(run, 1, 100);

        assertThat(target.texts("select id || ' ' || coalesce(above, 0) || v from production.nodes order by id"))
                .containsExactly("1 9new", "9 0n");
    }

    @Test
    void tables_that_refer_to_each_other_are_merged_together() {
        var run = company(
                "",
                "select g, 1 + g % 5, timestamp '2025-01-02' from generate_series(1, 20) g",
                "select g, g, timestamp '2025-01-02' from generate_series(1, 5) g");

        mergeAll(run, 2, 4);

        assertThat(target.account(run, 1).inserted()).isEqualTo(20);
        assertThat(target.account(run, 2).inserted()).isEqualTo(5);

        var undo = target.undo(run);

        assertThat(target.number("select count(*) from production.employees")).isZero();
        assertThat(target.number("select count(*) from production.departments")).isZero();
        assertThat(target.texts("select staged || ' ' || deleted from admin.reload_run_tables where run_id = " + undo
                        + " order by position"))
                .containsExactly("20 20", "5 5");
    }

    @Test
    void so_they_are_where_their_foreign_keys_are_deferred() {
        var run = company(
                " deferrable initially deferred",
                "select g, 1 + g % 5, timestamp '2025-01-02' from generate_series(1, 20) g",
                "select g, g, timestamp '2025-01-02' from generate_series(1, 5) g");

        mergeAll(run, 2, 4);

        assertThat(target.number("select count(*) from production.employees")).isEqualTo(20);
    }

    @Test
    void of_tables_that_refer_to_each_other_only_what_lacks_a_parent_is_quarantined() {
        var run = company(
                "",
                "select g, 1 + g % 5, timestamp '2025-01-02' from generate_series(1, 20) g union all select 21, 7, timestamp '2025-01-02'"
                        + " union all select 22, 6, timestamp '2025-01-02'",
                "select g, g, timestamp '2025-01-02' from generate_series(1, 5) g union all select 6, 21, timestamp '2025-01-02'");

        mergeAll(run, 2, 4);

        assertThat(target.account(run, 1).inserted()).isEqualTo(20);
        assertThat(target.account(run, 1).orphaned()).isEqualTo(2);
        assertThat(target.account(run, 2).orphaned()).isEqualTo(1);
        assertThat(quarantined("id")).containsExactly("6 headed_by", "21 works_in", "22 works_in");
    }

    @Test
    void with_triggers_off_they_are_merged_by_the_same_rule() {
        var run = company(
                "",
                "select g, 1 + g % 5, timestamp '2025-01-02' from generate_series(1, 20) g"
                        + " union all select 21, 7, timestamp '2025-01-02' union all select 22, 6, timestamp '2025-01-02'",
                "select g, g, timestamp '2025-01-02' from generate_series(1, 5) g union all select 6, 21, timestamp '2025-01-02'");
        target.sql("update admin.reload_runs set triggers = 'skip'");

        mergeAll(run, 2, 4);

        assertThat(target.account(run, 1).inserted()).isEqualTo(20);
        assertThat(quarantined("id")).containsExactly("6 headed_by", "21 works_in", "22 works_in");

        target.undo(run);

        assertThat(target.number("select count(*) from production.employees")).isZero();
        assertThat(target.number("select count(*) from production.departments")).isZero();
    }

    @Test
    void with_triggers_off_a_child_does_not_go_in_without_the_parent_that_cdc_takes_from_its_chunk() throws Exception {
        var run = nodes("values (1, null, null, 'p', timestamp '2025-01-02'), (2, 1, null, 'c', '2025-01-02'),"
                + " (3, null, null, 'n', '2025-01-02')");
        target.sql("update admin.reload_runs set triggers = 'skip'");
        target.plan(run, 1);
        CompletableFuture<Void> merge;
        try (var cdc = target.session("replica")) {
            cdc.run("begin")
                    .run("insert into production.nodes values (1, null, null, 'p', '2025-01-02')")
                    .run("delete from production.nodes where id = 1");
            merge = target.applying(run, 1);
            target.awaitWaiter();
            cdc.run("commit");
        }
        merge.join();

        assertThat(target.texts("select id from production.nodes order by id")).containsExactly("3");
        assertThat(quarantined("id")).containsExactly("2 nodes_above_fkey");
        assertThat(target.account(run, 1).balanced()).isTrue();
    }

    @Test
    void a_chain_that_goes_back_and_forth_between_two_tables_is_merged_in_one_pass() {
        var run = company(
                "",
                "select g, g, timestamp '2025-01-02' from generate_series(1, 40) g",
                "select g, g + 1, timestamp '2025-01-02' from generate_series(1, 39) g union all select 40, 40, timestamp '2025-01-02'");

        mergeAll(run, 2, 5);

        assertThat(target.number("select count(*) from production.departments")).isEqualTo(40);
        assertThat(target.number("select count(*) from admin.merge_chunks where lane = 0"))
                .isZero();
    }

    @Test
    void a_dry_run_promises_what_the_merge_does() {
        var run = company(
                "",
                "select g, 1 + g % 5, timestamp '2025-01-02' from generate_series(1, 20) g union all select 21, 7, timestamp '2025-01-02'"
                        + " union all select 22, 6, timestamp '2025-01-02'",
                "select g, g, timestamp '2025-01-02' from generate_series(1, 5) g union all select 6, 21, timestamp '2025-01-02'");
        target.plan(run, 1);
        target.plan(run, 2);

        target.db.update(Sql.load("merge/forecast-run"), Map.of("run_id", run));

        assertThat(target.texts(
                        "select planned_inserts || ' ' || orphaned from admin.reload_run_tables order by position"))
                .containsExactly("20 2", "5 1");
    }
}
