package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.staging.Staging;
import io.windowreload.window.TableWindow;
import io.windowreload.window.TimeWindow;
import io.windowreload.window.WindowType;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two neighbouring windows: whatever production makes of a time, one of them has the row, and none takes it for one that the source has lost. */
@TestInstance(Lifecycle.PER_CLASS)
class BoundaryTest {
    private final MergeFixture target = new MergeFixture();

    @BeforeEach
    void begin() {
        target.sql(
                "drop table if exists production.t, staging.t",
                "drop schema if exists source cascade",
                "truncate admin.reload_runs cascade");
    }

    @AfterAll
    void close() {
        target.close();
    }

    /** Times of the source around the seam, in the source's wall clock, as the emulator's Oracle holds them. */
    private void source(LocalDateTime seam, String... more) {
        target.sql(
                "create schema source",
                "create table source.t (id serial primary key, wall text)",
                "insert into source.t (wall) select (timestamp '" + seam + "' + g * interval '7 minutes')::text"
                        + " from generate_series(-40, 40) g");
        for (var shift :
                List.of("-0.7 s", "-0.5 s", "-0.3 s", "-1 us", "0 s", "1 us", "0.3 s", "0.7 s", "1 s", "1.2 s")) {
            target.sql(
                    "insert into source.t (wall) values ((timestamp '" + seam + "' + interval '" + shift + "')::text)");
        }
        for (var wall : more) {
            target.sql("insert into source.t (wall) values ('" + wall + "')");
        }
    }

    private void reload(TimeWindow window, String type, String sessionZone, Optional<ZoneId> told) throws Exception {
        var kind = type.replaceFirst("\\(.*\\)", "");
        var asked = window.asked(WindowType.of(target.texts("select format_type('" + kind + "'::regtype, null)")
                        .get(0))
                .orElseThrow());
        var run = target.open("{}", "t");
        target.sql("update admin.reload_runs set window_from = '%s', window_to = '%s', zone = '%s' where run_id = %d"
                .formatted(window.from(), window.to(), window.zone(), run));
        target.arm(run);
        try (var dms = target.session("replica")) {
            dms.run("set timezone = '" + sessionZone + "'");
            dms.run("truncate staging.t");
            dms.run("insert into staging.t select id, wall::" + type + " from source.t where wall::timestamp between '"
                    + asked.from() + "' and '" + asked.to() + "'");
        }
        var counted = new Staging(target.db, told).count("t", TableWindow.of("changed"), window);
        assertThat(counted.outside()).as(window + " " + counted.zones()).isZero();
        target.sql("update admin.reload_run_tables set window_zones = nullif('{"
                + String.join(
                        ",",
                        counted.zones().stream().map(zone -> '"' + zone + '"').toList())
                + "}'::text[], '{}') where run_id = " + run);
        target.merge(run, 1);
        assertThat(target.account(run, 1).deleteCandidates())
                .as(window.toString())
                .isZero();
        target.sql("call admin.fence_disarm(" + run + ")");
    }

    private void assertNoneIsLost(LocalDateTime seam, String zone, String type, String sessionZone, ZoneId told)
            throws Exception {
        target.sql(
                "create table production.t (id int primary key, changed " + type + ")",
                "create table staging.t (id int, changed " + type + ")");
        var source = ZoneId.of(zone);
        var before = new TimeWindow(seam.minusHours(48), seam, source);
        var after = new TimeWindow(seam, seam.plusHours(48), source);
        try (var cdc = target.session("replica")) {
            cdc.run("set timezone = '" + sessionZone + "'");
            cdc.run("insert into production.t select id, wall::" + type + " from source.t where id % 3 > 0");
        }
        reload(before, type, sessionZone, Optional.ofNullable(told));
        reload(after, type, sessionZone, Optional.ofNullable(told));
        assertThat(target.texts(
                        "select wall from source.t s where not exists (select from production.t p where p.id = s.id)"
                                + " and wall::timestamp >= '" + before.from() + "' and wall::timestamp < '"
                                + after.to().minusSeconds(1) + "'"))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}, source {1}, session {2}, seam {3}")
    @CsvSource({
        "timestamp,      Europe/Berlin,    UTC,                 2025-02-01T00:00:00",
        "timestamp(0),   Europe/Berlin,    UTC,                 2025-02-01T00:00:00",
        "timestamp(0),   Europe/Berlin,    UTC,                 2025-02-01T10:11:12.345678",
        "timestamp(3),   UTC,              UTC,                 2025-02-01T10:11:12.9996",
        "date,           Europe/Berlin,    UTC,                 2025-02-01T00:00:00",
        "timestamptz,    Europe/Berlin,    UTC,                 2025-02-01T00:00:00",
        "timestamptz,    Europe/Berlin,    Europe/Berlin,       2025-02-01T00:00:00",
        "timestamptz(0), Europe/Berlin,    UTC,                 2025-02-01T00:00:00",
        "timestamptz,    Europe/Berlin,    Europe/Berlin,       2025-03-30T02:00:00",
        "timestamptz,    Europe/Berlin,    Europe/Berlin,       2025-03-30T02:30:00",
        "timestamptz,    Europe/Berlin,    Europe/Berlin,       2025-03-30T03:00:00",
        "timestamptz,    Europe/Berlin,    Europe/Berlin,       2025-03-30T03:30:00",
        "timestamptz,    Europe/Berlin,    Europe/Berlin,       2025-10-26T02:30:00",
        "timestamptz,    Europe/Berlin,    UTC,                 2025-10-26T03:00:00",
        "timestamptz,    America/New_York, UTC,                 2025-03-09T02:30:00",
        "timestamptz,    +05:30,           UTC,                 2025-01-01T00:00:00",
    })
    void no_row_is_lost_between_two_windows(String type, String zone, String sessionZone, LocalDateTime seam)
            throws Exception {
        source(seam);

        assertNoneIsLost(seam, zone, type, sessionZone, null);
    }

    @Test
    void a_zone_that_can_only_be_known_from_the_settings_is_taken_from_them() throws Exception {
        var seam = LocalDateTime.parse("2025-03-30T02:30:00");
        source(seam);

        assertNoneIsLost(seam, "Europe/Berlin", "timestamptz", "Asia/Kathmandu", ZoneId.of("Asia/Kathmandu"));
    }

    @Test
    void a_zone_of_a_role_is_found_out() throws Exception {
        target.sql(
                "do $$ begin execute format('alter role %I in database %I set timezone = ''Asia/Tokyo''', current_user, current_database()); end $$");
        var seam = LocalDateTime.parse("2025-02-01T00:00:00");
        source(seam);

        assertNoneIsLost(seam, "Europe/Berlin", "timestamptz", "Asia/Tokyo", null);

        target.sql(
                "do $$ begin execute format('alter role %I in database %I reset timezone', current_user, current_database()); end $$");
    }

    @Test
    void rows_that_no_known_zone_explains_are_outside() {
        target.sql(
                "create table staging.t (id int, changed timestamptz)",
                "insert into staging.t select 1, timestamptz '2025-01-01 00:00+09' + g * interval '1 hour' from generate_series(0, 743) g");

        var counted = new Staging(target.db).count("t", TableWindow.of("changed"), january());

        assertThat(counted.outside()).isPositive();
        assertThat(counted.zones()).isEmpty();
    }

    @Test
    void as_long_as_the_zone_is_open_a_row_is_merged_in_either_and_a_candidate_in_both() {
        target.sql(
                "create table production.t (id int primary key, changed timestamptz)",
                "create table staging.t (id int, changed timestamptz)",
                "insert into production.t values (11, '2024-12-31 23:30+00'), (12, '2025-01-15 12:00+00'), (13, '2025-01-31 23:30+00')");
        var run = target.open("{}", "t");
        target.sql(
                "update admin.reload_runs set zone = 'Europe/Berlin' where run_id = " + run,
                "update admin.reload_run_tables set window_zones = '{Europe/Berlin,UTC}' where run_id = " + run);
        target.arm(run);
        target.sql(
                "insert into staging.t values (1, '2024-12-31 22:59:59+00'), (2, '2024-12-31 23:30+00'), (3, '2025-01-31 23:30+00'), (4, '2025-02-01 00:00+00')");

        target.merge(run, 1);

        assertThat(target.texts("select id from production.t where id < 10 order by id"))
                .containsExactly("2", "3");
        assertThat(target.texts("select key ->> 'id' from admin.reload_skipped_rows where reason = 'delete_candidate'"))
                .containsExactly("12");
    }

    @Test
    void endless_times_and_none_and_those_before_christ_are_in_no_window_of_our_days() {
        target.sql(
                "create table production.t (id int primary key, changed timestamp)",
                "create table staging.t (id int, changed timestamp)",
                "insert into production.t values (1, 'infinity'), (2, '-infinity'), (3, null), (4, '0044-03-15 BC')");
        var run = target.open("{}", "t");
        target.arm(run);
        target.sql(
                "insert into staging.t values (11, 'infinity'), (12, '-infinity'), (13, null), (14, '0044-03-15 BC')");

        assertThat(new Staging(target.db)
                        .count("t", TableWindow.of("changed"), january())
                        .outside())
                .isEqualTo(4);
        target.merge(run, 1);

        assertThat(target.account(run, 1).outside()).isEqualTo(4);
        assertThat(target.account(run, 1).deleteCandidates()).isZero();
    }

    @Test
    void a_window_before_christ_is_a_window() {
        target.sql(
                "create table staging.t (id int, changed timestamp)",
                "insert into staging.t values (1, '0045-01-01 BC'), (2, '0044-06-01 BC')");
        var window =
                new TimeWindow(LocalDateTime.of(-44, 1, 1, 0, 0), LocalDateTime.of(-43, 1, 1, 0, 0), ZoneId.of("UTC"));

        assertThat(new Staging(target.db)
                        .count("t", TableWindow.of("changed"), window)
                        .outside())
                .isEqualTo(1);
    }

    private static TimeWindow january() {
        return new TimeWindow(
                LocalDateTime.parse("2025-01-01T00:00"),
                LocalDateTime.parse("2025-02-01T00:00"),
                ZoneId.of("Europe/Berlin"));
    }
}
