package io.windowreload.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.TestSql;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a table's month stands follows from all that happened to it, whatever the order. */
class StandingTest {
    private static final YearMonth JANUARY = YearMonth.of(2025, 1);

    private final Db db = new Db(TestPostgres.freshDatabase());
    private final Ledger ledger = new Ledger(db);
    private final History history = new History(db);

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
        return cells(JANUARY);
    }

    private List<String> cells(YearMonth last) {
        return history.calendar(JANUARY, last).stream()
                .map(cell -> cell.table().name() + " " + cell.run() + " " + cell.state()
                        + (last.equals(JANUARY) ? "" : " " + cell.month()))
                .sorted()
                .toList();
    }

    private List<Long> failed() {
        return history.failed(50).stream().map(Run::id).toList();
    }

    /** A run of t1 over days of 2025, each given as MM-dd. */
    private void window(long id, String from, String to, String state) {
        run(id, state, state.equals("SUCCESS") ? "VERIFIED" : "PENDING");
        sql("update admin.reload_runs set window_from = '%s', window_to = '%s' where run_id = %d"
                .formatted(from, to, id));
    }

    private void about(long id, String origin, long of, String state, int wrote) {
        sql("""
                insert into admin.reload_runs (run_id, request_id, origin, of_run_id, look_round, state, finished_at)
                values (%1$d, '%2$s:%3$d', '%2$s', %3$d, 1, '%4$s', case when '%4$s' not in ('RUNNING', 'QUEUED') then clock_timestamp() end)""".formatted(id, origin, of, state));
        sql("""
                insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column, updated)
                values (%d, 1, 'S', 'T1', 'production', 't1', 't1', 'updated_at', %d)""".formatted(id, wrote));
    }

    private boolean answers(long run) {
        return ledger.answers(ledger.find(run).orElseThrow());
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
    void an_undone_month_is_undone_whatever_was_verified_before_and_its_request_runs_again() {
        run(1, "FAILED", "PENDING");
        run(2, "SUCCESS", "VERIFIED");
        run(3, "SUCCESS", "VERIFIED");
        assertThat(cells()).containsExactly("t1 3 VERIFIED");
        assertThat(answers(3)).isTrue();

        about(4, "undo", 3, "SUCCESS", 1);
        assertThat(cells()).containsExactly("t1 4 UNDONE");
        assertThat(answers(3)).isFalse();
        assertThat(history.totals().rows().values())
                .allSatisfy(rows -> assertThat(rows.verifiedAt()).isNull());

        run(5, "SUCCESS", "VERIFIED");
        assertThat(cells()).containsExactly("t1 5 VERIFIED");
        assertThat(answers(5)).isTrue();
    }

    @Test
    void an_older_run_that_is_undone_under_a_newer_one_spoils_what_that_has_verified() {
        run(1, "SUCCESS", "VERIFIED", "VERIFIED");
        run(2, "SUCCESS", "VERIFIED", "VERIFIED");
        about(3, "undo", 1, "SUCCESS", 1);

        assertThat(cells()).as("the undo has put back rows of t1 only").containsExactly("t1 3 UNDONE", "t2 2 VERIFIED");
        assertThat(answers(2)).isFalse();
    }

    @Test
    void an_undo_counts_from_its_first_row_on_and_not_without_one() {
        run(1, "SUCCESS", "VERIFIED");
        about(2, "undo", 1, "RUNNING", 0);
        assertThat(cells()).containsExactly("t1 2 RUNNING");
        sql("update admin.reload_runs set state = 'FAILED', finished_at = now() where run_id = 2");
        assertThat(cells()).containsExactly("t1 1 VERIFIED");
        sql("update admin.reload_run_tables set updated = 1 where run_id = 2");
        assertThat(cells()).containsExactly("t1 2 UNDONE");
    }

    @Test
    void an_undone_look_spoils_the_window_of_its_run() {
        run(1, "SUCCESS", "VERIFIED");
        about(2, "look", 1, "SUCCESS", 1);
        about(3, "undo", 2, "SUCCESS", 1);
        assertThat(cells()).containsExactly("t1 3 UNDONE");
    }

    @Test
    void a_look_that_is_open_or_failed_or_left_keys_keeps_a_month_from_being_verified() {
        run(1, "SUCCESS", "VERIFIED", "VERIFIED");
        about(2, "look", 1, "QUEUED", 0);
        assertThat(cells()).containsExactly("t1 2 RUNNING", "t2 1 VERIFIED");
        assertThat(answers(1)).as("its look goes on").isTrue();

        sql(
                "update admin.reload_runs set state = 'FAILED', finished_at = now(), error_code = 'COUNT_MISMATCH' where run_id = 2");
        assertThat(cells()).containsExactly("t1 2 LEFT_OPEN", "t2 1 LEFT_OPEN");
        assertThat(answers(1)).isFalse();

        about(3, "look", 1, "SUCCESS", 0);
        sql("select admin.settle_finding(1, null, 'LEFT_OPEN')");
        assertThat(cells()).containsExactly("t1 1 VERIFIED", "t2 1 VERIFIED");

        sql("select admin.note_finding(3, 1, 'partial', 'VERIFY_FAILED', '1 key')");
        assertThat(cells()).containsExactly("t1 3 LEFT_OPEN", "t2 1 VERIFIED");
    }

    @Test
    void a_later_run_that_failed_or_was_cancelled_half_way_is_not_forgotten_for_another_part_of_the_month() {
        window(1, "2025-01-01", "2025-02-01", "SUCCESS");
        window(2, "2025-01-01", "2025-01-08", "FAILED");
        window(3, "2025-01-08", "2025-01-15", "SUCCESS");
        assertThat(cells()).containsExactly("t1 3 PARTIAL");
        window(4, "2025-01-01", "2025-01-08", "SUCCESS");
        assertThat(cells()).containsExactly("t1 4 VERIFIED");

        window(5, "2025-01-20", "2025-01-21", "CANCELLED");
        assertThat(cells()).containsExactly("t1 4 VERIFIED");
        sql("update admin.reload_run_tables set inserted = 1 where run_id = 5");
        assertThat(cells()).containsExactly("t1 5 FAILED");
    }

    @Test
    void a_table_that_a_failed_run_had_verified_waits_for_the_look_that_never_came() {
        run(1, "FAILED", "VERIFIED", "PENDING");
        assertThat(cells()).containsExactly("t1 1 VERIFIED", "t2 1 FAILED");
        sql("update admin.reload_run_tables set inserted = 3 where run_id = 1 and position = 1");
        assertThat(cells()).containsExactly("t1 1 LEFT_OPEN", "t2 1 FAILED");
    }

    @Test
    void windows_verify_the_months_that_they_cover_together_and_what_two_share_counts_once() {
        window(1, "2024-11-10", "2025-03-10", "SUCCESS");
        assertThat(cells(YearMonth.of(2025, 3)))
                .containsExactly("t1 1 PARTIAL 2025-03", "t1 1 VERIFIED 2025-01", "t1 1 VERIFIED 2025-02");
        window(2, "2025-03-05", "2025-03-20", "SUCCESS");
        window(3, "2025-03-21", "2025-04-01", "SUCCESS");
        assertThat(cells(YearMonth.of(2025, 3))).contains("t1 3 PARTIAL 2025-03");
        window(4, "2025-03-20", "2025-03-21", "SUCCESS");
        assertThat(cells(YearMonth.of(2025, 3))).contains("t1 4 VERIFIED 2025-03");
    }

    @Test
    void an_open_run_counts_before_all_others() {
        window(1, "2025-01-01", "2025-01-02", "RUNNING");
        window(2, "2025-01-01", "2025-02-01", "SUCCESS");
        assertThat(cells()).containsExactly("t1 1 RUNNING");
    }

    @Test
    void a_table_or_a_database_that_is_another_one_is_not_what_was_verified() {
        sql("create table production.t1 as select 1 as id");
        sql("insert into admin.reload_tables values (1, 'S', 'T1', 'production', 't1', 't1', 'updated_at')");
        run(1, "SUCCESS", "VERIFIED");
        sql(
                "update admin.reload_runs set fence = (select pg_snapshot_xmax(pg_current_snapshot())), fence_server = admin.server_mark()");
        sql("""
                insert into admin.fence_members (run_id, position, relation, name, file, had_rows, triggers)
                values (1, 1, 'production.t1'::regclass, 't1', pg_relation_filenode('production.t1'), true, '{}')""");
        assertThat(cells()).containsExactly("t1 1 VERIFIED");
        var version = history.version();

        sql("vacuum full production.t1");
        assertThat(cells()).as("a rewrite that keeps who wrote what").containsExactly("t1 1 VERIFIED");
        assertThat(history.version()).isNotEqualTo(version);

        sql("truncate production.t1");
        sql("insert into production.t1 values (2)");
        assertThat(cells()).containsExactly("t1 1 REWRITTEN");
        assertThat(answers(1)).isFalse();

        sql("drop table production.t1");
        assertThat(cells()).containsExactly("t1 1 REWRITTEN");
        sql("create table production.t1 as select 1 as id");
        assertThat(cells()).containsExactly("t1 1 REWRITTEN");

        for (var other : List.of("database", "system identifier", "timeline")) {
            sql("update admin.reload_runs set fence_server = admin.server_mark()");
            assertThat(cells()).containsExactly("t1 1 REWRITTEN");
            sql("update admin.reload_runs set fence_server = jsonb_build_object('" + other + "', '0')");
            assertThat(cells()).as(other).containsExactly("t1 1 RESTORED");
        }
        assertThat(history.totals().rows().values())
                .allSatisfy(rows -> assertThat(rows.verifiedAt()).isNull());
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
