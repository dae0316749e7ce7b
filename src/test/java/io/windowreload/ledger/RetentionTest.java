package io.windowreload.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.TestSql;
import io.windowreload.window.ErrorCode;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ledger forgets what is old, and nothing that still says something. */
class RetentionTest {
    private static final Duration YEAR = Duration.ofDays(400);
    private static final String VERIFIED = "VERIFIED";
    private static final String FAILED = "PENDING";

    private final Db db = new Db(TestPostgres.freshDatabase());
    private final Ledger ledger = new Ledger(db);
    private final History history = new History(db);

    private void sql(String text) {
        db.update(TestSql.of(text), Map.of());
    }

    private List<Long> numbers(String query) {
        return db.query(TestSql.of(query), Map.of(), row -> row.number("n"));
    }

    private List<Long> runs() {
        return numbers("select run_id as n from admin.reload_runs order by run_id");
    }

    /** A run over customers in a month of 2023 that ended so many days ago. */
    private long run(String request, int month, String mergeState, int daysAgo) {
        return run(request, month, month + 1, mergeState, daysAgo);
    }

    private long run(String request, int month, int until, String mergeState, int daysAgo) {
        var good = mergeState.equals(VERIFIED);
        var id = numbers("""
                insert into admin.reload_runs (request_id, origin, window_from, window_to, zone, state, finished_at, error_code)
                values ('%s', 'file', make_date(2023, %d, 1), make_date(2023, %d, 1), 'UTC', '%s', clock_timestamp() - interval '%d days', %s)
                returning run_id as n""".formatted(
                                request,
                                month,
                                until,
                                good ? "SUCCESS" : "FAILED",
                                daysAgo,
                                good ? "null" : "'DMS_TASK_FAILED'"))
                .get(0);
        table(id, 1, "customers", mergeState);
        return id;
    }

    private void table(long run, int position, String name, String mergeState) {
        sql("""
                insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column,
                  merge_state, staged, inserted, unchanged)
                values (%d, %d, 'S', 'T', 'production', '%s', '%s', 'updated_at', '%s', 5, 2, 3)""".formatted(run, position, name, name, mergeState));
    }

    private long about(long run, String origin, String state, int daysAgo) {
        var id = numbers("""
                insert into admin.reload_runs (request_id, origin, of_run_id, state, finished_at)
                values ('%2$s:%1$d', '%2$s', %1$d, '%3$s', %4$s) returning run_id as n""".formatted(
                                run,
                                origin,
                                state,
                                daysAgo < 0 ? "null" : "clock_timestamp() - interval '" + daysAgo + " days'"))
                .get(0);
        table(id, 1, "customers", FAILED);
        return id;
    }

    /** What is newest of the table, so that the runs before it are not kept for that alone. */
    private long newest() {
        return run("newest", 11, VERIFIED, 1);
    }

    private long[] keeps(Duration olderThan, long... expected) {
        ledger.forget(olderThan);
        assertThat(runs())
                .containsExactlyElementsOf(Arrays.stream(expected).boxed().toList());
        return expected;
    }

    private List<CalendarCell> calendar() {
        return history.calendar(YearMonth.of(2023, 1), YearMonth.of(2023, 12));
    }

    @Test
    void an_old_run_goes_with_all_that_was_kept_of_it() {
        var old = run("old", 1, VERIFIED, 500);
        var again = run("again", 1, VERIFIED, 450);
        newest();
        for (var table : List.of(
                "merge_logs (table_name, run_id) values ('customers', %d)",
                "merge_summary (status, run_id) values ('SUCCESS', %d)",
                "reload_evidence (kind, document, run_id) values ('task', '{}', %d)",
                "reload_findings (severity, code, detail, run_id) values ('note', 'CDC_BEHIND', 'x', %d)",
                "reload_loads (load, task_identifier, run_id) values (1, 'x', %d)",
                "reload_phases (phase, finished_at, run_id) values ('load', clock_timestamp(), %d)",
                "reload_skipped_rows (position, reason, key, run_id) values (1, 'newer_in_target', '{}', %d)",
                "reload_look_keys (position, key, reason, run_id) values (1, '{}', 'inserted', %d)",
                "reload_operations (operation, origin, actor, run_id) values ('retry', 'cli', 'mira', %d)",
                "reload_notices (due_at, run_id) values (clock_timestamp(), %d)",
                "merge_chunks (position, chunk, first_n, last_n, run_id) values (1, 1, 1, 1, %d)",
                "merge_lanes (position, lane, staged_range, target_range, low, run_id) values (1, 1, 'true', 'true', 0, %d)",
                "merge_misses (position, n, reason, run_id) values (1, 1, 'orphaned', %d)",
                "merge_circles (position, first_n, last_n, run_id) values (1, 1, 2, %d)",
                "merge_doubts (position, n, run_id) values (1, 1, %d)",
                "fence_members (position, relation, name, had_rows, triggers, run_id) values (1, 1, 'x', true, '{}', %d)",
                "fence_truncates (position, run_id) values (1, %d)")) {
            sql("insert into admin." + table.formatted(old));
            sql("insert into admin." + table.formatted(again));
        }
        var before = calendar();

        assertThat(ledger.forget(YEAR)).isEqualTo(1);

        assertThat(ledger.find(old)).isEmpty();
        assertThat(calendar()).isEqualTo(before);
        for (var table : db.query(TestSql.of("""
                        select table_name as name from information_schema.columns
                        where table_schema = 'admin' and column_name = 'run_id' and table_name ~ '^(reload|merge|fence)_'"""), Map.of(), row -> row.text("name"))) {
            assertThat(numbers("select distinct coalesce(run_id, -1) as n from admin." + table))
                    .as(table)
                    .contains(again)
                    .doesNotContain(old, -1L);
        }
    }

    @Test
    void a_run_that_ended_later_stays() {
        var young = run("young", 1, VERIFIED, 399);
        var again = run("again", 1, VERIFIED, 398);

        keeps(YEAR, young, again, newest());
    }

    @Test
    void what_a_month_of_a_table_rests_on_stays_whatever_its_age() {
        var half = numbers("""
                insert into admin.reload_runs (request_id, origin, window_from, window_to, zone, state, finished_at)
                select 'half' || day, 'file', make_date(2023, 1, day), make_date(2023, 1, day) + 16, 'UTC', 'SUCCESS', '2023-02-01'
                from unnest(array[1, 16]) day returning run_id as n""");
        half.forEach(run -> table(run, 1, "customers", VERIFIED));
        run("superseded", 3, FAILED, 900);
        run("superseded", 3, VERIFIED, 890);
        var wider = run("wider", 2, 5, VERIFIED, 880);
        var failed = run("failed", 6, FAILED, 870);
        var goodBefore = run("good", 7, VERIFIED, 860);
        var failedSince = run("failed-since", 7, FAILED, 850);
        var before = calendar();
        var newest = newest();

        keeps(YEAR, half.get(0), half.get(1), wider, failed, goodBefore, failedSince, newest);

        assertThat(calendar()).containsAll(before);
    }

    @Test
    void a_run_stays_where_one_of_its_tables_still_rests_on_it() {
        var both = run("both", 1, VERIFIED, 500);
        table(both, 2, "orders", VERIFIED);
        var later = run("customers", 1, VERIFIED, 490);

        keeps(YEAR, both, later, newest());
    }

    @Test
    void an_open_run_and_the_dry_run_that_it_goes_by_stay() {
        var plan = run("plan", 1, VERIFIED, 500);
        var open = numbers("""
                insert into admin.reload_runs (request_id, origin, window_from, window_to, zone, state, accepted_at, options)
                values ('open', 'file', '2023-01-01', '2023-02-01', 'UTC', 'RUNNING', '2020-01-01', '{"plan": %d}') returning run_id as n""".formatted(plan)).get(0);
        sql("update admin.reload_runs set options = '{\"dryRun\": true}' where request_id = 'plan'");
        var newest = newest();

        keeps(YEAR, plan, open, newest);

        sql("update admin.reload_runs set state = 'CANCELLED', finished_at = '2020-01-02' where request_id = 'open'");
        keeps(YEAR, newest);
    }

    @Test
    void an_undo_and_a_second_look_go_with_their_run_and_not_before_it() {
        var undone = run("undone", 1, VERIFIED, 500);
        var failedUndo = about(undone, "undo", "FAILED", 499);
        var undo = about(undone, "undo", "SUCCESS", 300);
        var alone = run("alone", 2, VERIFIED, 500);
        var look = about(alone, "look", "SUCCESS", 499);
        var beingUndone = run("being-undone", 3, VERIFIED, 500);
        run("again", 3, VERIFIED, 480);
        var openUndo = about(beingUndone, "undo", "RUNNING", -1);
        var again = openUndo - 1;
        var newest = newest();
        keeps(YEAR, undone, failedUndo, undo, alone, look, beingUndone, again, openUndo, newest);

        sql("update admin.reload_runs set finished_at = '2023-01-01' where run_id = " + undo);

        // Without it the month would seem never to have been reloaded, or to stand as an older run left it.
        keeps(YEAR, undone, failedUndo, undo, alone, look, beingUndone, again, openUndo, newest);

        var anew = run("undone", 1, VERIFIED, 1);

        keeps(YEAR, alone, look, beingUndone, again, openUndo, newest, anew);
    }

    @Test
    void no_undo_and_no_look_that_failed_is_forgotten_before_what_they_spoil() {
        var first = run("first", 1, VERIFIED, 500);
        run("second", 1, VERIFIED, 490);
        about(first, "undo", "SUCCESS", 480);
        var third = run("third", 2, VERIFIED, 500);
        about(third, "look", "FAILED", 450);
        newest();
        var before = calendar();
        assertThat(before)
                .extracting(CalendarCell::state)
                .contains(CalendarCell.State.UNDONE, CalendarCell.State.LEFT_OPEN);

        ledger.forget(YEAR);

        assertThat(calendar()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void an_undone_result_and_one_that_may_still_be_undone_take_no_other_s_place() {
        run("first", 1, VERIFIED, 500);
        var undone = run("undone", 1, VERIFIED, 490);
        var undo = about(undone, "undo", "SUCCESS", 300);
        var second = run("second", 2, VERIFIED, 500);
        var undoable = run("undoable", 2, VERIFIED, 480);
        sql("create table admin.before_%d_1 (n integer)".formatted(undoable));
        var newest = newest();
        // What was put back counts, whatever was there before.
        keeps(YEAR, undone, undo, second, undoable, newest);

        sql("drop table admin.before_%d_1".formatted(undoable));

        keeps(YEAR, undone, undo, undoable, newest);
    }

    @Test
    void before_images_keep_their_run() {
        var images = run("images", 1, VERIFIED, 500);
        var again = run("again", 1, VERIFIED, 490);
        sql("create table admin.before_%d_1 (n integer)".formatted(images));

        keeps(YEAR, images, again, newest());
    }

    @Test
    void a_failure_that_stays_is_not_made_to_look_as_if_it_were_the_last_attempt() {
        var failed = run("twice", 1, FAILED, 500);
        var cancelled = run("twice", 1, FAILED, 490);
        sql("update admin.reload_runs set state = 'CANCELLED' where run_id = " + cancelled);
        sql("update admin.reload_run_tables set inserted = 0 where run_id = " + cancelled);
        var newest = newest();
        keeps(YEAR, failed, cancelled, newest);

        var mended = run("mended", 1, VERIFIED, 450);

        keeps(YEAR, newest, mended);
    }

    @Test
    void refused_requests_and_old_pauses_go() {
        ledger.refuse("broken.json", "file", ErrorCode.REQUEST_UNREADABLE, "not JSON");
        ledger.refuse("young.json", "file", ErrorCode.REQUEST_UNREADABLE, "not JSON");
        sql("update admin.reload_runs set finished_at = '2023-01-01' where request_id = 'broken.json'");
        sql(
                "insert into admin.reload_operations (operation, entry, origin, actor, done_at) values ('pause', 'folder', 'cli', 'mira', '2023-01-01')");
        sql(
                "insert into admin.reload_operations (operation, entry, origin, actor) values ('resume', 'folder', 'cli', 'mira')");

        ledger.forget(YEAR);

        assertThat(ledger.list(9)).extracting(Run::requestId).containsExactly("young.json");
        assertThat(numbers("select count(*) as n from admin.reload_operations")).containsExactly(1L);
    }

    @Test
    void meters_go_on_counting_what_was_forgotten() {
        run("failed", 1, FAILED, 500);
        sql(
                "insert into admin.reload_phases (phase, started_at, finished_at, run_id) select 'load', '2023-01-01', '2023-01-02', run_id from admin.reload_runs");
        run("good", 1, VERIFIED, 490);
        run("again", 1, VERIFIED, 480);
        ledger.refuse("broken.json", "file", ErrorCode.REQUEST_UNREADABLE, "not JSON");
        sql("update admin.reload_runs set finished_at = '2023-01-01' where request_id = 'broken.json'");
        newest();
        var before = history.totals();

        for (var days : List.of(495, 485)) {
            assertThat(ledger.forget(Duration.ofDays(days))).isPositive();
            var after = history.totals();
            assertThat(after.runs()).containsExactlyInAnyOrderElementsOf(before.runs());
            assertThat(after.phases()).isEqualTo(before.phases());
            assertThat(after.rows()).isEqualTo(before.rows());
        }
    }

    @Test
    void many_go_in_several_parts() {
        Stream.iterate(0, n -> n + 1).limit(45).forEach(n -> run("same", 1, VERIFIED, 500));
        var last = runs().get(44);
        var newest = newest();

        assertThat(ledger.forget(YEAR)).isEqualTo(44);

        keeps(YEAR, last, newest);
    }
}
