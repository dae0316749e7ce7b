package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that brought nothing, hardly anything, or nothing that could be merged is no plain success. */
class EmptinessTest {
    private static MergeFixture fixture() {
        return MergeFixture.withTable("id int not null, v text, changed timestamp");
    }

    private static MergeFixture rows(MergeFixture fixture, String table, int from, int to) {
        return fixture.sql("insert into " + table + ".items select g, 'v', '2025-01-10' from generate_series(" + from
                + ", " + to + ") g");
    }

    private static long run(MergeFixture fixture, String options) {
        var run = fixture.open(options, "items");
        fixture.arm(run);
        return run;
    }

    private static List<String> judged(MergeFixture fixture, long run) {
        fixture.sql("select admin.judge_emptiness(" + run + ")");
        return fixture.texts("select severity || ' ' || code from admin.reload_findings where run_id = " + run);
    }

    private static List<String> merged(MergeFixture fixture, String options) {
        var run = run(fixture, options);
        fixture.merge(run, 1);
        return judged(fixture, run);
    }

    @ParameterizedTest
    @CsvSource({
        // rows of production, first and last of the staged ones
        "0, 1, 0, partial NOTHING_LOADED",
        "100, 1, 0, partial NOTHING_LOADED",
        "100, 1, 10, partial FEW_LOADED",
        "100, 1, 50, partial FEW_LOADED",
        "100, 50, 120, ",
        "20, 21, 40, partial FEW_LOADED",
        "10, 101, 200, partial FEW_LOADED",
        "9, 101, 200, ",
        "100, 1, 51, ",
        "100, 1, 100, ",
        "0, 1, 100, "
    })
    void what_came_is_held_against_what_production_has_in_the_window(int production, int from, int to, String finding) {
        try (var fixture = fixture()) {
            rows(fixture, "production", 1, production);
            rows(fixture, "staging", from, to);

            var run = run(fixture, "{}");
            fixture.merge(run, 1);

            assertThat(judged(fixture, run)).isEqualTo(finding == null ? List.of() : List.of(finding));
            assertThat(fixture.texts("select admin.deletes_doubted(" + run + ", 1)"))
                    .containsExactly(finding == null ? "f" : "t");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0, note NOTHING_LOADED", "1, 10, note FEW_LOADED"})
    void where_it_is_meant_it_is_a_note_and_deletes_are_believed(int from, int to, String finding) {
        try (var fixture = fixture()) {
            rows(fixture, "production", 1, 100);
            rows(fixture, "staging", from, to);

            var run = run(fixture, "{\"allowEmpty\":true}");
            fixture.merge(run, 1);

            assertThat(judged(fixture, run)).containsExactly(finding);
            assertThat(fixture.texts("select admin.deletes_doubted(" + run + ", 1)"))
                    .containsExactly("f");
        }
    }

    @Test
    void rows_that_cdc_has_written_meanwhile_are_not_missed() {
        try (var fixture = fixture()) {
            rows(fixture, "production", 1, 100);
            rows(fixture, "staging", 1, 10);
            var run = run(fixture, "{}");
            fixture.cdc("update production.items set v = 'cdc' where id > 10");
            fixture.merge(run, 1);

            assertThat(judged(fixture, run)).isEmpty();
        }
    }

    @Test
    void rows_of_other_windows_are_not_missed() {
        try (var fixture = fixture()) {
            rows(fixture, "production", 1, 100).sql("update production.items set changed = '2025-03-01' where id > 10");
            rows(fixture, "staging", 1, 10);
            assertThat(merged(fixture, "{}")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"{}", "{\"allowEmpty\":true}"})
    void all_rows_tied_are_nothing_merged(String options) {
        try (var fixture = fixture()) {
            rows(fixture, "production", 1, 5);
            rows(fixture, "staging", 1, 5);
            var run = run(fixture, options.replace("\"\"", "\""));
            fixture.cdc("update production.items set v = 'cdc'");
            fixture.merge(run, 1);

            assertThat(judged(fixture, run)).containsExactly("partial NOTHING_MERGED");
        }
    }

    @Test
    void all_rows_orphaned_newer_or_deleted_are_nothing_merged_and_one_that_is_merged_is_something() {
        try (var fixture = fixture()) {
            fixture.sql(
                    "create table production.parents (id int primary key)",
                    "alter table production.items add parent int references production.parents",
                    "alter table staging.items add parent int",
                    "insert into production.items values (2, 'v', '2025-01-20', null), (3, 'v', '2025-01-10', null)",
                    "insert into staging.items values (1, 'v', '2025-01-10', 7), (2, 'w', '2025-01-10', null), (3, 'v', '2025-01-10', null)");
            var run = run(fixture, "{}");
            fixture.sql("delete from production.items where id = 3");
            fixture.merge(run, 1);
            assertThat(judged(fixture, run)).containsExactly("partial NOTHING_MERGED");

            fixture.sql("insert into staging.items values (4, 'v', '2025-01-10', null)");
            assertThat(merged(fixture, "{}")).isEmpty();
        }
    }

    @Test
    void a_dry_run_says_the_same_before() {
        try (var fixture = fixture()) {
            rows(fixture, "production", 1, 100);
            rows(fixture, "staging", 1, 10);
            var run = run(fixture, "{\"dryRun\":true}");
            fixture.plan(run, 1);
            fixture.sql("call admin.merge_forecast(" + run + ")");

            assertThat(judged(fixture, run)).containsExactly("partial FEW_LOADED");
        }
    }

    @Test
    void what_does_not_hold_any_more_is_taken_back() {
        try (var fixture = fixture()) {
            rows(fixture, "production", 1, 100);
            var run = run(fixture, "{}");
            fixture.merge(run, 1);
            assertThat(judged(fixture, run)).containsExactly("partial NOTHING_LOADED");

            fixture.sql("update admin.reload_run_tables set staged = 100, unchanged = 100, delete_candidates = 0");
            assertThat(judged(fixture, run)).isEmpty();
        }
    }

    @Test
    void whoever_calls_the_procedure_hears_it_where_nothing_was_staged_at_all_and_hand_filled_rows_stay() {
        try (var fixture = fixture()) {
            fixture.sql(
                    "create table production.others (id int primary key, changed timestamp)",
                    "create table staging.others (id int, changed timestamp)",
                    "insert into admin.reload_tables (position, source_schema, source_table, target_schema, target_table, staging_table,"
                            + " window_column) values (1, 'S', 'I', 'production', 'items', 'items', 'changed'),"
                            + " (2, 'S', 'O', 'production', 'others', 'others', 'changed')");
            fixture.sql("call admin.merge_time_window_data()");
            assertThat(fixture.texts("select state || ' ' || error_code from admin.reload_runs order by run_id"))
                    .containsExactly("PARTIAL NOTHING_LOADED");

            rows(fixture, "staging", 1, 5).sql("call admin.merge_time_window_data()");
            assertThat(fixture.texts("select state from admin.reload_runs order by run_id desc limit 1"))
                    .containsExactly("SUCCESS");
            assertThat(fixture.texts("select count(*) from staging.items")).containsExactly("5");
        }
    }

    @Test
    void what_was_filled_by_hand_is_asserted_like_a_load() {
        try (var fixture = fixture()) {
            fixture.sql(
                    "insert into admin.reload_tables (position, source_schema, source_table, target_schema, target_table, staging_table,"
                            + " window_column) values (1, 'S', 'I', 'production', 'items', 'items', 'changed')");
            rows(fixture, "production", 1, 5);
            rows(fixture, "staging", 1, 5).sql("update staging.items set v = null");

            assertThatThrownBy(() -> fixture.sql("call admin.merge_time_window_data()"))
                    .hasMessageContaining("came without a single value");
            assertThat(fixture.texts("select state || ' ' || error_code from admin.reload_runs"))
                    .containsExactly("FAILED COLUMNS_NOT_LOADED");
            assertThat(fixture.texts("select count(v) from production.items")).containsExactly("5");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // parents, all rows
        "90, 100, partial ORPHANS_LEFT",
        "91, 100, ",
        "1, 11, partial ORPHANS_LEFT",
        "1, 10, ",
        "910, 1000, ",
        "0, 30, partial NOTHING_MERGED"
    })
    void much_that_hangs_on_rows_that_production_lacks_is_said(int parents, int rows, String finding) {
        try (var fixture = fixture()) {
            rows(fixture, "staging", 1, rows)
                    .sql(
                            "create table production.parents as select g as id from generate_series(1, " + parents
                                    + ") g",
                            "alter table production.parents add primary key (id)",
                            "alter table production.items add foreign key (id) references production.parents");

            var run = run(fixture, "{\"allowEmpty\":true}");
            fixture.merge(run, 1);

            assertThat(judged(fixture, run)).isEqualTo(finding == null ? List.of() : List.of(finding));
        }
    }
}
