package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An undo puts back exactly what nobody has written since, and names the rest. */
class UndoTest {
    private static final String PRODUCTION =
            "select id || ' ' || coalesce(v, '') || ' ' || coalesce(changed::text, '') from production.items order by id";

    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void all_rows_of_the_run_are_put_back() {
        target.sql(
                "insert into production.items select g, 'old', case when g % 2 = 0 then timestamp '2025-01-02' end from generate_series(1, 20) g");
        var before = target.texts(PRODUCTION);
        var run = mergeThirty();

        var undo = target.undo(run);

        assertThat(target.texts(PRODUCTION)).isEqualTo(before);
        assertThat(target.number("select updated from admin.reload_run_tables where run_id = " + undo))
                .isEqualTo(20);
        assertThat(target.number("select deleted from admin.reload_run_tables where run_id = " + undo))
                .isEqualTo(10);
    }

    @Test
    void a_run_that_is_over_keeps_keys_and_no_staged_values_and_is_undone_by_them() {
        target.sql(
                "insert into production.items select g, 'old', timestamp '2025-01-02' from generate_series(1, 20) g");
        var before = target.texts(PRODUCTION);
        var run = mergeThirty();

        target.sql(
                "update admin.reload_runs set state = 'SUCCESS', finished_at = now() where run_id = " + run,
                "call admin.merge_forget('1 day')",
                "call admin.merge_forget('1 day')");

        assertThat(target.texts("select attname from pg_attribute where attrelid = 'admin.plan_" + run
                        + "_1'::regclass and attnum > 0 and attname !~ '^reload_' order by attname"))
                .containsExactly("id", "staged_ctid");
        target.undo(run);
        assertThat(target.texts(PRODUCTION)).isEqualTo(before);
    }

    @Test
    void rows_that_cdc_has_written_or_deleted_since_are_left_and_named() {
        target.sql("insert into production.items select g, 'old', '2025-01-02' from generate_series(1, 20) g");
        var run = mergeThirty();
        target.cdc(
                "update production.items set v = 'cdc' where id in (3, 25)",
                "delete from production.items where id in (4, 26)");

        var undo = target.undo(run);

        assertThat(target.texts("select id || v from production.items where v <> 'old'"))
                .containsExactly("3cdc", "25cdc");
        assertThat(target.number("select count(*) from production.items")).isEqualTo(20);
        assertThat(target.texts("select reason || key::text from admin.reload_skipped_rows where run_id = " + undo
                        + " order by 1"))
                .containsExactly(
                        "deleted_by_cdc{\"id\": 26}",
                        "deleted_by_cdc{\"id\": 4}",
                        "tie_touched_by_cdc{\"id\": 25}",
                        "tie_touched_by_cdc{\"id\": 3}");
        var account = target.account(undo, 1);
        assertThat(account.staged()).isEqualTo(30);
        assertThat(account.updated()).isEqualTo(18);
        assertThat(account.skipped()).isEqualTo(4);
        assertThat(target.number("select deleted from admin.reload_run_tables where run_id = " + undo))
                .isEqualTo(8);
    }

    @Test
    void rows_that_the_merge_had_left_alone_are_not_touched() {
        target.sql("insert into production.items values (1, 'newer', '2025-01-20'), (2, 'old', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'stale', '2025-01-10'), (2, 'new', '2025-01-10')");
        target.plan(run, 1);
        target.cdc("update production.items set v = 'cdc', changed = '2025-01-21' where id = 2");
        target.apply(run, 1, 10);

        var undo = target.undo(run);

        assertThat(target.texts("select v from production.items order by id")).containsExactly("newer", "cdc");
        assertThat(target.number("select count(*) from admin.reload_run_tables where run_id = " + undo))
                .isZero();
    }

    @Test
    void a_row_for_which_a_child_has_come_stays() {
        target.sql(
                "create table production.children (id int primary key, item int references production.items)",
                "insert into production.items values (1, 'old', '2025-01-02')");
        var run = mergeThirty();
        target.sql("insert into production.children values (1, 25)");

        var undo = target.undo(run);

        assertThat(target.texts("select id from production.items order by id")).containsExactly("1", "25");
        assertThat(target.texts("select detail from admin.reload_skipped_rows where run_id = " + undo))
                .containsExactly("children_item_fkey");
    }

    @Test
    void an_undo_can_be_undone_no_second_time() {
        target.sql("insert into production.items values (1, 'old', '2025-01-02')");
        var run = mergeThirty();
        target.undo(run);
        var after = target.texts(PRODUCTION);

        var again = target.undo(run);

        assertThat(target.texts(PRODUCTION)).isEqualTo(after);
        assertThat(target.account(again, 1).skipped()).isEqualTo(30);
    }

    /** Thirty rows are staged, all different from production. */
    private long mergeThirty() {
        var run = target.armed();
        target.sql("insert into staging.items select g, 'new', '2025-01-10' from generate_series(1, 30) g");
        target.merge(run, 1);
        return run;
    }
}
