package io.windowreload.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.TestSql;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is remembered of ended runs is what a program that has just started would read. */
class OutcomesTest {
    private static final YearMonth JANUARY = YearMonth.of(2025, 1);

    private final Db db = new Db(TestPostgres.freshDatabase());
    private final History old = new History(db);

    private void sql(String text) {
        db.update(TestSql.of(text), Map.of());
    }

    private void run(long id, String state, String... mergeStates) {
        sql("""
                insert into admin.reload_runs (run_id, request_id, origin, window_from, window_to, zone, state, finished_at)
                values (%1$d, 'r%1$d', 'file', '2025-01-01', '2025-02-01', 'UTC', '%2$s', case when '%2$s' <> 'RUNNING' then clock_timestamp() end)""".formatted(id, state));
        for (var position = 1; position <= mergeStates.length; position++) {
            sql("""
                    insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column, merge_state)
                    values (%1$d, %2$d, 'S', 'T%2$d', 'production', 't%2$d', 't%2$d', 'updated_at', '%3$s')""".formatted(id, position, mergeStates[position - 1]));
        }
    }

    private void end(long id, String state, String mergeState) {
        sql("update admin.reload_run_tables set merge_state = '%s' where run_id = %d".formatted(mergeState, id));
        sql("update admin.reload_runs set state = '%s', finished_at = clock_timestamp() where run_id = %d"
                .formatted(state, id));
    }

    private List<String> cells() {
        var fresh = new History(db);
        var cells = old.calendar(JANUARY, JANUARY);
        assertThat(cells).containsExactlyInAnyOrderElementsOf(fresh.calendar(JANUARY, JANUARY));
        return cells.stream()
                .map(cell -> cell.table().name() + " " + cell.run() + " " + cell.state())
                .sorted()
                .toList();
    }

    private List<Long> failed() {
        var fresh = new History(db);
        var failed = old.failed(50).stream().map(Run::id).toList();
        assertThat(failed).isEqualTo(fresh.failed(50).stream().map(Run::id).toList());
        return failed;
    }

    @Test
    void what_a_look_finds_after_the_end_changes_how_a_run_stands_and_back() {
        run(1, "SUCCESS", "VERIFIED", "VERIFIED");
        assertThat(cells()).containsExactly("t1 1 VERIFIED", "t2 1 VERIFIED");

        sql("select admin.note_finding(1, 2, 'partial', 'VERIFY_FAILED', '3 keys are left open')");
        assertThat(cells()).containsExactly("t1 1 VERIFIED", "t2 1 LEFT_OPEN");
        assertThat(failed()).containsExactly(1L);

        sql("select admin.settle_finding(1, 2, 'VERIFY_FAILED')");
        assertThat(cells()).containsExactly("t1 1 VERIFIED", "t2 1 VERIFIED");
        assertThat(failed()).isEmpty();
    }

    @Test
    void a_partial_run_does_not_make_an_earlier_failure_good() {
        run(1, "FAILED", "PENDING");
        run(2, "SUCCESS", "VERIFIED");
        assertThat(failed()).isEmpty();
        sql("select admin.note_finding(2, null, 'partial', 'VERIFY_FAILED', 'nothing was loaded')");
        assertThat(failed()).containsExactly(2L, 1L);
        assertThat(cells()).containsExactly("t1 2 LEFT_OPEN");
    }

    @Test
    void an_open_run_is_read_again_until_it_has_ended() {
        run(1, "FAILED", "VERIFIED", "PENDING");
        run(2, "RUNNING", "PENDING", "PENDING");
        assertThat(cells()).containsExactly("t1 2 RUNNING", "t2 2 RUNNING");
        assertThat(failed()).containsExactly(1L);

        end(2, "SUCCESS", "VERIFIED");

        assertThat(cells()).containsExactly("t1 2 VERIFIED", "t2 2 VERIFIED");
        assertThat(failed()).isEmpty();
    }

    @Test
    void a_failure_needs_a_person_until_later_runs_together_have_verified_its_tables() {
        run(1, "SUCCESS", "VERIFIED", "VERIFIED");
        run(2, "FAILED", "PENDING", "PENDING");
        run(3, "SUCCESS", "VERIFIED");
        run(4, "FAILED");
        assertThat(failed()).containsExactly(2L);

        run(5, "SUCCESS", "MERGED", "VERIFIED");

        assertThat(failed()).isEmpty();
    }

    @Test
    void runs_that_are_undone_or_forgotten_count_no_more() {
        run(1, "FAILED", "PENDING");
        run(2, "SUCCESS", "VERIFIED");
        run(3, "SUCCESS", "VERIFIED");
        assertThat(cells()).containsExactly("t1 3 VERIFIED");

        sql("""
                insert into admin.reload_runs (run_id, request_id, origin, of_run_id, state, finished_at)
                values (4, 'undo:3', 'undo', 3, 'SUCCESS', clock_timestamp())""");
        assertThat(cells()).containsExactly("t1 2 VERIFIED");

        sql("delete from admin.reload_runs where run_id = 2");
        assertThat(cells()).containsExactly("t1 1 FAILED");
    }

    @Test
    void a_ledger_restored_from_a_backup_gives_an_id_to_another_run() {
        run(1, "SUCCESS", "VERIFIED");
        assertThat(cells()).containsExactly("t1 1 VERIFIED");

        sql("delete from admin.reload_runs where run_id = 1");
        run(1, "FAILED", "PENDING");

        assertThat(cells()).containsExactly("t1 1 FAILED");
    }
}
