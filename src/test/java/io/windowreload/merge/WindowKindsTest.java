package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.staging.Staging;
import io.windowreload.window.TableWindow;
import io.windowreload.window.TimeWindow;
import io.windowreload.window.WindowForm;
import io.windowreload.window.WindowType;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows on several columns, on numbers and texts that tell a time, and on none. */
class WindowKindsTest {
    private final MergeFixture target = new MergeFixture();

    @AfterEach
    void close() {
        target.close();
    }

    private long armed(TableWindow decides, TimeWindow window) {
        var run = target.open("{}", "items");
        target.sql("update admin.reload_runs set window_from = '%s', window_to = '%s', zone = '%s' where run_id = %d"
                .formatted(window.from(), window.to(), window.zone(), run));
        target.sql(("update admin.reload_run_tables set window_column = %s, window_also = nullif('{%s}'::text[], '{}'),"
                        + " window_form = nullif('%s', '') where run_id = %d")
                .formatted(
                        decides.whole() ? "null" : "'" + decides.column() + "'",
                        String.join(",", decides.columns().stream().skip(1).toList()),
                        decides.form().word(),
                        run));
        target.arm(run);
        return run;
    }

    private static TimeWindow january() {
        return TimeWindow.month(YearMonth.of(2025, 1), ZoneId.of("Europe/Berlin"));
    }

    private void tables(String columns) {
        target.sql(
                "create table production.items (id int primary key, v text, " + columns + ")",
                "create table staging.items (id int, v text, " + columns + ")");
    }

    @Test
    void where_the_first_time_is_null_the_next_one_decides_on_both_sides() {
        tables("\"Upd\" timestamp, made timestamp");
        target.sql(
                "insert into production.items values"
                        + " (1, 'old', '2025-01-05', '2024-06-01'), (2, 'old', null, '2025-01-05'), (3, 'old', null, '2024-06-01'),"
                        + " (4, 'old', '2025-01-20', '2025-01-02'), (5, 'old', null, '2025-01-02'),"
                        // Only production has these: the first two are candidates.
                        + " (11, 'lost', '2025-01-05', '2024-06-01'), (12, 'lost', null, '2025-01-05'),"
                        + " (13, 'lost', '2025-03-01', '2025-01-05'), (14, 'lost', null, '2024-06-01'), (15, 'lost', null, null)");
        var decides = new TableWindow(List.of("Upd", "made"), WindowForm.TIME);
        var run = armed(decides, january());
        target.sql("insert into staging.items values"
                + " (1, 'new', '2025-01-06', '2024-06-01'), (2, 'new', null, '2025-01-05'), (3, 'new', null, '2024-06-01'),"
                // Production's is newer, for it has been changed since; the source's is newer for the same reason.
                + " (4, 'new', null, '2025-01-02'), (5, 'new', '2025-01-10', '2025-01-02'), (6, 'new', null, null)");
        assertThat(new Staging(target.db).count("items", decides, january()))
                .isEqualTo(new Staging.Contents(6, 0, List.of()));

        target.merge(run, 1);

        assertThat(target.texts("select id || v from production.items where id < 10 order by id"))
                .containsExactly("1new", "2new", "3old", "4old", "5new");
        var account = target.account(run, 1);
        assertThat(account.balanced()).isTrue();
        assertThat(account.outside()).isEqualTo(2);
        assertThat(account.newer()).isEqualTo(1);
        assertThat(
                        target.texts(
                                "select key ->> 'id' from admin.reload_skipped_rows where reason = 'delete_candidate' order by 1"))
                .containsExactly("11", "12");
    }

    @Test
    void a_row_of_another_time_that_no_filter_has_let_through_is_told_apart_from_one_without_a_time() {
        tables("upd timestamp, made timestamp");
        var decides = new TableWindow(List.of("upd", "made"), WindowForm.TIME);
        target.sql(
                "insert into staging.items values (1, 'a', '2025-03-01', '2025-01-05'), (2, 'b', null, '2019-01-01')");

        assertThat(new Staging(target.db).count("items", decides, january()).outside())
                .isEqualTo(1);
        assertThat(new Staging(target.db)
                        .count("items", TableWindow.of("upd"), january())
                        .outside())
                .isEqualTo(2);
    }

    /** Moments of a night: also where a clock goes back or skips an hour. */
    @ParameterizedTest
    @CsvSource({
        "epoch-seconds, bigint, extract(epoch from t)::bigint",
        "epoch-seconds, 'numeric(38)', extract(epoch from t)::numeric",
        "epoch-seconds, 'numeric(20,6)', extract(epoch from t)::numeric + 0.25",
        "epoch-millis, bigint, extract(epoch from t)::bigint * 1000 + 999",
        "yyyyMMddHHmmss, 'numeric(38)', 'to_char(t, ''YYYYMMDDHH24MISS'')::numeric'",
        "yyyyMMddHHmmss, bigint, 'to_char(t, ''YYYYMMDDHH24MISS'')::bigint'",
        "yyyy-MM-dd HH:mm:ss, varchar(19), 'to_char(t, ''YYYY-MM-DD HH24:MI:SS'')'",
        "yyyyMMddHHmmss, 'text collate \"en_US.utf8\"', 'to_char(t, ''YYYYMMDDHH24MISS'')'",
        "yyyy-MM-dd HH:mm:ss, char(25), 'to_char(t, ''YYYY-MM-DD HH24:MI:SS'')'"
    })
    void of_two_neighbouring_windows_one_holds_each_row(String word, String type, String value) {
        var form = WindowForm.of(word);
        var berlin = ZoneId.of("Europe/Berlin");
        for (var seam :
                List.of("2025-10-26T02:30:00", "2025-10-26T03:00:00", "2025-03-30T02:30:00", "2025-06-01T00:00:00")) {
            target.sql("drop table if exists production.items, staging.items, public.src");
            tables("changed " + type.replace(" collate \"en_US.utf8\"", available() ? " collate \"en_US.utf8\"" : ""));
            var at = LocalDateTime.parse(seam);
            var before = target.number("select coalesce(max(run_id), 0) from admin.reload_runs");
            target.sql(
                    "set timezone = 'Europe/Berlin'; create table public.src as select row_number() over () as id, 'v' as v, "
                            + value + " as changed from generate_series(timestamptz '" + seam
                            + " Europe/Berlin' - interval '5 hours',"
                            + " timestamptz '" + seam + " Europe/Berlin' + interval '5 hours', '397 seconds') t");
            for (var window : List.of(
                    new TimeWindow(at.minusHours(8), at, berlin), new TimeWindow(at, at.plusHours(8), berlin))) {
                var decides = new TableWindow(List.of("changed"), form);
                var asked = form.asked(window, WindowType.NUMBER);
                var run = armed(decides, window);
                target.sql(
                        "truncate staging.items",
                        "insert into staging.items select id, v, changed from public.src"
                                + " where changed between " + literal(type, form.value(asked.from(), berlin)) + " and "
                                + literal(type, form.value(asked.to(), berlin)));
                assertThat(new Staging(target.db)
                                .count("items", decides, window)
                                .outside())
                        .as(seam)
                        .isZero();
                target.merge(run, 1);
                assertThat(target.account(run, 1).deleteCandidates()).as(seam).isZero();
                target.disarm(run);
            }
            assertThat(target.number("select count(*) - (select count(*) from public.src) from production.items"))
                    .as(seam)
                    .isZero();
            assertThat(target.number(
                            "select sum(inserted) - (select count(*) from public.src) from admin.reload_run_tables"
                                    + " where run_id > " + before))
                    .as(seam + ": each in one")
                    .isZero();
        }
    }

    @Test
    void a_number_of_milliseconds_is_read_in_the_zone_of_the_source() {
        tables("changed bigint");
        var run = armed(new TableWindow(List.of("changed"), WindowForm.of("epoch-millis")), january());
        // Berlin is an hour ahead of UTC.
        target.sql("insert into staging.items select id, 'v', (extract(epoch from t) * 1000)::bigint from (values"
                + " (1, timestamptz '2024-12-31 22:59:59Z'), (2, '2024-12-31 23:00:00Z'),"
                + " (3, '2025-01-31 22:59:59Z'), (4, '2025-01-31 23:00:00Z')) v (id, t)");

        target.merge(run, 1);

        assertThat(target.texts("select id from production.items order by id")).containsExactly("2", "3");
    }

    @Test
    void a_text_of_another_length_is_no_day() {
        tables("changed text");
        target.sql("insert into staging.items values (1, 'v', '2025-01-15'), (2, 'v', '2025-01-15 10:00')");

        assertThat(new Staging(target.db)
                        .count("items", new TableWindow(List.of("changed"), WindowForm.of("yyyy-MM-dd")), january())
                        .outside())
                .isEqualTo(1);
    }

    private boolean available() {
        return target.number("select count(*) from pg_collation where collname = 'en_US.utf8'") > 0;
    }

    private static String literal(String type, String value) {
        return type.startsWith("big") || type.startsWith("num") ? value : "'" + value + "'";
    }

    @ParameterizedTest
    @CsvSource({
        "yyyyMMdd, int, 20250132, 0",
        "yyyyMMdd, 'numeric(10,2)', 20250131.00, 0",
        "yyyyMMdd, 'numeric(10,2)', 20250131.50, 1",
        "yyyyMMdd, bigint, 202501151, 1",
        "yyyy-MM-dd, text, '''2025-01-15 10:00''', 1",
        "yyyy-MM-dd, text, '''2025-01-15''', 0",
        "epoch-millis, bigint, 1736899200, 1",
        "epoch-seconds, bigint, null, 1"
    })
    void a_value_that_is_written_otherwise_is_noticed_before_the_merge(
            String word, String type, String value, long outside) {
        tables("changed " + type);
        target.sql("insert into staging.items values (1, 'a', " + value + ")");
        var decides = new TableWindow(List.of("changed"), WindowForm.of(word));

        assertThat(new Staging(target.db).count("items", decides, january()).outside())
                .isEqualTo(outside);
    }

    @Test
    void a_whole_table_has_no_row_outside_and_exact_candidates() {
        target.sql(
                "create table production.items (id int, v text, region text, primary key (id, region)) partition by list (region)",
                "create table production.north partition of production.items for values in ('n')",
                "create table production.south partition of production.items for values in ('s')",
                "create table staging.items (id int, v text, region text)",
                "insert into production.items values (1, 'old', 'n'), (2, 'same', 's'), (3, 'lost', 's'), (4, 'cdc', 'n')",
                "insert into admin.declared_keys values ('production', 'items', '{id,region}')");
        var run = armed(TableWindow.WHOLE, january());
        target.sql(
                "insert into staging.items values (1, 'new', 'n'), (2, 'same', 's'), (4, 'older', 'n'), (5, 'new', 's')");
        target.cdc(
                "update production.items set v = 'cdc!' where id = 4",
                "insert into production.items values (6, 'cdc', 's')");
        assertThat(new Staging(target.db)
                        .count("items", TableWindow.WHOLE, january())
                        .outside())
                .isZero();

        target.merge(run, 1);

        assertThat(target.texts("select id || v from production.items order by id"))
                .containsExactly("1new", "2same", "3lost", "4cdc!", "5new", "6cdc");
        assertThat(target.account(run, 1).balanced()).isTrue();
        assertThat(target.texts("select key ->> 'id' from admin.reload_skipped_rows where reason = 'delete_candidate'"))
                .containsExactly("3");
        assertThat(target.texts(
                        "select bool_and(held)::text from admin.fence_members where relation in ('production.north'::regclass,"
                                + " 'production.south'::regclass)"))
                .containsExactly("true");
    }
}
