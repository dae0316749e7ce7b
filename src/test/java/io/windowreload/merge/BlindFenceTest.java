package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On every path a delete is remembered, or the run says that it may have missed one; and CDC's statement goes through in any case. */
class BlindFenceTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    /** A table by inheritance, two levels deep, with rows 1 to 20 in the children. */
    private long inherited() {
        target.sql(
                "create table production.t (id int primary key, v text, changed timestamp)",
                "create table production.kid (primary key (id)) inherits (production.t)",
                "create table production.grandkid (primary key (id)) inherits (production.kid)",
                "create table staging.t (id int, v text, changed timestamp)",
                "insert into production.kid select g, 'x', '2025-01-02' from generate_series(1, 10) g",
                "insert into production.grandkid select g, 'x', '2025-01-02' from generate_series(11, 20) g");
        return armed();
    }

    /** A partitioned table with rows 1 to 20 in two partitions. */
    private long partitioned() {
        target.sql(
                "create table production.t (id int primary key, v text, changed timestamp) partition by range (id)",
                "create table production.low partition of production.t for values from (0) to (11)",
                "create table production.high partition of production.t for values from (11) to (100)",
                "create table staging.t (id int, v text, changed timestamp)",
                "insert into production.t select g, 'x', '2025-01-02' from generate_series(1, 20) g");
        return armed();
    }

    private long armed() {
        var run = target.open("{}", "t");
        target.arm(run);
        target.sql("insert into staging.t select * from production.t");
        return run;
    }

    private void broken(long run, String state, String words) {
        assertThatThrownBy(() -> target.plan(run, 1))
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo(state));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from production.t where id = 7",
                "delete from production.kid where id = 7",
                "delete from production.t where id in (7, 17)",
                "delete from production.grandkid where id = 17",
                "delete from only production.grandkid where id = 17",
                "update production.t set id = 107 where id = 7",
                "update production.grandkid set id = 117 where id = 17"
            })
    void rows_that_go_from_inheritance_children_do_not_come_back(String change) {
        var run = inherited();
        target.cdc(change);
        var left = target.texts("select id from production.t order by id");

        target.merge(run, 1);

        assertThat(target.texts("select id from production.t order by id")).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource({"inherited,kid", "inherited,grandkid", "partitioned,high"})
    void a_part_that_is_truncated_stops_the_run(String kind, String part) {
        var run = kind.equals("inherited") ? inherited() : partitioned();
        target.cdc("truncate only production." + part);

        broken(run, "WR004", "truncated");
    }

    @Test
    void an_inheritance_child_that_comes_stops_the_run_by_name() {
        var run = inherited();
        target.sql("create table production.late (primary key (id)) inherits (production.t)");

        broken(run, "WR005", "production.late came");
    }

    @Test
    void a_first_inheritance_child_of_a_plain_table_stops_the_run() {
        target.sql(
                "create table production.t (id int primary key, v text, changed timestamp)",
                "create table staging.t (id int, v text, changed timestamp)");
        var run = armed();
        target.sql("create table production.late (primary key (id)) inherits (production.t)");

        broken(run, "WR005", "production.late came");
    }

    @ParameterizedTest
    @CsvSource({
        "drop table production.high, production.high was dropped",
        "alter table production.t detach partition production.high, production.high was detached",
        "alter table production.t detach partition production.high; delete from production.high where id = 17;"
                + " alter table production.t attach partition production.high for values from (11) to (100), production.high"
    })
    void a_partition_that_goes_stops_the_run_by_name(String change, String words) {
        var run = partitioned();
        for (var statement : change.split("; ?", -1)) {
            target.cdc(statement);
        }

        broken(run, "WR005", words);
    }

    @Test
    void a_child_that_is_cut_off_stops_the_run_by_name() {
        var run = inherited();
        target.cdc("alter table production.grandkid no inherit production.kid");

        broken(run, "WR005", "production.grandkid was detached");
    }

    @Test
    void a_partition_that_goes_between_chunks_or_after_the_merge_stops_the_run() {
        var run = partitioned();
        target.plan(run, 1);
        target.apply(run, 1, 3);
        target.cdc("drop table production.high");

        assertThatThrownBy(() -> target.verify(run, 1)).hasMessageContaining("production.high was dropped");
    }

    @Test
    void a_partition_that_comes_is_followed() {
        var run = partitioned();
        target.sql(
                "create table production.late partition of production.t for values from (100) to (200)",
                "insert into production.t values (101, 'x', '2025-01-02'), (102, 'x', '2025-01-02')",
                "insert into staging.t select * from production.t where id > 100");
        target.cdc("delete from production.t where id = 101", "delete from production.late where id = 102");

        target.merge(run, 1);

        assertThat(target.number("select count(*) from production.t where id > 100"))
                .isZero();
    }

    @Test
    void a_partition_that_came_and_was_truncated_stops_the_run() {
        var run = partitioned();
        target.sql(
                "create table production.late partition of production.t for values from (100) to (200)",
                "insert into production.t values (101, 'x', '2025-01-02')");
        target.cdc("truncate production.late");

        broken(run, "WR005", "production.late came");
    }

    @Test
    void a_partition_that_came_and_is_truncated_after_the_plan_stops_the_run() {
        var run = partitioned();
        target.sql(
                "create table production.late partition of production.t for values from (100) to (200)",
                "insert into production.t values (101, 'x', '2025-01-02')",
                "insert into staging.t select * from production.t where id > 100");
        target.plan(run, 1);
        target.cdc("truncate production.late");
        target.apply(run, 1, 10);

        assertThatThrownBy(() -> target.verify(run, 1)).hasMessageContaining("production.late");
    }

    @Test
    void a_table_that_is_exchanged_stops_the_run() {
        var run = partitioned();
        target.sql(
                "alter table production.t rename to t_before",
                "create table production.t (id int primary key, v text, changed timestamp)");

        broken(run, "WR005", "another table");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "found",
                "old",
                "new",
                "tg_op",
                "gone",
                "g",
                "sqlerrm",
                "tg_relid",
                "$b$",
                "$f$",
                "a\"b",
                "a\\b",
                "%I",
                "run",
                "pos"
            })
    void whatever_a_key_is_called_cdc_may_delete_and_change_it(String name) {
        var key = '"' + name.replace("\"", "\"\"") + '"';
        for (var partition : new String[] {"", " partition by hash (" + key + ")"}) {
            target.sql(
                    "drop table if exists production.t, staging.t",
                    "create table production.t (" + key + " int primary key, v text, changed timestamp)" + partition,
                    "create table staging.t (" + key + " int, v text, changed timestamp)");
            if (!partition.isEmpty()) {
                target.sql(
                        "create table production.p partition of production.t for values with (modulus 1, remainder 0)");
            }
            target.sql("insert into production.t select g, 'x', '2025-01-02' from generate_series(1, 4) g");
            var run = armed();
            target.cdc(
                    "delete from production.t where " + key + " = 1",
                    "update production.t set " + key + " = 12 where " + key + " = 2");

            target.merge(run, 1);

            assertThat(target.texts("select " + key + " from production.t order by 1"))
                    .as(name + partition)
                    .containsExactly("3", "4", "12");
            target.sql("call admin.fence_disarm(" + run + ")");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table admin.FENCE add check (id < 0)",
                "drop table admin.FENCE",
                "drop sequence admin.FENCE_blind",
                "alter table admin.FENCE rename to elsewhere",
                "alter table production.t rename id to ident",
                "create function admin.filled() returns trigger language plpgsql as"
                        + " 'begin raise exception sqlstate ''53100''; end' -- then"
                        + " create trigger filled before insert on admin.FENCE for each row execute function admin.filled() -- then"
                        + " alter table admin.FENCE enable always trigger filled"
            })
    void what_fails_in_the_fence_fails_the_run_and_not_cdc(String harm) {
        for (var plain : new boolean[] {true, false}) {
            if (plain) {
                target.sql(
                        "create table production.t (id int primary key, v text, changed timestamp)",
                        "create table staging.t (id int, v text, changed timestamp)",
                        "insert into production.t select g, 'x', '2025-01-02' from generate_series(1, 20) g");
            }
            var run = plain ? armed() : partitioned();
            target.sql(harm.replace("FENCE", "fence_" + run + "_1").split(" -- then "));
            target.cdc("delete from production.t where v = 'x'");

            assertThat(target.number("select count(*) from production.t")).isZero();
            assertThatThrownBy(() -> target.plan(run, 1)).isInstanceOf(DbException.class);
            target.sql(
                    "drop table production.t, staging.t",
                    "drop table if exists admin.fence_" + run + "_1, admin.elsewhere",
                    "drop function if exists admin.filled() cascade");
        }
    }

    @Test
    void a_delete_that_was_not_recorded_stays_known_when_cdc_rolls_back_or_the_fence_is_whole_again() {
        var run = partitioned();
        target.sql("alter table admin.fence_" + run + "_1 add constraint filled check (id < 0)");
        target.cdc("delete from production.t where id = 17");
        target.sql("alter table admin.fence_" + run + "_1 drop constraint filled");

        broken(run, "WR005", "could not be recorded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reload_n int, id int primary key",
                "id int, reload_op int primary key",
                "staged_ctid int primary key, id int"
            })
    void a_column_that_is_called_as_the_merge_s_own_is_refused_before_anything_is_read(String columns) {
        target.sql(
                "create table production.t (" + columns + ", changed timestamp)",
                "create table staging.t (" + columns + ", changed timestamp)");
        var run = target.open("{}", "t");

        assertThatThrownBy(() -> target.arm(run))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR002"));
    }

    @Test
    void nothing_in_the_schema_admin_may_be_executed_by_everybody() {
        partitioned();

        assertThat(target.texts("select oid::regprocedure from pg_proc where pronamespace = 'admin'::regnamespace"
                        + " and has_function_privilege('public', oid, 'execute')"))
                .isEmpty();
    }
}
