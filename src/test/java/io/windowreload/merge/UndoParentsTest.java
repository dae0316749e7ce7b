package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An undo with triggers off puts no row back whose old parent is gone. */
class UndoParentsTest {
    private final MergeFixture target = MergeFixture.withTable("id int, parent int, v text, changed timestamp");
    private final Looks looks = new Looks(target);

    UndoParentsTest() {
        target.sql(
                "create table production.parents (id int primary key)",
                "insert into production.parents values (1), (2)",
                "alter table production.items add constraint its_parent foreign key (parent) references production.parents");
    }

    @AfterEach
    void close() {
        target.close();
    }

    private long skipping() {
        var run = target.armed();
        target.sql("update admin.reload_runs set triggers = 'skip' where run_id = " + run);
        return run;
    }

    @Test
    void a_row_whose_old_parent_is_gone_keeps_its_new_one_and_is_named() {
        target.sql(
                "insert into production.items values (1, 1, 'old', '2025-01-01'), (2, 2, 'old', '2025-01-01'), (3, null, 'old', '2025-01-01')",
                "insert into staging.items values (1, 2, 'new', '2025-01-02'), (2, 2, 'new', '2025-01-02'), (3, 2, 'new', '2025-01-02')");
        var run = skipping();
        target.merge(run, 1);
        target.cdc("delete from production.parents where id = 1");

        var undo = target.undo(run);

        assertThat(target.texts("select id || coalesce(parent::text, '-') || v from production.items order by id"))
                .containsExactly("12new", "22old", "3-old");
        assertThat(target.account(undo, 1).orphaned()).isEqualTo(1);
        assertThat(target.account(undo, 1).updated()).isEqualTo(2);
    }

    /** It hung on a missing parent before the undo, too: putting it back makes no orphan. */
    @Test
    void a_row_that_is_an_orphan_already_is_put_back() {
        target.sql(
                "insert into production.items values (1, 1, 'old', '2025-01-01')",
                "insert into staging.items values (1, 1, 'new', '2025-01-02')");
        var run = skipping();
        target.merge(run, 1);
        target.sql("set session_replication_role = replica; delete from production.parents where id = 1");

        target.undo(run);

        assertThat(target.texts("select v from production.items")).containsExactly("old");
    }

    @Test
    void a_row_that_a_look_deleted_does_not_come_back_without_its_parent() {
        target.sql(
                "insert into production.items values (7, 1, 'only here', '2025-01-02'), (8, 2, 'both', '2025-01-02'), (9, 2, 'only here', '2025-01-02')",
                "insert into staging.items values (8, 2, 'both', '2025-01-02')");
        var run = skipping();
        target.merge(run, 1);
        var look = looks.begin(run);
        target.sql("update admin.reload_runs set triggers = 'skip' where run_id = " + look);
        looks.load(look, "items", "values (8, 2, 'both', '2025-01-02'::timestamp)");
        target.merge(look, 1);
        assertThat(looks.settle(run, look, Looks.APPLY)).isEqualTo("2 2");
        target.sql("update admin.reload_runs set state = 'SUCCESS', finished_at = now() where run_id = " + look);
        target.cdc("delete from production.parents where id = 1");

        target.undo(look);

        assertThat(target.texts("select id from production.items order by id")).containsExactly("8", "9");
    }
}
