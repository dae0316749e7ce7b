package io.windowreload.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.windowreload.TestPostgres;
import io.windowreload.check.Finding.Mark;
import io.windowreload.db.Db;
import io.windowreload.db.TestSql;
import io.windowreload.settings.Settings;
import io.windowreload.staging.Staging;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What single lines of the check say of a real target. */
class CheckLinesTest {
    private static final ReloadTable T =
            new ReloadTable(new TableName("S", "T"), new TableName("production", "t"), "CHANGED", List.of());

    private final HikariDataSource pool = TestPostgres.freshDatabase();
    private final Db db = new Db(pool);
    private final Checklist list = new Checklist();

    @AfterEach
    void close() {
        pool.close();
    }

    private void sql(String... statements) {
        for (var statement : statements) {
            db.update(TestSql.of(statement), Map.of());
        }
    }

    private Finding line(String subject) {
        return list.findings().stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError(subject + " is not among " + list.findings()));
    }

    private void fence() {
        new FenceCheck(list, db).look(List.of(T));
    }

    private void window(String zone, Optional<String> session) {
        var source = new Settings.Source(ZoneId.of(zone), session.map(ZoneId::of));
        new WindowCheck(list, db, new Staging(db), source).look(List.of(T));
    }

    private void around() {
        var check = new AroundCheck(list, db);
        check.names();
        check.look(List.of(T));
    }

    @Test
    void a_table_that_a_fence_can_stand_on() {
        sql("create table production.t (id int primary key, changed timestamp)");

        fence();

        assertThat(line("production.t fence").mark()).isEqualTo(Mark.MET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id int, changed timestamp",
                "id int primary key, reload_n int, changed timestamp",
                "reload_op int primary key, changed timestamp"
            })
    void a_table_that_no_fence_can_stand_on_is_refused_by_the_rule_of_the_run(String columns) {
        sql("create table production.t (" + columns + ")");

        fence();

        assertThat(line("production.t fence").mark()).isEqualTo(Mark.NOT_MET);
        assertThat(line("production.t fence").code()).isEqualTo(ErrorCode.TARGET_TABLE_UNFIT);
    }

    @Test
    void transactions_are_noted_only_where_they_are_open_for_long() {
        sql("create table production.t (id int primary key, changed timestamp)");
        fence();
        assertThat(line("open transactions").mark()).isEqualTo(Mark.MET);
        sql(
                "create or replace function admin.old_transactions() returns table (xid bigint, said text) language sql as 'select 7::bigint, ''pid 7, open for 3 hours'''");
        var later = new Checklist();

        new FenceCheck(later, db).look(List.of());

        assertThat(later.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.mark()).isEqualTo(Mark.NOTED);
            assertThat(finding.detail()).contains("pid 7, open for 3 hours");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "timestamp, MET, judged on changed",
        "timestamp(0), MET, judged on changed",
        "date, NOTED, is a date",
        "timestamptz, NOTED, is a timestamptz"
    })
    void the_window_column_is_told_of(String type, Mark mark, String words) {
        sql("create table production.t (id int primary key, changed " + type + ")");

        window("Europe/Berlin", Optional.empty());

        assertThat(line("production.t window").mark()).isEqualTo(mark);
        assertThat(line("production.t window").detail()).contains(words);
    }

    @Test
    void a_session_zone_settles_how_a_timestamptz_is_read() {
        sql("create table production.t (id int primary key, changed timestamptz)");

        window("Europe/Berlin", Optional.of("UTC"));

        assertThat(line("production.t window").mark()).isEqualTo(Mark.MET);
        assertThat(line("session zone").mark()).isEqualTo(Mark.MET);
    }

    @Test
    void a_zone_that_the_server_does_not_know_is_a_wrong_setting() {
        window("SystemV/PST8PDT", Optional.of("+02:00"));

        assertThat(line("time zone").code()).isEqualTo(ErrorCode.SETTINGS_INVALID);
        assertThat(line("time zone").detail()).contains("reload.source.zone").contains("SystemV/PST8PDT");
        assertThat(line("session zone").mark()).as("an offset needs no name").isEqualTo(Mark.MET);
    }

    @Test
    void generated_columns_are_named() {
        sql(
                "create table production.t (id int primary key, twice int generated always as (id * 2) stored, changed timestamp)");

        window("UTC", Optional.empty());

        assertThat(line("production.t generated").detail()).startsWith("twice: computed by production");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id int primary key | ",
                "id varchar(9) primary key | ",
                "id uuid primary key | ",
                "id time primary key | id (time without time zone)",
                "id date primary key | id (date)",
                "id timestamp(3) primary key | id (timestamp(3) without time zone)",
                "id int, day date, primary key (id, day) | day (date)",
                "id bytea primary key | id (bytea)"
            })
    void keys_that_no_look_can_ask_by_are_named_before_rows_stay_open(String key, String named) {
        sql("create table production.t (" + key + ", changed timestamp)");

        around();

        var line = line("production.t looks");
        if (named == null) {
            assertThat(line.mark()).isEqualTo(Mark.MET);
        } else {
            assertThat(line.mark()).isEqualTo(Mark.NOTED);
            assertThat(line.detail()).contains("by " + named + ":").contains("PARTIAL");
        }
    }

    @Test
    void an_event_trigger_is_named_and_one_that_refuses_is_no_way_to_run() {
        around();
        assertThat(line("event triggers").mark()).isEqualTo(Mark.MET);
        sql(
                "create function public.watch() returns event_trigger language plpgsql as 'begin end'",
                "create event trigger watching on ddl_command_end execute function public.watch()");
        assertThat(again("event triggers").mark()).isEqualTo(Mark.NOTED);
        assertThat(again("event triggers").detail()).contains("watching (public.watch())");
        sql(
                "alter event trigger watching disable",
                "create function public.no() returns event_trigger language plpgsql as 'begin raise exception ''not today''; end'",
                "create event trigger closed on ddl_command_start when tag in ('CREATE TRIGGER') execute function public.no()");

        var refused = again("event triggers");

        assertThat(refused.code()).isEqualTo(ErrorCode.TARGET_UNFIT);
        assertThat(refused.detail())
                .contains("closed (public.no())")
                .contains("not today")
                .doesNotContain("watching");
        sql("drop event trigger closed");
        assertThat(db.query(
                        TestSql.of("select relname from pg_class where relname like 'fence_0%'"), Map.of(), row -> 1))
                .isEmpty();
    }

    @Test
    void exceptions_of_dms_that_cannot_be_read_are_told_of() {
        around();
        assertThat(line("changes not applied").mark()).isEqualTo(Mark.MET);
        sql(
                "create table public.awsdms_apply_exceptions (\"TABLE_OWNER\" text, \"TABLE_NAME\" text, \"STATEMENT\" text, \"ERROR\" text)");
        assertThat(again("changes not applied").mark()).isEqualTo(Mark.MET);
        sql("alter table public.awsdms_apply_exceptions rename column \"ERROR\" to other");

        var blind = again("changes not applied");

        assertThat(blind.mark()).isEqualTo(Mark.NOTED);
        assertThat(blind.fix()).contains("grant select on awsdms_apply_exceptions to postgres;");
    }

    @Test
    void a_procedure_of_somebody_else_under_the_guide_s_name_is_told_of() {
        around();
        assertThat(line("name of the guide").mark()).isEqualTo(Mark.MET);
        sql(
                "drop procedure public.merge_time_window_data()",
                "create function public.merge_time_window_data() returns int language sql as 'select 1'");

        assertThat(again("name of the guide").detail()).contains("function merge_time_window_data() of postgres");
    }

    private Finding again(String subject) {
        var fresh = new Checklist();
        var check = new AroundCheck(fresh, db);
        check.names();
        check.look(List.of(T));
        return fresh.findings().stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_database_that_says_nothing_of_its_bytes_is_noted() {
        sql("create database bytes encoding 'SQL_ASCII' locale 'C' template template0");
        try (var bytes = TestPostgres.pool(pool.getJdbcUrl().replaceFirst("/test_\\d+", "/bytes"))) {
            new AroundCheck(list, new Db(bytes)).names();
        }

        assertThat(line("encoding").mark()).isEqualTo(Mark.NOTED);
        assertThat(line("encoding").detail()).contains("SQL_ASCII");
    }

    @Test
    void a_database_that_says_what_its_bytes_mean_is_met() {
        new AroundCheck(list, db).names();

        assertThat(line("encoding").mark()).isEqualTo(Mark.MET);
    }
}
