package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in staging against production, before anything is planned: columns that did not come, came elsewhere, or came cut. */
class StagingDoubtsTest {
    private static final String NOT_LOADED = "WR181";
    private static final String EXCHANGED = "WR182";
    private static final String TRUNCATED = "WR183";
    private static final String NAMES = "id int not null, first text, last text, changed timestamp";
    private static final String LOBS = "id int not null, t text, b bytea, j json, changed timestamp";

    private static void stops(MergeFixture fixture, long run, String state) {
        assertThatThrownBy(() -> asserted(fixture, run))
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(state));
    }

    private static void asserted(MergeFixture fixture, long run) {
        fixture.sql("select admin.assert_staging(" + run + ", 1, 1024)");
    }

    private static long accepting(MergeFixture fixture, String code) {
        var run = fixture.open("{\"staging\":{\"accept\":[\"" + code + "\"],\"reason\":\"meant\"}}", "items");
        fixture.arm(run);
        return run;
    }

    private static void declare(MergeFixture fixture, String columns) {
        fixture.sql(
                "insert into admin.reload_tables (position, source_schema, source_table, target_schema, target_table,"
                        + " staging_table, window_column, columns) values (1, 'S', 'ITEMS', 'production', 'items', 'items', 'changed', '"
                        + columns + "')");
    }

    private static void rows(MergeFixture fixture, String production, String staging, int rows) {
        fixture.sql(
                "insert into production.items select " + production + " from generate_series(1, " + rows + ") g",
                "insert into staging.items select " + staging + " from generate_series(1, " + rows + ") g");
    }

    private static MergeFixture withNote(int staged) {
        var fixture =
                MergeFixture.withTable("id int not null, v text, note text default 'of the app', changed timestamp");
        rows(fixture, "g, 'v', 'note ' || g, '2025-01-10'", "g, 'w', null, '2025-01-11'", staged);
        return fixture;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 5000})
    void a_column_that_came_empty_although_production_has_it_filled_stops_the_run(int rows) {
        try (var fixture = withNote(rows)) {
            stops(fixture, fixture.armed(), NOT_LOADED);
        }
    }

    @Test
    void a_declared_column_that_came_empty_is_empty_at_the_source() {
        try (var fixture = withNote(20)) {
            declare(fixture, "{id,v,note,changed}");
            var run = fixture.armed();
            asserted(fixture, run);
            fixture.merge(run, 1);

            assertThat(fixture.texts("select count(note) from production.items"))
                    .containsExactly("0");
            assertThat(fixture.texts("select code from admin.reload_findings where severity = 'note'"))
                    .containsExactly("COLUMNS_NOT_LOADED");
        }
    }

    @Test
    void a_column_that_nobody_knows_the_source_to_have_is_left_out_of_inserts_and_updates() {
        try (var fixture = MergeFixture.withTable(
                "id int not null, v text, note text default 'of the app', seen timestamptz default now(), changed timestamp")) {
            rows(fixture, "g, 'v', null, null, '2025-01-10'", "g, 'w', null, null, '2025-01-11'", 20);
            fixture.sql(
                    "insert into staging.items select g, 'w', null, null, '2025-01-11' from generate_series(21, 30) g");
            var run = fixture.armed();
            asserted(fixture, run);
            // Somebody fills it meanwhile.
            fixture.sql("update production.items set note = 'late' where id <= 5");
            fixture.merge(run, 1);

            assertThat(
                            fixture.texts(
                                    "select note || ' ' || count(*) || ' ' || count(seen) from production.items group by note order by 1 nulls last"))
                    .containsExactly("late 5 0", "of the app 10 10", null);
            assertThat(fixture.texts("select count(*) from production.items where v = 'w'"))
                    .containsExactly("30");
        }
    }

    @Test
    void the_next_load_is_asked_anew_which_columns_it_brought() {
        try (var fixture = MergeFixture.withTable("id int not null, note text, changed timestamp")) {
            rows(fixture, "g, null, '2025-01-10'", "g, null, '2025-01-10'", 3);
            asserted(fixture, fixture.armed());
            assertThat(fixture.texts("select column_name from admin.staging_left_out"))
                    .containsExactly("note");

            fixture.sql("update staging.items set note = 'came'");
            var run = fixture.armed();
            asserted(fixture, run);
            fixture.merge(run, 1);

            assertThat(fixture.texts("select distinct note from production.items"))
                    .containsExactly("came");
        }
    }

    @Test
    void a_look_believes_what_its_run_has_loaded_and_leaves_out_the_rest() {
        try (var fixture = MergeFixture.withTable("id int not null, v text, note text, changed timestamp")) {
            rows(fixture, "g, 'v', 'n', '2025-01-10'", "g, case g when 1 then 'w' end, null, '2025-01-10'", 3);
            fixture.sql("update production.items set note = null");
            var run = fixture.armed();
            asserted(fixture, run);
            fixture.sql(
                    "update production.items set note = 'of CDC'",
                    "update staging.items set v = null",
                    "insert into admin.reload_runs (run_id, request_id, origin, of_run_id, state, fence) select 99, 'look', 'look', run_id,"
                            + " 'RUNNING', fence from admin.reload_runs where run_id = " + run,
                    "insert into admin.reload_run_tables (run_id, position, source_schema, source_table, target_schema, target_table,"
                            + " staging_table, window_column) values (99, 1, 'S', 'ITEMS', 'production', 'items', 'items', 'changed')");
            asserted(fixture, 99);

            assertThat(fixture.texts("select column_name from admin.staging_left_out"))
                    .containsExactly("note");
            assertThat(fixture.texts("select loaded_columns from admin.reload_run_tables where run_id = 99"))
                    .containsExactly("{changed,id,v}");
        }
    }

    @Test
    void a_column_that_production_demands_and_that_came_empty_stops_the_run_whoever_knows_it() {
        try (var fixture = new MergeFixture()
                .sql(
                        "create table production.items (id int primary key, v text not null, changed timestamp)",
                        "create table staging.items (id int, v text, changed timestamp)",
                        "insert into staging.items values (1, null, '2025-01-10')")) {
            declare(fixture, "{id,v,changed}");
            stops(fixture, fixture.armed(), NOT_LOADED);
        }
    }

    @Test
    void rows_without_a_time_do_not_make_the_window_column_one_that_did_not_come() {
        try (var fixture = MergeFixture.withTable("id int not null, v text, changed timestamp")) {
            rows(fixture, "g, 'v', '2025-01-10'", "g, 'v', null", 3);
            asserted(fixture, fixture.armed());
            assertThat(fixture.texts("select column_name from admin.staging_left_out"))
                    .isEmpty();
        }
    }

    @Test
    void what_somebody_has_accepted_does_not_stop_the_run_and_stands_with_it() {
        try (var fixture = withNote(20)) {
            var run = accepting(fixture, "COLUMNS_NOT_LOADED");
            asserted(fixture, run);
            fixture.merge(run, 1);

            assertThat(fixture.texts("select count(note) from production.items"))
                    .containsExactly("20");
            assertThat(fixture.texts("select severity || ' ' || detail from admin.reload_findings"))
                    .singleElement()
                    .asString()
                    .startsWith("note accepted: ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a text, b text / 'a' || g, 'b' || g / 'b' || g, 'a' || g",
                "a varchar(50), b text / 'a' || g, 'b' || g / 'b' || g, 'a' || g",
                "a int, b int / g, g + 1000 / g + 1000, g",
                "a int, b numeric(10,2) / g, g + 1000 / g + 1000, g",
                "a int, b int / case when g % 20 = 0 then g else 0 end, 0 / 0, case when g % 20 = 0 then g else 0 end",
                "a text, b text / nullif(g % 3, 0) || 'a', nullif(g % 2, 0) || 'b' / nullif(g % 2, 0) || 'b', nullif(g % 3, 0) || 'a'",
                "a text, b text, c text / 'a' || g, 'b' || g, 'c' || g / 'b' || g, 'c' || g, 'a' || g",
                "a date, b date / '2025-01-01'::date + g % 20, '2024-01-01'::date / '2024-01-01'::date, '2025-01-01'::date + g % 20",
                "a date, b timestamp / '2025-01-01'::date + g % 20, '2024-01-01' / '2024-01-01', '2025-01-01'::date + g % 20",
                "a uuid, b uuid / md5(g::text)::uuid, md5('b' || g)::uuid / md5('b' || g)::uuid, md5(g::text)::uuid",
                // The source has a column before these that production lacks: values are shifted, and the last one is
                // lost.
                "a text, b text, c text / 'a' || g, 'b' || g, 'c' || g / 'source ' || g, 'a' || g, 'b' || g"
            })
    void columns_that_came_in_each_other_s_place_stop_the_run(String shape) {
        var parts = shape.split(" / ", -1);
        try (var fixture = MergeFixture.withTable("id int not null, " + parts[0] + ", changed timestamp")) {
            rows(fixture, "g, " + parts[1] + ", '2025-01-10'", "g, " + parts[2] + ", '2025-01-10'", 200);
            fixture.sql("delete from production.items where id = 5");
            stops(fixture, fixture.armed(), EXCHANGED);

            var run = accepting(fixture, "COLUMNS_EXCHANGED");
            asserted(fixture, run);
        }
    }

    @Test
    void of_many_rows_a_sample_tells_that_columns_are_exchanged() {
        try (var fixture =
                MergeFixture.withTable("id int not null, pad text, first text, last text, changed timestamp")) {
            rows(
                    fixture,
                    "g, repeat('x', 300), 'f' || g, 'l' || g, '2025-01-10'",
                    "g, repeat('x', 300), 'l' || g, 'f' || g, '2025-01-10'",
                    30_000);
            stops(fixture, fixture.armed(), EXCHANGED);
        }
    }

    @Test
    void a_key_that_came_in_another_column_s_place_stops_the_run() {
        try (var fixture = MergeFixture.withTable("id int not null, customer int, changed timestamp")) {
            rows(fixture, "g, g + 5000, '2025-01-10'", "g + 5000, g, '2025-01-10'", 50);
            stops(fixture, fixture.armed(), EXCHANGED);
        }
    }

    @Test
    void parts_of_a_key_that_came_in_each_other_s_place_stop_the_run() {
        try (var fixture = new MergeFixture()
                .sql(
                        "create table production.items (head int, line int, v text, changed timestamp, primary key (head, line))",
                        "create table staging.items (head int, line int, v text, changed timestamp)",
                        "insert into production.items select g / 5, g % 5 + 100, 'v', '2025-01-10' from generate_series(1, 100) g",
                        "insert into staging.items select g % 5 + 100, g / 5, 'v', '2025-01-10' from generate_series(1, 100) g")) {
            stops(fixture, fixture.armed(), EXCHANGED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Drift in one column, in both, to one value, and in a row whose names were the wrong way round.
                "g, 'other', 'l' || g, '2025-01-10'",
                "g, 'x' || g, 'y' || g, '2025-01-10'",
                "g, 'x', 'x', '2025-01-11'",
                "g, case g when 7 then 'l7' else 'f' || g end, case g when 7 then 'f7' else 'l' || g end, '2025-01-10'",
                // The one took over the other's value, which stayed, or which moved on with the row's time.
                "g, 'l' || g, 'l' || g, '2025-01-11'",
                "g, 'l' || g, 'new' || g, '2025-01-11'"
            })
    void drift_is_not_mistaken_for_an_exchange(String staged) {
        try (var fixture = MergeFixture.withTable(NAMES)) {
            rows(fixture, "g, 'f' || g, 'l' || g, '2025-01-10'", staged, 50);
            var run = fixture.armed();
            asserted(fixture, run);
            fixture.merge(run, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "left(repeat('0123456789', 1000), 1024), null, null",
                "left(repeat('ü', 5000), 1024), null, null",
                "left(repeat('ü', 5000), 512), null, null",
                "null, substr(decode(repeat('ab', 5000), 'hex'), 1, 1024), null"
            })
    void a_value_that_stands_where_large_objects_are_cut_stops_the_run(String staged) {
        try (var fixture = MergeFixture.withTable(LOBS)) {
            rows(
                    fixture,
                    "g, " + (staged.contains("ü") ? "repeat('ü', 5000)" : "repeat('0123456789', 1000)")
                            + ", decode(repeat('ab', 5000), 'hex'), null, '2025-01-10'",
                    "g, " + staged + ", '2025-01-10'",
                    1);
            declare(fixture, "{id,t,b,j,changed}");
            stops(fixture, fixture.armed(), TRUNCATED);
            asserted(fixture, accepting(fixture, "LOB_TRUNCATED"));
        }
    }

    @Test
    void a_cut_value_stops_the_run_also_where_production_lacks_the_row() {
        try (var fixture = MergeFixture.withTable(LOBS)) {
            fixture.sql("insert into staging.items values (1, repeat('x', 1024), null, null, '2025-01-10')");
            stops(fixture, fixture.armed(), TRUNCATED);
        }
    }

    @Test
    void long_values_that_are_whole_pass_and_so_does_one_of_the_limit_s_length_that_production_has() {
        try (var fixture = MergeFixture.withTable(LOBS)) {
            rows(
                    fixture,
                    "g, repeat('x', 1024), '\\x00', '{}', '2025-01-10'",
                    "g, repeat('x', 1024), '\\x01', '[]', '2025-01-10'",
                    3);
            fixture.sql(
                    "insert into production.items values (7, repeat('x', 900), null, null, '2025-01-10')",
                    "insert into staging.items values (7, repeat('y', 600), null, null, '2025-01-10'),"
                            + " (8, repeat('z', 1000), decode(repeat('ab', 512), 'hex'), null, '2025-01-10')");
            var run = fixture.armed();
            asserted(fixture, run);
            fixture.merge(run, 1);
        }
    }
}
