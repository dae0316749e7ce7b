package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which rows were written since the fence stood is told exactly, whatever else is open in the cluster. */
class HorizonTest {
    private static final String OTHER = "insert into production.other values (1)";

    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @BeforeEach
    void another_table() {
        target.sql("create table production.other (id int)");
    }

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void an_old_transaction_elsewhere_leaves_older_rows_to_the_merge() throws Exception {
        try (var old = target.session("origin")) {
            old.run("begin").run(OTHER);
            target.sql("insert into production.items select g, 'drifted', '2025-01-02' from generate_series(1, 20) g");
            var run = target.armed();
            target.sql("insert into staging.items select g, 'right', '2025-01-02' from generate_series(1, 20) g");
            target.cdc("update production.items set v = 'cdc' where id = 1");

            target.merge(run, 1);

            assertThat(target.texts("select v || count(*) from production.items group by v order by v"))
                    .containsExactly("cdc1", "right19");
            assertThat(target.account(run, 1).tie()).isEqualTo(1);
        }
    }

    @Test
    void an_old_transaction_in_another_database_leaves_older_rows_to_the_merge() throws Exception {
        try (var old = Session.as("origin", TestPostgres.freshUrl())) {
            old.run("create table other (id int)").run("begin").run("insert into other values (1)");
            target.sql("insert into production.items values (1, 'drifted', '2025-01-02')");
            var run = target.armed();
            target.sql("insert into staging.items values (1, 'right', '2025-01-02')");

            target.merge(run, 1);

            assertThat(target.texts("select v from production.items")).containsExactly("right");
        }
    }

    @Test
    void a_row_written_by_a_subtransaction_that_was_open_at_arming_counts_as_written_since() throws Exception {
        target.sql("insert into production.items values (1, 'old', '2025-01-02')");
        var run = target.open("{}", "items");
        try (var cdc = target.session("replica")) {
            cdc.run("begin").run(OTHER).run("savepoint a").run(OTHER);
            target.arm(run);
            target.sql("insert into staging.items values (1, 'staged', '2025-01-02')");
            cdc.run("update production.items set v = 'cdc'").run("release a").run("commit");
        }

        target.merge(run, 1);

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
        assertThat(target.account(run, 1).tie()).isEqualTo(1);
    }

    @Test
    void a_subtransaction_that_an_open_transaction_begins_after_arming_counts_as_since() throws Exception {
        target.sql("insert into production.items values (1, 'old', '2025-01-02')");
        var run = target.open("{}", "items");
        try (var cdc = target.session("replica")) {
            cdc.run("begin").run(OTHER);
            target.arm(run);
            target.sql("insert into staging.items values (1, 'staged', '2025-01-02')");
            cdc.run("savepoint b")
                    .run("update production.items set v = 'cdc'")
                    .run("release b")
                    .run("commit");
        }

        target.merge(run, 1);

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
    }

    @Test
    void a_row_committed_before_arming_by_a_subtransaction_is_older() throws Exception {
        try (var old = target.session("origin")) {
            old.run("begin").run(OTHER);
            try (var cdc = target.session("replica")) {
                cdc.run("begin")
                        .run("savepoint a")
                        .run("insert into production.items values (1, 'drifted', '2025-01-02')")
                        .run("release a")
                        .run("commit");
            }
            var run = target.armed();
            target.sql("insert into staging.items values (1, 'right', '2025-01-02')");

            target.merge(run, 1);

            assertThat(target.texts("select v from production.items")).containsExactly("right");
        }
    }

    @Test
    void more_open_subtransactions_than_a_snapshot_names_are_all_known() throws Exception {
        target.sql("insert into production.items values (1, 'old', '2025-01-02'), (2, 'drifted', '2025-01-02')");
        var run = target.open("{}", "items");
        try (var cdc = target.session("replica")) {
            cdc.run("begin");
            for (var n : IntStream.range(0, 100).toArray()) {
                cdc.run("savepoint s" + n).run(OTHER);
            }
            target.arm(run);
            target.sql("insert into staging.items values (1, 'staged', '2025-01-02'), (2, 'right', '2025-01-02')");
            cdc.run("update production.items set v = 'cdc' where id = 1").run("commit");
        }

        target.merge(run, 1);

        assertThat(target.texts("select v from production.items order by id")).containsExactly("cdc", "right");
        assertThat(target.number("select cardinality(fence_open) from admin.reload_runs where run_id = " + run))
                .isGreaterThanOrEqualTo(100);
    }

    @Test
    void rows_that_only_production_has_are_candidates_beside_an_old_transaction() throws Exception {
        try (var old = target.session("origin")) {
            old.run("begin").run(OTHER);
            target.sql("insert into production.items values (1, 'x', '2025-01-02'), (2, 'gone', '2025-01-02')");
            var run = target.armed();
            target.sql("insert into staging.items values (1, 'x', '2025-01-02')");

            target.merge(run, 1);

            assertThat(target.account(run, 1).deleteCandidates()).isEqualTo(1);
        }
    }

    @Test
    void the_procedure_merges_beside_an_old_transaction() throws Exception {
        try (var old = target.session("origin")) {
            old.run("begin").run(OTHER);
            target.sql(
                    "insert into admin.reload_tables (position, source_schema, source_table, target_schema, target_table,"
                            + " staging_table, window_column) values (1, 'S', 'ITEMS', 'production', 'items', 'items', 'changed')",
                    "insert into production.items values (1, 'drifted', '2025-01-02'), (2, 'drifted', '2025-01-02')",
                    "insert into staging.items values (1, 'right', '2025-01-02'), (2, 'right', '2025-01-02')");
            target.cdc("update production.items set v = 'cdc' where id = 2");

            target.sql("call merge_time_window_data()");

            assertThat(target.texts("select v from production.items order by id"))
                    .containsExactly("right", "cdc");
        }
    }
}
