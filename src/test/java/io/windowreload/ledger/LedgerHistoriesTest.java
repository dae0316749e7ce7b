package io.windowreload.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.TestSql;
import io.windowreload.window.Options;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.Request;
import io.windowreload.window.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to two months of a table, in any order, the ledger never calls a month reloaded whose rows differ from the source, and calls
 * it so after a good run. The rows are real, the source is the word "right"; {@code -Dledger.histories=500} lives through more, {@code -Dledger.seed} repeats one history.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
class LedgerHistoriesTest {
    private static final int HISTORIES = Integer.getInteger("ledger.histories", 60);
    private static final YearMonth JANUARY = YearMonth.of(2025, 1);
    private static final YearMonth FEBRUARY = YearMonth.of(2025, 2);

    private static final ReloadTable TABLE =
            new ReloadTable(new TableName("S", "T"), new TableName("production", "t"), "AT", List.of());

    /** Every so many histories the command line is asked as well, which takes a second each time. */
    private static final int ASKED = 10;

    private final String url = TestPostgres.freshUrl();
    private final Db db = new Db(TestPostgres.pool(url));
    private final Ledger ledger = new Ledger(db);
    private final History history = new History(db);
    private final List<String> story = new ArrayList<>();
    private Random random;

    private long sql(String text) {
        return db.update(TestSql.of(text), Map.of());
    }

    private List<Long> numbers(String query) {
        return db.query(TestSql.of(query), Map.of(), row -> row.number("n"));
    }

    private long number(String query) {
        return numbers(query).get(0);
    }

    @Test
    void the_calendar_the_answers_and_the_meters_say_what_a_comparison_says(@TempDir Path home) throws Exception {
        var command = new CommandLineAnswers(
                home,
                url,
                "{\"tables\": [{\"source\": \"S.T\", \"target\": \"production.t\", \"windowColumn\": \"AT\"}]}");
        var only = Long.getLong("ledger.seed");
        for (var seed = only == null ? 1L : only; seed <= (only == null ? HISTORIES : only); seed++) {
            random = new Random(seed);
            begin();
            for (var step = 0; step < 8; step++) {
                story.add(happens());
                judge("seed " + seed + ": " + story);
            }
            if (seed % ASKED == 0 || only != null) {
                ask(command, "seed " + seed + ": " + story);
            }
        }
    }

    /** The command line says that nothing is done exactly where the ledger answers, and where it says so, production is right. */
    private void ask(CommandLineAnswers command, String when) throws Exception {
        for (var run : ledger.list(3)) {
            var open = ledger.look(run.id()).filter(look -> !look.state().ended());
            if (run.window() == null || !run.state().ended() || open.isPresent()) {
                continue;
            }
            var answers = nothingIsDoneFor(run);
            var request = "{\"requestId\":\"%s\",\"tables\":[\"t\"],\"from\":\"%s\",\"to\":\"%s\"}"
                    .formatted(
                            run.requestId(), run.window().from(), run.window().to());
            sql("update admin.reload_runs set request = '" + request + "' where run_id = " + run.id());

            var said = command.run(request);

            forgetAfter(run);
            assertThat(said.exitCode())
                    .as("%s: run %d: %s", when, run.id(), said.text())
                    .isEqualTo(answers ? 5 : 2);
            assertThat(said.text().startsWith("NOTHING DONE: run " + run.id() + " did this on "))
                    .as("%s: run %d: %s", when, run.id(), said.text())
                    .isEqualTo(answers);
            if (answers) {
                assertThat(wrong(run)).as("%s: run %d", when, run.id()).isZero();
            }
        }
    }

    /** Takes back what was accepted for the same request. */
    private void forgetAfter(Run run) {
        var newer = " in (select x.run_id from admin.reload_runs x where x.request_id = '" + run.requestId()
                + "' and x.run_id > " + run.id() + ")";
        sql("delete from admin.reload_run_tables where run_id" + newer);
        sql("delete from admin.reload_runs where run_id" + newer);
    }

    private long wrong(Run run) {
        return number("select count(*) as n from production.t where v <> 'right' and at >= '"
                + run.window().from() + "' and at < '" + run.window().to() + "'");
    }

    private void begin() {
        story.clear();
        sql("truncate admin.reload_runs, admin.fence_members, admin.reload_tables cascade");
        sql("drop table if exists production.t, production.before");
        sql("create table production.t (id bigint primary key, at timestamp, v text, by bigint)");
        sql(
                "insert into production.t select g, '2025-01-01'::timestamp + (g - 1) * interval '10 days', 'wrong' from generate_series(1, 6) g");
        sql("create table production.before (run bigint, id bigint, v text)");
    }

    private String happens() {
        return switch (random.nextInt(13)) {
            case 0, 1, 2 -> good();
            case 3 -> "failed half way " + run("FAILED", "PENDING", true);
            case 4 -> "failed at once " + run("FAILED", "PENDING", false);
            case 5 -> partial();
            case 6, 7 -> undo();
            case 8 -> look();
            case 9 -> "cancelled half way " + run("CANCELLED", "PENDING", true);
            case 10 -> retention();
            case 11 -> rewrite();
            default -> restore();
        };
    }

    /** Of a month, or of both, or of a part of one. */
    private long run(String state, String mergeState, boolean writes) {
        var windows = List.of(
                "'2025-01-01', '2025-02-01'",
                "'2025-02-01', '2025-03-01'",
                "'2025-01-01', '2025-03-01'",
                "'2025-01-15', '2025-02-01'");
        var id = number("""
                insert into admin.reload_runs (request_id, origin, request, window_from, window_to, zone, state, fence, fence_server, finished_at)
                select gen_random_uuid()::text, 'cli', '{}', w.f::timestamp, w.t::timestamp, 'UTC', '%s', pg_snapshot_xmax(pg_current_snapshot()), admin.server_mark(), now()
                from (values (%s)) w (f, t) returning run_id as n""".formatted(state, windows.get(random.nextInt(4))));
        sql("""
                insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column, merge_state)
                values (%d, 1, 'S', 'T', 'production', 't', 't', 'at', '%s')""".formatted(id, mergeState));
        sql("insert into admin.fence_members (run_id, position, relation, name, file, had_rows, triggers) values (" + id
                + ", 1, 'production.t'::regclass, 't', pg_relation_filenode('production.t'), true, '{}')");
        if (writes) {
            // Half a merge writes half of the rows, and brings one back that nobody has looked at yet.
            var half = state.equals("SUCCESS") ? "true" : "t.id % 2 = 1";
            write(id, "'right'", "t.v <> 'right' and " + half);
            if (!state.equals("SUCCESS")) {
                write(
                        id,
                        "'came back'",
                        "t.id = (select max(x.id) from production.t x where x.at >= r.window_from and x.at < r.window_to)");
            }
        }
        return id;
    }

    private void write(long run, String value, String which) {
        var wanted = " from admin.reload_runs r where r.run_id = " + run
                + " and t.at >= r.window_from and t.at < r.window_to and " + which;
        sql("insert into production.before select " + run
                + ", t.id, t.v from production.t t, admin.reload_runs r where r.run_id = " + run
                + " and t.at >= r.window_from and t.at < r.window_to and " + which);
        var wrote = sql("update production.t t set v = " + value + ", by = " + run + wanted);
        sql("update admin.reload_run_tables set updated = updated + " + wrote + ", inserted = inserted + "
                + (value.contains("back") ? wrote : 0) + " where run_id = " + run);
    }

    private String good() {
        var id = run("SUCCESS", "VERIFIED", true);
        assertThat(months(id)).as("seed story " + story + " good " + id).allMatch(state -> !state.equals("FAILED"));
        if (random.nextInt(3) > 0) {
            var whole = numbers("select run_id as n from admin.reload_runs where run_id = " + id
                    + " and window_from <> '2025-01-15'");
            var open =
                    numbers("select run_id as n from admin.reload_runs where origin = 'look' and finished_at is null");
            if (!whole.isEmpty() && open.isEmpty()) {
                assertThat(months(id)).as(story + " then good " + id).containsOnly("VERIFIED");
                assertThat(ledger.answers(ledger.find(id).orElseThrow())).isTrue();
            } else if (!whole.isEmpty()) {
                // An older look may write there yet.
                assertThat(months(id))
                        .as(story + " then good " + id)
                        .allMatch(state -> state.matches("VERIFIED|RUNNING"));
            }
            return "good " + id;
        }
        write(
                id,
                "'came back'",
                "t.id = (select max(x.id) from production.t x where x.at >= r.window_from and x.at < r.window_to)");
        about(id, "look", "RUNNING");
        return "good with an open look " + id;
    }

    private List<String> months(long run) {
        var covered = numbers("select extract(month from m)::bigint as n from admin.reload_runs r,"
                + " generate_series(timestamp '2025-01-01', timestamp '2025-02-01', interval '1 month') m"
                + " where r.run_id = " + run + " and m < r.window_to and m + interval '1 month' > r.window_from");
        return history.calendar(JANUARY, FEBRUARY).stream()
                .filter(cell -> covered.contains((long) cell.month().getMonthValue()))
                .map(cell -> cell.state().name())
                .toList();
    }

    private String partial() {
        var id = run("SUCCESS", "VERIFIED", true);
        write(
                id,
                "'left open'",
                "t.id = (select min(x.id) from production.t x where x.at >= r.window_from and x.at < r.window_to)");
        numbers("select 1 as n from admin.note_finding(" + id + ", 1, 'partial', 'LEFT_OPEN', 'x')");
        return "partial " + id;
    }

    private long about(long run, String origin, String state) {
        var id = number("""
                insert into admin.reload_runs (request_id, origin, of_run_id, look_round, state, finished_at)
                values ('%2$s:%1$d', '%2$s', %1$d, 1, '%3$s', case when '%3$s' <> 'RUNNING' then now() end) returning run_id as n""".formatted(run, origin, state));
        sql("""
                insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table, staging_table, window_column)
                values (%d, 1, 'S', 'T', 'production', 't', 't', 'at')""".formatted(id));
        return id;
    }

    /** Of any run, the newest or one under it; it puts back what nobody has written since. */
    private String undo() {
        var runs = numbers("select run_id as n from admin.reload_run_tables join admin.reload_runs using (run_id)"
                + " where of_run_id is null and updated > 0 order by 1");
        if (runs.isEmpty()) {
            return "nothing to undo";
        }
        var of = runs.get(random.nextInt(runs.size()));
        var half = random.nextInt(4) == 0;
        var undo = about(of, "undo", half ? "FAILED" : "SUCCESS");
        var back = sql("update production.t t set v = b.v, by = null from production.before b where b.run = " + of
                + " and b.id = t.id and t.by = " + of + (half ? " and t.id % 2 = 0" : ""));
        sql("update admin.reload_run_tables set updated = " + back + " where run_id = " + undo);
        return (half ? "half undone " : "undone ") + of;
    }

    private String look() {
        var looks = numbers(
                "select run_id as n from admin.reload_runs where origin = 'look' and state in ('RUNNING', 'FAILED')");
        if (looks.isEmpty()) {
            return "no look";
        }
        var look = looks.get(random.nextInt(looks.size()));
        var of = number("select of_run_id as n from admin.reload_runs where run_id = " + look);
        sql("update admin.reload_runs set state = 'RUNNING', finished_at = null where run_id = " + look);
        var end = List.of("SUCCESS", "FAILED", "PARTIAL").get(random.nextInt(3));
        if (end.equals("SUCCESS")) {
            // Another number, as a new attempt has: it comes after all that happened meanwhile.
            sql("update admin.reload_runs set state = 'FAILED', finished_at = now() where run_id = " + look);
            about(of, "look", "SUCCESS");
            sql("update production.t t set v = 'right', by = " + of + " from production.before b where b.run = " + of
                    + " and b.id = t.id and t.v = 'came back' and t.by = " + of);
            numbers("select 1 as n from admin.settle_finding(" + of + ", null, 'LEFT_OPEN')");
        } else {
            if (end.equals("PARTIAL")) {
                numbers("select 1 as n from admin.note_finding(" + look + ", 1, 'partial', 'LEFT_OPEN', 'x')");
            }
            sql("update admin.reload_runs set state = '" + end + "', finished_at = now() where run_id = " + look);
        }
        return "look of " + of + " ends as " + end;
    }

    private String retention() {
        sql("update admin.reload_runs set finished_at = '2020-01-01' where finished_at is not null and random() < 0.8");
        var before = new TreeSet<>(history.calendar(JANUARY, FEBRUARY).stream()
                .map(Object::toString)
                .toList());
        var gone = ledger.forget(Duration.ofDays(400));
        var after = new TreeSet<>(history.calendar(JANUARY, FEBRUARY).stream()
                .map(Object::toString)
                .toList());
        assertThat(after).as(story + " then retention").isEqualTo(before);
        return "forgot " + gone;
    }

    private String rewrite() {
        if (random.nextBoolean()) {
            var before = history.calendar(JANUARY, FEBRUARY);
            sql("vacuum full production.t");
            var after = history.calendar(JANUARY, FEBRUARY);
            for (var n = 0; n < before.size(); n++) {
                // Where every row has been written since the fence it may as well be a restore.
                assertThat(after.get(n).state())
                        .as(story + " then vacuum full")
                        .isIn(before.get(n).state(), lost(before.get(n)));
            }
            return "vacuum full";
        }
        sql("create table production.copy as select * from production.t");
        sql("truncate production.t");
        sql("insert into production.t select id, at, 'from a backup', null from production.copy");
        sql("drop table production.copy");
        return "truncated and filled from a backup";
    }

    private static CalendarCell.State lost(CalendarCell cell) {
        return cell.state() == CalendarCell.State.VERIFIED ? CalendarCell.State.REWRITTEN : cell.state();
    }

    private String restore() {
        sql("update admin.reload_runs set fence_server = '{\"database\": \"0\"}' where fence_server is not null");
        sql("update production.t set v = 'as of then', by = null where id % 3 = 0");
        return "restored";
    }

    /** What {@code run} is told for the same request: that it was done before, or a new run, which is not begun here. */
    private boolean nothingIsDoneFor(Run before) {
        var request =
                new Request(before.requestId(), null, null, before.window(), List.of("t"), Options.standard(), "{}");
        var answer = ledger.accept(request, "cli", List.of(TABLE), false);
        forgetAfter(before);
        return answer.state().ended();
    }

    private void judge(String when) {
        for (var cell : history.calendar(JANUARY, FEBRUARY)) {
            var wrong =
                    number("select count(*) as n from production.t where v <> 'right' and date_trunc('month', at) = '"
                            + cell.month() + "-01'");
            if (cell.state() == CalendarCell.State.VERIFIED) {
                assertThat(wrong).as("%s: %s", when, cell).isZero();
            }
        }
        for (var run : ledger.list(100)) {
            // While a look at it is open, the account says so.
            var open = ledger.look(run.id()).filter(look -> !look.state().ended());
            if (run.window() != null && open.isEmpty() && nothingIsDoneFor(run)) {
                assertThat(wrong(run)).as("%s: run %d answers", when, run.id()).isZero();
            }
        }
        var months = history.gauges(JANUARY, FEBRUARY).months();
        assertThat(months.values().stream().mapToLong(n -> n).sum())
                .as(when)
                .isEqualTo(history.calendar(JANUARY, FEBRUARY).size());
        history.totals().rows().forEach((table, rows) -> {
            // While a look is open, the success before it is the last one.
            if (rows.verifiedAt() != null
                    && numbers(
                                    "select run_id as n from admin.reload_runs where origin = 'look' and finished_at is null")
                            .isEmpty()) {
                assertThat(
                                numbers(
                                        "select e.run_id as n from admin.ledger_effects e where e.word = 'verified' and not exists ("
                                                + " select from production.t t where t.v <> 'right' and t.at >= e.window_from and t.at < e.window_to)"))
                        .as("%s: the meter of the last success", when)
                        .isNotEmpty();
            }
        });
    }
}
