package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A month that was verified stands as long as the partitions that hold it are there, and does not care about those of other months. */
class PartitionsGoneTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    private void months() {
        target.sql(
                "create table production.t (id int primary key, v text, changed timestamp) partition by range (id)",
                "create table production.december partition of production.t for values from (1000) to (2000)",
                "create table production.january partition of production.t for values from (0) to (1000)"
                        + " partition by range (id)",
                "create table production.january_low partition of production.january for values from (0) to (100)",
                "create table production.january_high partition of production.january for values from (100) to (200)",
                "create table staging.t (id int, v text, changed timestamp)",
                "insert into production.t select g, 'x', '2024-12-02' from generate_series(1001, 1020) g",
                "insert into production.t select g, 'x', '2025-01-02' from generate_series(1, 10) g",
                "insert into staging.t select g, 'x', '2025-01-02' from generate_series(5, 15) g");
    }

    /** The rows of the window lie in the child and in the parent, those before it in another child. */
    private void children() {
        target.sql(
                "create table production.t (id int primary key, v text, changed timestamp)",
                "create table production.kid (primary key (id)) inherits (production.t)",
                "create table production.old (primary key (id)) inherits (production.t)",
                "create table staging.t (id int, v text, changed timestamp)",
                "insert into production.kid select g, 'x', '2025-01-02' from generate_series(1, 10) g",
                "insert into production.old select g, 'x', '2024-12-02' from generate_series(101, 110) g",
                "insert into staging.t select g, 'y', '2025-01-03' from generate_series(5, 15) g");
    }

    private long verified() {
        var run = target.open("{}", "t");
        target.arm(run);
        target.merge(run, 1);
        assertThat(target.number("select count(*) from admin.reload_run_tables where merge_state = 'VERIFIED'"))
                .isOne();
        target.disarm(run);
        return run;
    }

    private boolean stands(long run) {
        return target.number("select count(*) from (values (1)) v where admin.result_lost(" + run
                        + ", 'production', 't', admin.server_mark()) is null")
                == 1;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table production.january_low",
                "drop table production.january",
                "alter table production.t detach partition production.january",
                "alter table production.january detach partition production.january_low",
                "truncate production.january_low"
            })
    void a_partition_of_the_month_that_goes_takes_the_month_with_it(String change) {
        months();
        var run = verified();
        assertThat(stands(run)).isTrue();

        target.sql(change);

        assertThat(stands(run)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop table production.december",
                "alter table production.t detach partition production.december",
                "drop table production.january_high",
                "create table production.may partition of production.t for values from (5000) to (6000)"
            })
    void a_partition_that_holds_nothing_of_the_month_may_come_and_go(String change) {
        months();
        var run = verified();

        target.sql(change);

        assertThat(stands(run)).isTrue();
    }

    @Test
    void a_partition_that_is_detached_for_a_while_is_missed_only_meanwhile() {
        months();
        var run = verified();
        target.sql("alter table production.january detach partition production.january_low");
        assertThat(stands(run)).isFalse();

        target.sql(
                "alter table production.january attach partition production.january_low for values from (0) to (100)");

        assertThat(stands(run)).isTrue();
    }

    @Test
    void rows_that_the_run_did_not_write_itself_count_as_well() {
        months();
        target.sql("delete from staging.t where id > 10");
        var run = verified();
        assertThat(target.number("select sum(inserted + updated) from admin.reload_run_tables"))
                .isZero();

        target.sql("drop table production.january_low");

        assertThat(stands(run)).isFalse();
    }

    @Test
    void a_child_by_inheritance_is_like_a_partition() {
        children();
        var run = verified();
        target.sql("insert into admin.reload_tables values (1, 'S', 'T', 'production', 't', 't', 'changed')");
        var mark = target.number("select ('x' || left(admin.files_mark(), 8))::bit(32)::bigint");

        target.sql("alter table production.old no inherit production.t");
        assertThat(stands(run)).isTrue();
        assertThat(target.number("select ('x' || left(admin.files_mark(), 8))::bit(32)::bigint"))
                .as("what tells that the calendar may be another")
                .isNotEqualTo(mark);

        target.sql("drop table production.kid");
        assertThat(stands(run)).isFalse();
    }
}
