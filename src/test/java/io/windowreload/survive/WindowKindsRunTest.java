package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables without an {@code updated_at} in whole runs, beside CDC: the load, the check, the merge, the candidates, the look, the undo. */
class WindowKindsRunTest {
    private static final String TABLES = """
            {"tables":[
              {"source":"SOURCE_SCHEMA.NOTES","target":"production.notes","window":{"columns":["UPDATED_AT","CREATED_AT"]},
               "columns":["ID","V","UPDATED_AT","CREATED_AT"]},
              {"source":"SOURCE_SCHEMA.CLICKS","target":"production.clicks","window":{"column":"TS","as":"epoch-millis"},
               "rename":{"TS":"At Millis"}},
              {"source":"SOURCE_SCHEMA.DAYS","target":"production.days","window":{"column":"ON_DAY","as":"yyyyMMdd"}},
              {"source":"SOURCE_SCHEMA.LINES","target":"production.lines","window":{"column":"AT","as":"yyyy-MM-dd HH:mm:ss"}},
              {"source":"SOURCE_SCHEMA.COUNTRIES","target":"production.countries","window":{"whole":true}}]}""";
    private static final List<String> NAMES = List.of("notes", "clicks", "days", "lines", "countries");

    @TempDir
    Path folder;

    private Map<String, String> keys() throws Exception {
        return Map.of(
                "reload.tables",
                Files.writeString(folder.resolve("tables.json"), TABLES).toString(),
                "reload.source.zone",
                "Europe/Berlin",
                "reload.look.keys",
                "100",
                "reload.look.max-deletes",
                "10",
                "reload.look.max-delete-percent",
                "100");
    }

    /** Of the rows of each table 1 to 4 are of January, 5 is of the second before it, 6 of the first one after it; 7 has left January since. */
    private static void source(World world) {
        var source = world.source;
        source.run("create table SOURCE_SCHEMA.NOTES"
                + " (ID NUMBER(9) primary key, V VARCHAR2(9), UPDATED_AT TIMESTAMP(6), CREATED_AT TIMESTAMP(6))");
        source.run(
                "insert into SOURCE_SCHEMA.NOTES values (1, 'new', timestamp '2025-01-10 00:00:00', timestamp '2020-01-01 00:00:00'),"
                        + " (2, 'new', null, timestamp '2025-01-01 00:00:00'), (3, 'new', null, timestamp '2025-01-31 23:59:59'),"
                        + " (4, 'new', timestamp '2025-01-02 00:00:00', null),"
                        + " (5, 'new', timestamp '2024-12-31 23:59:58', timestamp '2025-01-05 00:00:00'),"
                        + " (6, 'new', null, timestamp '2025-02-01 00:00:00'),"
                        + " (7, 'moved', timestamp '2025-03-01 00:00:00', timestamp '2025-01-05 00:00:00')");
        source.run("create table SOURCE_SCHEMA.CLICKS (ID NUMBER(9) primary key, V VARCHAR2(9), TS NUMBER(38))");
        source.run("insert into SOURCE_SCHEMA.CLICKS values (1, 'new', 1735686000000), (2, 'new', 1736000000000),"
                + " (3, 'new', 1737000000000), (4, 'new', 1738364399999), (5, 'new', 1735685999999), (6, 'new', 1738364400000),"
                + " (7, 'moved', 1740870000000)");
        source.run("create table SOURCE_SCHEMA.DAYS (ID NUMBER(9) primary key, V VARCHAR2(9), ON_DAY NUMBER(8))");
        source.run(
                "insert into SOURCE_SCHEMA.DAYS values (1, 'new', 20250101), (2, 'new', 20250102), (3, 'new', 20250103),"
                        + " (4, 'new', 20250131), (5, 'new', 20241231), (6, 'new', 20250201), (7, 'moved', 20250301)");
        source.run("create table SOURCE_SCHEMA.LINES (ID NUMBER(9) primary key, V VARCHAR2(9), AT VARCHAR2(19))");
        source.run(
                "insert into SOURCE_SCHEMA.LINES values (1, 'new', '2025-01-01 00:00:00'), (2, 'new', '2025-01-02 00:00:00'),"
                        + " (3, 'new', '2025-01-03 10:00:00'), (4, 'new', '2025-01-31 23:59:59'), (5, 'new', '2024-12-31 23:59:59'),"
                        + " (6, 'new', '2025-02-01 00:00:00'), (7, 'moved', '2025-03-01 00:00:00')");
        source.run("create table SOURCE_SCHEMA.COUNTRIES (ID NUMBER(9) primary key, V VARCHAR2(9))");
        source.run("insert into SOURCE_SCHEMA.COUNTRIES select X, 'new' from system_range(1, 6) X");
    }

    /** Row 1 is missing, the others are wrong, row 7 is still of January; row 9, of January, is gone at the source. */
    private static void production(World world) {
        var production = world.production;
        production.run(
                "create table production.notes (id int primary key, v text, updated_at timestamp, created_at timestamp)");
        production.run("create table production.clicks (id int primary key, v text, \"At Millis\" numeric(38))");
        production.run("create table production.days (id int primary key, v text, on_day int)");
        production.run("create table production.lines (id int primary key, v text, at varchar(19))");
        production.run("create table production.countries (id int not null unique, v text) partition by range (id)");
        production.run(
                "create table production.countries_1 partition of production.countries for values from (0) to (5)");
        production.run("create table production.countries_2 partition of production.countries default");
        production.run(
                "insert into production.notes values (2, 'old', null, '2025-01-01'), (3, 'old', null, '2025-01-31 23:59:59'),"
                        + " (4, 'old', '2025-01-02', null), (5, 'old', '2024-12-31 23:59:58', '2025-01-05'), (6, 'old', null, '2025-02-01'),"
                        + " (7, 'old', null, '2025-01-05'), (9, 'gone', null, '2025-01-09')");
        production.run(
                "insert into production.clicks values (2, 'old', 1736000000000), (3, 'old', 1737000000000),"
                        + " (4, 'old', 1738364399999), (5, 'old', 1735685999999), (6, 'old', 1738364400000), (7, 'old', 1736000000000), (9, 'gone', 1736000000000)");
        production.run(
                "insert into production.days values (2, 'old', 20250102), (3, 'old', 20250103), (4, 'old', 20250131),"
                        + " (5, 'old', 20241231), (6, 'old', 20250201), (7, 'old', 20250105), (9, 'gone', 20250109)");
        production.run(
                "insert into production.lines values (2, 'old', '2025-01-02 00:00:00'), (3, 'old', '2025-01-03 10:00:00'),"
                        + " (4, 'old', '2025-01-31 23:59:59'), (5, 'old', '2024-12-31 23:59:59'), (6, 'old', '2025-02-01 00:00:00'),"
                        + " (7, 'old', '2025-01-05 00:00:00'), (9, 'gone', '2025-01-09 00:00:00')");
        production.run("insert into production.countries select x, 'old' from generate_series(2, 6) x");
        production.run("insert into production.countries values (9, 'gone')");
    }

    private static List<String> rows(World world, String table) {
        return world.production.texts("select id || v from production." + table + " order by id");
    }

    @Test
    void windows_on_several_columns_on_numbers_on_texts_and_on_none_are_reloaded_and_undone() throws Exception {
        try (var world = new World(Engine.Mode.RUNS_ONLY, keys())) {
            source(world);
            production(world);
            Run run;
            try (var gate = Gate.closed(world)) {
                var id = world.ask("kinds", ",\"options\":{\"deletes\":\"apply\"}")
                        .id();
                // CDC brings a later version of row 3, and deletes row 2 on both sides.
                gate.pass(
                        id,
                        () -> NAMES.forEach(table -> {
                            world.source.run("update SOURCE_SCHEMA." + table + " set V = 'cdc' where ID = 3");
                            world.source.run("delete from SOURCE_SCHEMA." + table + " where ID = 2");
                            world.production.run("update production." + table + " set v = 'cdc' where id = 3");
                            world.production.run("delete from production." + table + " where id = 2");
                        }));
                gate.close();
                run = world.ended(id);
            }

            assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
            var looks = world.production.texts("select run_id from admin.reload_runs where origin = 'look'");
            assertThat(looks).isNotEmpty();
            for (var look : looks) {
                var looked = world.ended(Long.parseLong(look));
                assertThat(looked.state()).as(looked.errorDetail()).isEqualTo(Run.State.SUCCESS);
            }
            for (var table : List.of("notes", "clicks", "days", "lines")) {
                assertThat(rows(world, table))
                        .as(table)
                        .containsExactly("1new", "3cdc", "4new", "5old", "6old", "7moved");
            }
            assertThat(rows(world, "countries")).containsExactly("1new", "3cdc", "4new", "5new", "6new");
            assertThat(world.production.texts("select target_table || staged || outside_window || delete_candidates"
                            + " from admin.reload_run_tables where run_id = " + run.id() + " order by position"))
                    // Row 6 of notes has no time of change, and no filter could tell it apart from row 3.
                    .containsExactly("notes512", "clicks622", "days512", "lines512", "countries601");

            var again = world.reload("kinds-again");
            assertThat(again.state()).as(again.errorDetail()).isEqualTo(Run.State.SUCCESS);
            assertThat(world.production.texts(
                            "select sum(inserted + updated) from admin.reload_run_tables where run_id = " + again.id()))
                    .containsExactly("0");
        }
    }

    @Test
    void a_filter_of_cdc_on_a_number_that_tells_the_time_becomes_a_part_of_the_window() throws Exception {
        try (var world = new World(Engine.Mode.RUNS_ONLY, keys())) {
            source(world);
            production(world);
            world.rules("""
                    {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
                      "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"CLICKS"},
                      "filters":[{"filter-type":"source","column-name":"TS",
                        "filter-conditions":[{"filter-operator":"gte","value":"1737000000000"}]}]}]}""");

            var run = world.ended(world.program
                    .intake()
                    .accept(world.request("filtered", World.JANUARY + ",\"tables\":[\"clicks\"]"), "cli")
                    .id());

            assertThat(run.error()).as(run.errorDetail()).isNotEqualTo(ErrorCode.CDC_RULES_DIFFER);
            assertThat(rows(world, "clicks")).containsExactly("2old", "3new", "4new", "5old", "6old", "7old", "9gone");
        }
    }

    @Test
    void a_window_that_cuts_a_day_is_refused_where_days_are_all_that_is_known() throws Exception {
        try (var world = new World(Engine.Mode.RUNS_ONLY, keys())) {
            source(world);
            production(world);

            var id = world.program
                    .intake()
                    .accept(
                            world.request(
                                    "half-a-day",
                                    "\"from\":\"2025-01-01T00:00:00\",\"to\":\"2025-01-15T12:00:00\",\"tables\":[\"days\"]"),
                            "cli")
                    .id();
            var run = world.ended(id);

            assertThat(run.error()).isEqualTo(ErrorCode.WINDOW_INVALID);
            assertThat(run.errorDetail()).contains("production.days.on_day tells a time as yyyyMMdd");
            assertThat(rows(world, "days")).contains("4old");
        }
    }
}
