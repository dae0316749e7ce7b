package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.db.Sql;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parents are merged first; a child without its parent waits, is reported, and fails nobody else. */
class ForeignKeysTest {
    private final MergeFixture target = new MergeFixture()
            .sql(
                    "create table production.parents (id int primary key, v text, changed timestamp)",
                    "create table production.children (id int primary key, parent int references production.parents, v text, changed timestamp)",
                    "create table production.nodes (id int primary key, above int references production.nodes, changed timestamp)",
                    "create table staging.parents (id int, v text, changed timestamp)",
                    "create table staging.children (id int, parent int, v text, changed timestamp)",
                    "create table staging.nodes (id int, above int, changed timestamp)");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void parents_come_before_children_whatever_their_positions() {
        target.sql(
                "create table production.grandchildren (id int primary key, child int references production.children)");
        var run = target.open("{}", "grandchildren", "children", "parents");

        assertThat(order(run)).isEqualTo("3false 2false 1false");
    }

    @Test
    void tables_that_refer_to_each_other_come_in_any_order_and_say_so() {
        target.sql("alter table production.parents add favourite int references production.children");
        var run = target.open("{}", "parents", "children", "nodes");

        assertThat(order(run)).isEqualTo("1true 3false 2true");
    }

    @Test
    void a_child_without_its_parent_is_quarantined_and_named_and_the_rest_is_merged() {
        target.sql("insert into production.parents values (1, 'p', '2025-01-01')");
        var run = target.open("{}", "children");
        target.arm(run);
        target.sql(
                "insert into staging.children select g, case when g % 3 = 0 then 99 else 1 end, 'c', '2025-01-02' from generate_series(1, 10) g");

        target.merge(run, 1);

        var account = target.account(run, 1);
        assertThat(account.inserted()).isEqualTo(7);
        assertThat(account.orphaned()).isEqualTo(3);
        assertThat(account.balanced()).isTrue();
        assertThat(target.texts(
                        "select key::text || reason || detail from admin.reload_skipped_rows order by skipped_id"))
                .containsExactly(
                        "{\"id\": 3}orphanedchildren_parent_fkey",
                        "{\"id\": 6}orphanedchildren_parent_fkey",
                        "{\"id\": 9}orphanedchildren_parent_fkey");
    }

    @Test
    void a_child_whose_parent_is_deleted_before_an_update_keeps_its_old_parent() {
        target.sql(
                "insert into production.parents values (1, 'p', '2025-01-01')",
                "insert into production.children values (5, 1, 'old', '2025-01-01')");
        var run = target.open("{}", "children");
        target.arm(run);
        target.sql("insert into staging.children values (5, 2, 'new', '2025-01-02')");

        target.merge(run, 1);

        assertThat(target.texts("select v from production.children")).containsExactly("old");
        assertThat(target.account(run, 1).orphaned()).isEqualTo(1);
    }

    @Test
    void a_child_whose_parent_cdc_is_deleting_is_quarantined() throws Exception {
        target.sql("insert into production.parents values (1, 'p', '2025-01-01')");
        var run = target.open("{}", "children");
        target.arm(run);
        target.sql("insert into staging.children values (1, 99, 'c', '2025-01-02'), (2, 1, 'c', '2025-01-02')");
        target.plan(run, 1);
        CompletableFuture<Void> merge;
        try (var cdc = target.session("replica")) {
            cdc.run("begin").run("delete from production.parents where id = 1");
            merge = CompletableFuture.runAsync(() -> target.apply(run, 1, 1));
            await().until(() -> target.number("select orphaned from admin.reload_run_tables") == 1);
            target.awaitWaiter();
            cdc.run("commit");
        }
        merge.join();

        assertThat(target.number("select count(*) from production.children")).isZero();
        assertThat(target.account(run, 1).orphaned()).isEqualTo(2);
    }

    @Test
    void a_child_whose_key_is_lower_than_its_parents_is_merged_after_it() {
        var run = target.open("{}", "nodes");
        target.arm(run);
        target.sql(
                "insert into staging.nodes select g, case when g < 20 then g + 1 end, '2025-01-02' from generate_series(1, 20) g");

        target.merge(run, 1);

        assertThat(target.account(run, 1).inserted()).isEqualTo(20);
        assertThat(target.account(run, 1).orphaned()).isZero();
        assertThat(target.number("select count(*) from production.nodes")).isEqualTo(20);

        target.undo(run);

        assertThat(target.number("select count(*) from production.nodes")).isZero();
    }

    @Test
    void a_quarantined_child_is_merged_when_cdc_has_brought_its_parent() throws Exception {
        target.sql("insert into production.parents values (1, 'p', '2025-01-01')");
        var run = target.open("{}", "children");
        target.arm(run);
        target.sql("insert into staging.children values (1, 99, 'c', '2025-01-02'), (2, 1, 'c', '2025-01-02')");
        target.plan(run, 1);
        CompletableFuture<Void> merge;
        try (var cdc = target.session("replica")) {
            cdc.run("begin").run("insert into production.children values (2, 1, 'c', '2025-01-02')");
            merge = CompletableFuture.runAsync(() -> target.apply(run, 1, 1));
            await().until(() -> target.number("select orphaned from admin.reload_run_tables") == 1);
            target.awaitWaiter();
            target.cdc("insert into production.parents values (99, 'p', '2025-01-01')");
            cdc.run("commit");
        }
        merge.join();

        assertThat(target.number("select count(*) from production.children")).isEqualTo(2);
        assertThat(target.account(run, 1).orphaned()).isZero();
        assertThat(target.account(run, 1).balanced()).isTrue();
    }

    @Test
    void a_deferred_foreign_key_is_checked_in_its_chunk() {
        target.sql(
                "alter table production.children alter constraint children_parent_fkey deferrable initially deferred");
        var run = target.open("{}", "children");
        target.arm(run);
        target.sql("insert into staging.children values (1, 99, 'c', '2025-01-02'), (2, null, 'c', '2025-01-02')");

        target.merge(run, 1);

        assertThat(target.texts("select id from production.children")).containsExactly("2");
        assertThat(target.account(run, 1).orphaned()).isEqualTo(1);
    }

    private String order(long run) {
        return String.join(
                " ",
                target.db.query(
                        Sql.load("merge/order-tables"),
                        Map.of("run_id", run),
                        row -> row.number("position") + "" + row.flag("in_cycle")));
    }

    @Test
    void a_dry_run_of_a_child_alone_looks_for_its_parent_in_production() {
        target.sql(
                "insert into production.parents values (1, 'p', '2025-01-01')",
                "insert into staging.children values (1, 1, 'c', '2025-01-02'), (2, 7, 'c', '2025-01-02')");
        var run = target.open("{\"dryRun\": true}", "children");
        target.arm(run);
        target.plan(run, 1);

        target.db.update(Sql.load("merge/forecast-run"), Map.of("run_id", run));

        assertThat(target.texts("select planned_inserts || ' ' || orphaned from admin.reload_run_tables"))
                .containsExactly("1 1");
    }
}
