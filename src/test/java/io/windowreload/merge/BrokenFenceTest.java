package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where nobody can say what CDC has deleted, the run fails instead of guessing. */
class BrokenFenceTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_truncated_table_fails_the_run() {
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'x', '2025-01-02')").cdc("truncate production.items");

        assertThatThrownBy(() -> target.plan(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR004"));
    }

    @Test
    void a_table_truncated_after_the_plan_fails_the_run_before_a_row_is_written() {
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'x', '2025-01-02')");
        target.plan(run, 1);
        target.cdc("truncate production.items");

        assertThatThrownBy(() -> target.apply(run, 1, 10))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR004"));
        assertThat(target.number("select count(*) from production.items")).isZero();
    }

    @Test
    void a_table_truncated_after_the_merge_fails_the_run() {
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'x', '2025-01-02')");
        target.merge(run, 1);
        target.cdc("truncate production.items");

        assertThatThrownBy(() -> target.verify(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR004"));
    }

    @Test
    void a_fence_that_somebody_took_away_fails_the_run() {
        var run = target.armed();
        target.sql("drop trigger reload_fence_" + run + "_1_delete on production.items");

        assertThatThrownBy(() -> target.plan(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR005"));
        assertThatThrownBy(() -> target.arm(run))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR005"));
    }

    @Test
    void a_fence_that_does_not_see_a_replica_fails_the_run() {
        var run = target.armed();
        target.sql("alter table production.items enable trigger reload_fence_" + run + "_1_delete");

        assertThatThrownBy(() -> target.plan(run, 1))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR005"));
    }

    @Test
    void a_fence_that_was_removed_is_not_armed_again() {
        var run = target.armed();
        target.sql("select admin.fence_remove('fence_" + run + "_1')");

        assertThatThrownBy(() -> target.arm(run))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR005"));
    }

    /** Plans and before-images have columns of their own, beside those of the table. */
    @ParameterizedTest
    @CsvSource({
        "id, reload_n, refused",
        "reload_n, v, refused",
        "reload_op, v, refused",
        "reload_xid, v, refused",
        "staged_ctid, v, refused",
        "id, reload_op, merged",
        "id, staged_ctid, merged",
        "id, reload_xid, merged"
    })
    void a_column_under_a_name_of_the_merge_s_own_is_merged_or_refused_by_name(String key, String other, String what) {
        target.sql(
                "create table production.named (" + key + " int primary key, " + other + " text, changed timestamp)",
                "create table staging.named (" + key + " int, " + other + " text, changed timestamp)",
                "insert into production.named values (1, 'wrong', '2025-01-02'), (2, 'gone', '2025-01-02')",
                "insert into staging.named values (1, 'right', '2025-01-02'), (3, 'new', '2025-01-02')");
        var run = target.open("{}", "named");

        if (what.equals("refused")) {
            assertThatThrownBy(() -> target.arm(run))
                    .hasMessageContaining("production.named")
                    .hasMessageContaining("reload_n")
                    .isInstanceOfSatisfying(
                            DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR002"));
            return;
        }
        target.arm(run);
        target.cdc("delete from production.named where " + key + " = 2");
        target.merge(run, 1);

        assertThat(target.texts("select " + key + " || ' ' || " + other + " from production.named order by 1"))
                .containsExactly("1 right", "3 new");
    }

    @Test
    void a_table_without_primary_key_is_refused() {
        target.sql("create table production.keyless (id int)", "create table staging.keyless (id int)");
        var run = target.open("{}", "keyless");

        assertThatThrownBy(() -> target.arm(run))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR002"));
    }
}
