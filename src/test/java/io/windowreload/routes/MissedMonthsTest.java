package io.windowreload.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.TestSql;
import io.windowreload.drift.FailedRows;
import io.windowreload.ledger.Brakes;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Months;
import io.windowreload.ledger.OperationLog;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Pause.Entry;
import io.windowreload.ledger.Run;
import io.windowreload.merge.Merge;
import io.windowreload.merge.SecondLook;
import io.windowreload.plan.TableRegistry;
import io.windowreload.reload.Intake;
import io.windowreload.reload.Operations;
import io.windowreload.request.RequestReader;
import io.windowreload.settings.SettingsReader;
import io.windowreload.settings.SettingsSource;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each month is asked for once, whatever was missed and whenever the fire comes. */
class MissedMonthsTest {
    private static final Word WORD = new Word("cli", "mira", "a freeze");

    private final Db db = new Db(TestPostgres.freshDatabase());
    private final Ledger ledger = new Ledger(db);
    private Map<String, String> keys = Map.of();

    private Monthly at(String day) {
        var all = new HashMap<>(Map.of("reload.source.zone", "UTC", "reload.schedule.cron", "0 0 3 2 * ?"));
        all.putAll(keys);
        var settings = SettingsReader.read(SettingsSource.collect(Path.of("none"), all, Map.of()));
        var clock = Clock.fixed(Instant.parse(day + "T03:00:00Z"), ZoneOffset.UTC);
        return new Monthly(operations(), intake(), new Months(db), reader(clock), settings, clock);
    }

    private Intake intake() {
        return new Intake(
                ledger,
                new TableRegistry(List.of(new ReloadTable(
                        new TableName("S", "T1"), new TableName("production", "t1"), "UPDATED_AT", List.of()))),
                new FailedRows(db, "public"));
    }

    private Operations operations() {
        return new Operations(ledger, new OperationLog(db), (Brakes) null, intake(), (Merge) null, (SecondLook) null);
    }

    private static RequestReader reader(Clock clock) {
        return new RequestReader(ZoneOffset.UTC, clock, 100_000, Optional.empty());
    }

    @SuppressWarnings("JavaUtilDate")
    private void fire(String day) {
        at(day).request(new Date());
    }

    private List<String> asked() {
        return ledger.list(100).stream().map(Run::requestId).sorted().toList();
    }

    private void end(String state) {
        db.update(
                TestSql.of("update admin.reload_runs set state = '" + state
                        + "', finished_at = now() where finished_at is null"),
                Map.of());
    }

    @Test
    void a_fire_that_is_missed_over_the_end_of_a_month_loses_none() {
        at("2025-01-15").begin();
        fire("2025-03-03");
        assertThat(asked()).containsExactly("monthly-2025-01", "monthly-2025-02");
    }

    @Test
    void several_months_are_made_up_for_and_each_is_asked_for_once() {
        at("2024-12-15").begin();
        fire("2025-01-02");
        end("SUCCESS");
        fire("2025-01-02");
        fire("2025-06-02");
        end("SUCCESS");
        fire("2025-06-03");
        at("2025-07-01").begin();
        fire("2025-07-02");
        assertThat(asked())
                .containsExactly(
                        "monthly-2024-12",
                        "monthly-2025-01",
                        "monthly-2025-02",
                        "monthly-2025-03",
                        "monthly-2025-04",
                        "monthly-2025-05",
                        "monthly-2025-06");
    }

    @Test
    void what_falls_due_in_a_pause_is_passed_over_and_what_is_missed_after_it_is_not() {
        at("2025-01-15").begin();
        operations().pause(Entry.SCHEDULE, WORD);
        fire("2025-02-02");
        operations().resume(Entry.SCHEDULE, WORD);
        fire("2025-04-02");
        assertThat(asked()).containsExactly("monthly-2025-02", "monthly-2025-03");
    }

    @Test
    void a_month_that_failed_or_was_undone_is_asked_for_at_the_next_fire() {
        at("2025-01-15").begin();
        fire("2025-02-02");
        end("FAILED");
        fire("2025-02-03");
        end("SUCCESS");
        fire("2025-02-04");
        assertThat(asked()).hasSize(2);
        db.update(
                TestSql.of("insert into admin.reload_runs (request_id, origin, of_run_id, state, finished_at)"
                        + " select 'undo', 'undo', max(run_id), 'SUCCESS', now() from admin.reload_runs"),
                Map.of());
        fire("2025-02-05");
        assertThat(asked()).containsOnlyOnce("undo").hasSize(4);
    }

    @Test
    void a_schedule_that_was_off_does_not_make_up_for_that() {
        at("2025-01-15").begin();
        new Months(db).end();
        daysPass(2);
        new Months(db).end();
        at("2025-05-15").begin();
        fire("2025-06-02");
        assertThat(asked()).containsExactly("monthly-2025-05");
    }

    @Test
    void an_instance_without_a_schedule_takes_no_month_from_one_that_keeps_it() {
        at("2025-01-15").begin();
        new Months(db).end();
        daysPass(40);
        fire("2025-03-03");
        assertThat(asked()).containsExactly("monthly-2025-01", "monthly-2025-02");
    }

    @Test
    void nor_over_a_restart_of_the_one_that_keeps_it() {
        at("2025-01-15").begin();
        new Months(db).end();
        daysPass(40);
        looked(1);
        at("2025-03-01").begin();
        fire("2025-03-03");
        assertThat(asked()).containsExactly("monthly-2025-01", "monthly-2025-02");
    }

    @Test
    void one_that_looked_for_what_is_due_only_before_it_went_off_keeps_nothing() {
        at("2025-01-15").begin();
        new Months(db).end();
        daysPass(40);
        looked(41);
        at("2025-03-01").begin();
        fire("2025-03-03");
        assertThat(asked()).containsExactly("monthly-2025-02");
    }

    @Test
    void a_setting_that_was_off_for_an_hour_over_the_end_of_a_month_loses_none() {
        at("2025-01-15").begin();
        new Months(db).end();
        at("2025-03-01").begin();
        fire("2025-03-03");
        assertThat(asked()).containsExactly("monthly-2025-01", "monthly-2025-02");
    }

    /** For the ledger. */
    private void daysPass(int days) {
        db.update(
                TestSql.of("update admin.reload_schedule set off_since = off_since - interval '" + days + " days'"),
                Map.of());
    }

    /** Some instance's Quartz has looked for what is due so many days ago. */
    private void looked(int days) {
        db.update(
                TestSql.of(
                        "insert into admin.quartz_scheduler_state values ('window-reload', 'another', extract(epoch from now() - interval '"
                                + days + " days')::bigint * 1000, 7500)"),
                Map.of());
    }

    @Test
    void a_month_may_be_empty_where_the_setting_says_so() {
        at("2025-01-15").begin();
        fire("2025-02-02");
        end("PARTIAL");
        keys = Map.of("reload.schedule.allow-empty", "true");
        fire("2025-02-03");
        assertThat(ledger.list(1).get(0).options().allowEmpty()).isTrue();
        assertThat(asked()).containsExactly("monthly-2025-01", "monthly-2025-01-allow-empty");
    }
}
