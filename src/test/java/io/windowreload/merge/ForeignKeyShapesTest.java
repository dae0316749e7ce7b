package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign keys of every shape, checked by PostgreSQL or, with triggers off, by the merge itself: only a row without its parent stays out. */
class ForeignKeyShapesTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    /** Merges what the last statement stages into production.children, in chunks of three. */
    private long merged(String triggers, String... statements) {
        return merge("children", triggers, statements);
    }

    private long merge(String table, String triggers, String... statements) {
        target.sql(statements);
        var run = target.open("{}", table);
        target.sql("update admin.reload_runs set triggers = '" + triggers + "'");
        target.arm(run);
        target.merge(run, 1);
        assertThat(target.account(run, 1).balanced()).isTrue();
        return run;
    }

    private List<String> quarantined() {
        return target.texts("select (key ->> 'id') || ' ' || detail from admin.reload_skipped_rows"
                + " where reason = 'orphaned' order by (key ->> 'id')::int");
    }

    private List<String> children() {
        return target.texts("select id from production.children order by id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fire", "skip"})
    void a_partitioned_parent_counts_once(String triggers) {
        merged(
                triggers,
                "create table production.parents (id int primary key) partition by hash (id)",
                "create table production.parents_0 partition of production.parents for values with (modulus 2, remainder 0)",
                "create table production.parents_1 partition of production.parents for values with (modulus 2, remainder 1)",
                "create table production.children (id int primary key, parent int constraint has references production.parents, changed timestamp)",
                "create table staging.children (id int, parent int, changed timestamp)",
                "insert into production.parents select generate_series(1, 9)",
                "insert into staging.children select g, g, '2025-01-02' from generate_series(1, 10) g");

        assertThat(children()).hasSize(9);
        assertThat(quarantined()).containsExactly("10 has");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fire", "skip"})
    void a_partitioned_child_counts_once_and_a_partition_may_have_a_key_of_its_own(String triggers) {
        merged(
                triggers,
                "create table production.parents (id int primary key) partition by hash (id)",
                "create table production.parents_0 partition of production.parents for values with (modulus 2, remainder 0)",
                "create table production.parents_1 partition of production.parents for values with (modulus 2, remainder 1)",
                "create table production.others (id int primary key)",
                "create table production.children (id int primary key, parent int constraint has references production.parents, other int, changed timestamp) partition by range (id)",
                "create table production.children_1 partition of production.children for values from (0) to (6)",
                "create table production.children_2 partition of production.children for values from (6) to (100)",
                "alter table production.children_2 add constraint has_other foreign key (other) references production.others",
                "create table staging.children (id int, parent int, other int, changed timestamp)",
                "insert into production.parents select generate_series(1, 9)",
                "insert into production.others values (7)",
                "insert into staging.children select g, g, g, '2025-01-02' from generate_series(1, 10) g");

        assertThat(children()).containsExactly("1", "2", "3", "4", "5", "7");
        assertThat(quarantined()).hasSize(4).contains("6 has_other", "8 has_other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fire", "skip"})
    void a_partition_that_is_registered_has_the_keys_of_its_table(String triggers) {
        merge(
                "children_1",
                triggers,
                "create table production.parents (id int primary key) partition by hash (id)",
                "create table production.parents_0 partition of production.parents for values with (modulus 1, remainder 0)",
                "create table production.children (id int primary key, parent int constraint has references production.parents, changed timestamp) partition by range (id)",
                "create table production.children_1 partition of production.children for values from (0) to (100)",
                "create table staging.children_1 (id int, parent int, changed timestamp)",
                "insert into production.parents select generate_series(1, 9)",
                "insert into staging.children_1 select g, g, '2025-01-02' from generate_series(1, 10) g");

        assertThat(children()).hasSize(9);
        assertThat(quarantined()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fire", "skip"})
    void a_composite_key_may_be_partly_null_unless_it_matches_in_full(String triggers) {
        merged(
                triggers,
                "create table production.parents (a int, b int, primary key (a, b))",
                "create table production.children (id int primary key, a int, b int, c int, d int, changed timestamp,"
                        + " constraint simply foreign key (a, b) references production.parents,"
                        + " constraint fully foreign key (c, d) references production.parents match full)",
                "create table staging.children (id int, a int, b int, c int, d int, changed timestamp)",
                "insert into production.parents values (1, 1)",
                "insert into staging.children values (1, 1, 1, 1, 1, '2025-01-02'), (2, 9, null, null, null, '2025-01-02'),"
                        + " (3, 1, 2, null, null, '2025-01-02'), (4, 1, 1, 1, null, '2025-01-02'), (5, null, null, 2, 2, '2025-01-02')");

        assertThat(children()).containsExactly("1", "2");
        assertThat(quarantined()).containsExactly("3 simply", "4 fully", "5 fully");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fire", "skip"})
    void keys_are_compared_by_the_operators_of_the_foreign_key(String triggers) {
        merged(
                triggers,
                "create table production.parents (id bigint primary key, code varchar(5) unique)",
                "create table production.children (id int primary key, parent int constraint has references production.parents,"
                        + " code text constraint coded references production.parents (code), changed timestamp)",
                "create table staging.children (id int, parent numeric, code text, changed timestamp)",
                "insert into production.parents values (1, 'a')",
                "alter table production.children drop constraint has, add constraint has foreign key (parent) references production.parents not valid",
                "insert into staging.children values (1, 1, 'a', '2025-01-02'), (2, 2, 'a', '2025-01-02'), (3, 1, 'A', '2025-01-02')");

        assertThat(children()).containsExactly("1");
        assertThat(quarantined()).containsExactly("2 has", "3 coded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fire", "skip"})
    void a_column_that_staging_lacks_has_its_default_or_stays(String triggers) {
        merged(
                triggers,
                "create table production.parents (region int, id int, primary key (region, id))",
                "create table production.children (id int primary key, parent int, region int default 2, twice int generated always as (parent * 2) stored,"
                        + " changed timestamp, constraint has foreign key (region, parent) references production.parents,"
                        + " constraint doubles foreign key (region, twice) references production.parents)",
                "create table staging.children (id int, parent int, changed timestamp)",
                "insert into production.parents values (2, 1), (2, 2), (2, 3), (5, 3), (5, 4), (5, 6), (5, 8)",
                "insert into production.children (id, parent, region, changed) values (1, 3, 5, '2025-01-01'), (2, 3, 5, '2025-01-01')",
                "insert into staging.children values (1, 4, '2025-01-02'), (2, 1, '2025-01-02'), (3, 1, '2025-01-02'),"
                        + " (4, 2, '2025-01-02'), (5, 4, '2025-01-02')");

        assertThat(target.texts("select id || ' ' || parent from production.children order by id"))
                .containsExactly("1 4", "2 3", "3 1");
        assertThat(quarantined()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fire", "skip"})
    void a_change_of_the_parent_is_asked_and_an_orphan_of_before_may_change_otherwise(String triggers) {
        target.sql(
                "create table production.parents (id int primary key)",
                "create table production.children (id int primary key, parent int constraint has references production.parents, v text, changed timestamp)",
                "insert into production.parents values (1)",
                "insert into production.children values (1, 1, 'old', '2025-01-01')");
        target.cdc("insert into production.children values (2, 8, 'old', '2025-01-01')");
        var run = merged(
                triggers,
                "create table staging.children (id int, parent int, v text, changed timestamp)",
                "insert into staging.children values (1, 9, 'new', '2025-01-02'), (2, 8, 'new', '2025-01-02')");

        assertThat(target.texts("select v from production.children order by id"))
                .containsExactly("old", "new");
        assertThat(quarantined()).containsExactly("1 has");
        assertThat(target.number("select count(*) from admin.reload_findings where run_id = " + run))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fire", "skip"})
    void a_row_that_its_children_hold_back_is_quarantined_and_the_rest_is_merged(String triggers) {
        target.sql(
                "create table production.children (id int primary key, code int unique, changed timestamp)",
                "create table production.others (code int constraint holds references production.children (code))",
                "insert into production.children values (1, 1, '2025-01-01'), (2, 2, '2025-01-01')",
                "insert into production.others values (1)");
        merged(
                triggers,
                "create table staging.children (id int, code int, changed timestamp)",
                "insert into staging.children values (1, 7, '2025-01-02'), (2, 8, '2025-01-02'), (3, 3, '2025-01-02')");

        assertThat(children()).containsExactly("1", "2", "3");
        assertThat(quarantined()).containsExactly("1 holds");
        assertThat(target.texts("select code from production.children order by id"))
                .containsExactly("1", "8", "3");
    }

    @Test
    void with_triggers_off_an_orphan_does_not_go_in() {
        merged(
                "skip",
                "create table production.parents (id int primary key)",
                "create table production.children (id int primary key, parent int constraint has references production.parents, changed timestamp)",
                "create table staging.children (id int, parent int, changed timestamp)",
                "insert into staging.children values (1, 1, '2025-01-02'), (2, null, '2025-01-02')");

        assertThat(children()).containsExactly("2");
        assertThat(quarantined()).containsExactly("1 has");
    }

    @Test
    void with_triggers_off_a_parent_that_cdc_is_deleting_is_waited_for() throws Exception {
        parentIsDeletedBy("replica");
    }

    @Test
    void with_triggers_off_a_parent_that_somebody_else_is_deleting_is_waited_for() throws Exception {
        parentIsDeletedBy("origin");
    }

    private void parentIsDeletedBy(String cdcRole) throws Exception {
        target.sql(
                "create table production.parents (id int primary key)",
                "create table production.children (id int primary key, parent int constraint has references production.parents, changed timestamp)",
                "create table staging.children (id int, parent int, changed timestamp)",
                "insert into production.parents values (1), (2)");
        var run = target.open("{}", "children");
        target.sql("update admin.reload_runs set triggers = 'skip'");
        target.arm(run);
        target.sql("insert into staging.children values (1, 1, '2025-01-02'), (2, 2, '2025-01-02')");
        target.plan(run, 1);
        try (var cdc = target.session(cdcRole)) {
            cdc.run("begin").run("delete from production.parents where id = 1");
            var merge = target.applying(run, 1);
            await().until(() -> merge.isDone()
                    || target.number("select count(*) from pg_stat_activity where datname = current_database()"
                                    + " and wait_event_type = 'Lock'")
                            > 0);
            cdc.run("commit");
            merge.join();
        }

        assertThat(children()).containsExactly("2");
        assertThat(quarantined()).containsExactly("1 has");
        assertThat(target.verify(run, 1)).isZero();
    }

    @Test
    void an_orphan_that_cdc_leaves_behind_is_found_by_verify() {
        target.sql(
                "create table production.parents (id int primary key)",
                "create table production.children (id int primary key, parent int constraint has references production.parents, changed timestamp)",
                "create table staging.children (id int, parent int, changed timestamp)",
                "insert into production.parents values (1), (2)");
        var run = target.open("{}", "children");
        target.sql("update admin.reload_runs set triggers = 'skip'");
        target.arm(run);
        target.sql("insert into staging.children values (1, 1, '2025-01-02'), (2, 2, '2025-01-02')");
        target.plan(run, 1);
        target.apply(run, 1, 100);
        target.cdc("delete from production.parents where id = 1");

        target.verify(run, 1);

        assertThat(target.texts("select severity || ' ' || code || ' ' || detail from admin.reload_findings"))
                .containsExactly(
                        "partial ORPHANS_WRITTEN 1 rows that the run wrote have lost their parent since (has)");
        assertThat(target.texts(
                        "select key::text || detail from admin.reload_skipped_rows where reason = 'orphan_written'"))
                .containsExactly("{\"id\": 1}has");
    }
}
