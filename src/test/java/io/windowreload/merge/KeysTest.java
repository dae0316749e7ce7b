package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The key that identifies a row is the source's: production's may hold more columns, and call keys equal that are written differently. */
class KeysTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_row_whose_partition_key_has_changed_is_moved_and_not_doubled() {
        byMonth("'id'");
        target.sql("insert into production.items select g, 'stale', '2024-12-10' from generate_series(1, 20) g");
        var run = target.armed();
        target.sql("insert into staging.items select g, 'right', '2025-01-10' from generate_series(1, 21) g");

        target.merge(run, 1);

        assertThat(target.account(run, 1).updated()).isEqualTo(20);
        assertThat(target.account(run, 1).inserted()).isEqualTo(1);
        assertThat(target.texts("select v || count(*) from production.january group by v"))
                .containsExactly("right21");
        assertThat(target.number("select count(*) from production.items")).isEqualTo(21);
        assertThat(target.texts("select id from admin.fence_" + run + "_1")).isEmpty();

        target.undo(run);

        assertThat(target.texts("select v || count(*) from production.december group by v"))
                .containsExactly("stale20");
        assertThat(target.number("select count(*) from production.items")).isEqualTo(20);
    }

    @Test
    void a_key_of_nothing_but_partition_columns_is_to_be_declared_as_it_is() {
        target.sql(
                "create table production.days (day date, primary key (day)) partition by range (day)",
                "create table production.hours (day date, hour int, primary key (day, hour)) partition by range (day, hour)");

        assertThat(target.texts("select admin.key_problem('production.hours', 'changed', null)"))
                .singleElement()
                .asString()
                .endsWith("as \"key\": [\"day\",\"hour\"]");
        assertThat(target.texts("select admin.key_problem('production.days', 'changed', null)"))
                .containsExactly((String) null);
    }

    @Test
    void a_row_that_cdc_moves_to_another_partition_stays_where_cdc_has_put_it() {
        byMonth("'id'");
        target.sql("insert into production.items select g, 'stale', '2024-12-10' from generate_series(1, 3) g");
        var run = target.armed();
        target.sql("insert into staging.items select g, 'right', '2025-01-10' from generate_series(1, 3) g");
        target.plan(run, 1);
        target.cdc("update production.items set v = 'cdc', changed = '2025-01-20' where id = 2");

        target.apply(run, 1, 10);

        assertThat(target.texts("select v from production.items order by id")).containsExactly("right", "cdc", "right");
        assertThat(target.account(run, 1).balanced()).isTrue();
    }

    @Test
    void a_row_that_cdc_deletes_stays_deleted() {
        byMonth("'id'");
        target.sql("insert into production.items select g, 'stale', '2024-12-10' from generate_series(1, 3) g");
        var run = target.armed();
        target.sql("insert into staging.items select g, 'right', '2025-01-10' from generate_series(1, 3) g");
        target.cdc("delete from production.items where id = 2");

        target.merge(run, 1);

        assertThat(target.texts("select id from production.items order by id")).containsExactly("1", "3");
        assertThat(target.account(run, 1).deleted()).isEqualTo(1);
    }

    @Test
    void a_partition_key_in_the_primary_key_wants_the_sources_key_declared() {
        byMonth(null);
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'right', '2025-01-10')");

        assertThatThrownBy(() -> target.plan(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR221"))
                .hasMessageContaining("holds changed, by which rows move")
                .hasMessageContaining("\"key\": [\"id\"]");
    }

    @Test
    void a_window_column_in_the_primary_key_wants_it_too() {
        target.sql("create table production.items (id int, v text, changed timestamp, primary key (id, changed))");

        assertThat(problem(null)).contains("holds changed");
        assertThat(problem("'id', 'changed'")).isEmpty();
        assertThat(problem("'id'")).isEmpty();
    }

    @Test
    void a_declared_key_that_cannot_be_looked_for_is_refused() {
        target.sql("create table production.items (id int, v text, changed timestamp, primary key (changed, id))");

        assertThat(problem("'id'")).contains("no index");
        assertThat(problem("'v'")).contains("no part of its primary key");

        target.sql("create index on production.items (id)");
        assertThat(problem("'id'")).isEmpty();
    }

    @Test
    void a_declared_key_that_production_holds_twice_is_refused() {
        byMonth("'id'");
        target.sql("insert into production.items values (1, 'a', '2024-12-10'), (1, 'b', '2025-01-10')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'b', '2025-01-10')");

        assertThatThrownBy(() -> target.plan(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR001"))
                .hasMessageContaining("{\"id\": 1}");
    }

    @Test
    void a_declared_key_that_staging_holds_twice_is_refused() {
        byMonth("'id'");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'a', '2025-01-10'), (1, 'b', '2025-01-11')");

        assertThatThrownBy(() -> target.plan(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR001"));
    }

    @Test
    void a_key_that_is_equal_and_written_differently_is_written_as_the_source_does() {
        caseless();
        target.sql("insert into production.items values ('k1', 'old', '2025-01-01'), ('k3', 'new', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values ('k1', 'new', '2025-01-02'), ('K3', 'new', '2025-01-02')");

        target.merge(run, 1);

        assertThat(target.texts("select id::text collate \"C\" from production.items order by 1"))
                .containsExactly("K3", "k1");
        assertThat(target.account(run, 1).updated()).isEqualTo(2);

        target.undo(run);

        assertThat(target.texts("select id::text collate \"C\" from production.items order by 1"))
                .containsExactly("k1", "k3");
    }

    @Test
    void a_number_as_key_is_written_as_the_source_does() {
        target.sql(
                "create table production.items (id numeric primary key, v text, changed timestamp)",
                "create table staging.items (id numeric, v text, changed timestamp)",
                "insert into production.items values (1.0, 'x', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values (1.00, 'x', '2025-01-02')");

        target.merge(run, 1);

        assertThat(target.texts("select id from production.items")).containsExactly("1.00");
    }

    @Test
    void two_keys_of_the_source_that_are_one_in_production_are_refused() {
        caseless();
        target.sql("insert into production.items values ('k3', 'old', '2025-01-01')");
        var run = target.armed();
        target.sql("insert into staging.items values ('k3', 'new', '2025-01-02'), ('K3', 'other', '2025-01-02')");

        assertThatThrownBy(() -> target.plan(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR001"));
    }

    @Test
    void with_triggers_off_a_deferrable_constraint_is_minded_all_the_same() {
        target.sql(
                "create table production.items (id int primary key deferrable, slot text constraint one_slot unique deferrable, changed timestamp)",
                "create table staging.items (id int, slot text, changed timestamp)",
                "insert into production.items values (1, 's1', '2025-01-01'), (2, 's2', '2025-01-01'), (9, 'taken', '2025-01-01')");
        var run = target.armed();
        target.sql(
                "update admin.reload_runs set triggers = 'skip'",
                "insert into staging.items values (1, 's2', '2025-01-02'), (2, 's1', '2025-01-02'), (3, 'taken', '2025-01-02'),"
                        + " (4, 'both', '2025-01-02'), (5, 'both', '2025-01-02')");

        target.merge(run, 1);

        assertThat(target.texts("select slot from production.items order by id"))
                .containsExactly("s2", "s1", "both", "taken");
        assertThat(target.account(run, 1).uniqueConflict()).isEqualTo(2);
        assertThat(target.account(run, 1).balanced()).isTrue();
    }

    @Test
    void a_value_that_cdc_has_doubled_meanwhile_is_found_by_verify() {
        target.sql(
                "create table production.items (id int primary key, slot text constraint one_slot unique deferrable, changed timestamp)",
                "create table staging.items (id int, slot text, changed timestamp)");
        var run = target.armed();
        target.sql(
                "update admin.reload_runs set triggers = 'skip'",
                "insert into staging.items values (1, 's1', '2025-01-02')");
        target.plan(run, 1);
        target.apply(run, 1, 10);
        target.cdc("insert into production.items values (7, 's1', '2025-01-03')");

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table production.kid (primary key (id)) inherits (production.items)",
                "create table production.kid () inherits (production.items)",
                "create table production.kid () inherits (production.items);"
                        + " create table production.grandkid (primary key (id)) inherits (production.kid)"
            })
    void a_key_that_stands_in_a_table_and_its_child_stops_the_run_before_it_writes(String children) {
        target.sql(
                "create table production.items (id int primary key, v text, changed timestamp)",
                "create table staging.items (id int, v text, changed timestamp)",
                "insert into production.items values (1, 'parent', '2025-01-01'), (2, 'b', '2025-01-01')");
        target.sql(children.split("; "));
        var youngest = children.contains("grandkid") ? "grandkid" : "kid";
        target.sql("insert into production." + youngest + " values (1, 'child', '2025-01-01'), (3, 'c', '2025-01-01')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'new', '2025-01-02'), (3, 'new', '2025-01-02')");

        assertThatThrownBy(() -> target.merge(run, 1))
                .hasMessageContaining("production.items holds the key {\"id\": 1} more than once")
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR001"));
        assertThat(target.texts("select v from production.items order by 1"))
                .containsExactly("b", "c", "child", "parent");
    }

    @Test
    void a_deferrable_key_that_stands_twice_stops_the_run_before_it_writes() {
        target.sql(
                "create table production.items (id int primary key deferrable, v text, changed timestamp)",
                "create table staging.items (id int, v text, changed timestamp)",
                "set session_replication_role = replica",
                "insert into production.items values (1, 'a', '2025-01-01'), (1, 'b', '2025-01-01')",
                "reset session_replication_role");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'new', '2025-01-02')");

        assertThatThrownBy(() -> target.merge(run, 1)).hasMessageContaining("the primary key can be deferred");
    }

    private void byMonth(String key) {
        target.sql(
                "create table production.items (id int, v text, changed timestamp, primary key (id, changed)) partition by range (changed)",
                "create table production.december partition of production.items for values from ('2024-12-01') to ('2025-01-01')",
                "create table production.january partition of production.items for values from ('2025-01-01') to ('2025-02-01')",
                "create table staging.items (id int, v text, changed timestamp)");
        if (key != null) {
            target.sql("insert into admin.declared_keys values ('production', 'items', array[" + key + "])");
        }
    }

    private void caseless() {
        target.sql(
                "create collation production.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "create table production.items (id text collate production.caseless primary key, v text, changed timestamp)",
                "create table staging.items (id text, v text, changed timestamp)");
    }

    private String problem(String key) {
        var declared = key == null ? "null" : "array[" + key + "]";
        return String.join(
                "",
                target.texts(
                        "select coalesce(admin.key_problem('production.items', 'changed', " + declared + "), '')"));
    }
}
