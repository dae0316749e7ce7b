package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.db.Sql;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What production refuses from CDC while a run goes on leaves no trace but in DMS's table of exceptions: it is on record with the run. */
class RefusalsTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @BeforeEach
    void exceptions() {
        target.sql(
                "create table public.awsdms_apply_exceptions (\"TASK_NAME\" varchar(128) not null, \"TABLE_OWNER\" varchar(128) not null,"
                        + " \"TABLE_NAME\" varchar(128) not null, \"ERROR_TIME\" timestamp not null, \"STATEMENT\" text not null, \"ERROR\" text not null)");
        refused("production", "items", "duplicate key value violates unique constraint \"long ago\"");
    }

    @AfterEach
    void close() {
        target.close();
    }

    private void refused(String owner, String table, String error) {
        target.sql("insert into public.awsdms_apply_exceptions values ('task', '" + owner + "', '" + table
                + "', localtimestamp, 'INSERT …', '" + error + "')");
    }

    private List<String> noted(long run) {
        target.db.query(Sql.load("merge/note-refusals"), Map.of("run_id", run), row -> row.number("refused"));
        return target.texts(
                "select concat_ws(' ', run_id, position, severity, code, detail) from admin.reload_findings order by finding_id");
    }

    private static String partial(String run, int changes, String names) {
        return run + " partial CDC_CHANGE_REFUSED since the run began, CDC could not apply " + changes + " changes of "
                + names + ": see public.awsdms_apply_exceptions";
    }

    @Test
    void a_change_that_broke_a_constraint_since_the_run_began_is_on_record_under_either_name_of_its_table() {
        var run = target.armed();
        assertThat(noted(run)).isEmpty();

        refused("production", "items", "duplicate key value violates unique constraint \"items_pkey\"");
        refused("SOURCE", "ITEMS", "RetCode: SQL_ERROR SqlState: 23505 NativeError: 1 Message: …");

        assertThat(noted(run)).containsExactly(partial(run + " 1", 2, "items"));
        assertThat(noted(run)).hasSize(1);
    }

    @Test
    void a_change_of_a_row_that_is_not_there_and_changes_of_other_tables_are_none() {
        target.sql("create table production.others (id int primary key)");
        var run = target.armed();

        refused("production", "items", "0 rows affected");
        refused("production", "others", "duplicate key value violates unique constraint");
        refused("elsewhere", "items", "duplicate key value violates unique constraint");

        assertThat(noted(run)).isEmpty();
    }

    @Test
    void a_table_that_a_foreign_key_connects_counts_too() {
        target.sql(
                "create table production.parents (id int primary key)",
                "alter table production.items add parent_id int references production.parents",
                "create table production.parts (id int primary key, item_id int references production.items)");
        var run = target.armed();

        refused("production", "parents", "update or delete on table \"parents\" violates foreign key constraint");
        refused("production", "parts", "insert or update on table \"parts\" violates foreign key constraint");

        assertThat(noted(run)).containsExactly(partial(run + "", 2, "parents, parts"));
    }

    @Test
    void what_is_refused_during_a_look_stands_with_the_run() {
        var run = target.armed();
        target.sql("update admin.reload_runs set state = 'SUCCESS', finished_at = now()");
        target.sql(
                "insert into admin.reload_runs (request_id, origin, of_run_id, state, phase) values ('look:1', 'look', "
                        + run + ", 'RUNNING', 'verify')");
        var look = target.number("select max(run_id) from admin.reload_runs");

        refused("production", "items", "duplicate key value violates unique constraint");

        assertThat(noted(look)).containsExactly(partial(run + " 1", 1, "items"));
        assertThat(target.texts("select state from admin.reload_runs where run_id = " + run))
                .containsExactly("PARTIAL");
    }

    @Test
    void without_a_table_of_dms_there_is_nothing_to_tell() {
        target.sql("drop table public.awsdms_apply_exceptions", "create table public.awsdms_apply_exceptions (id int)");

        assertThat(noted(target.armed())).isEmpty();
    }
}
