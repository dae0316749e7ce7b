package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources as they spell names and times, and not as one would like them. */
class SourceSpellingTest {
    @TempDir
    Path folder;

    private Map<String, String> keys(String tables, String... more) throws Exception {
        var keys = new LinkedHashMap<String, String>();
        keys.put(
                "reload.tables",
                Files.writeString(folder.resolve("tables.json"), "{\"tables\":[" + tables + "]}")
                        .toString());
        for (var i = 0; i < more.length; i += 2) {
            keys.put(more[i], more[i + 1]);
        }
        return keys;
    }

    @Test
    void names_that_are_patterns_of_each_other_and_columns_in_mixed_case_stay_apart() throws Exception {
        var columns = "\"windowColumn\":\"Upd_At\",\"columns\":[\"Id\",\"Größe\",\"a#b\",\"Upd_At\"]}";
        try (var world = new World(
                Engine.Mode.RUNS_ONLY,
                keys(
                        "{\"source\":\"SOURCE_SCHEMA.ORDER_A\",\"target\":\"production.order_a\"," + columns
                                + ",{\"source\":\"SOURCE_SCHEMA.ORDERSA\",\"target\":\"production.ordersa\"," + columns
                                + ",{\"source\":\"SOURCE_SCHEMA.ORD%[A]\",\"target\":\"production.ordset\"," + columns,
                        "reload.look.keys",
                        "100",
                        "reload.look.max-delete-percent",
                        "100"))) {
            for (var table : List.of("ORDER_A", "ORDERSA", "ORDXXA", "ORD%[A]")) {
                world.source.run(
                        "create table SOURCE_SCHEMA.\"" + table
                                + "\" (\"Id\" NUMBER(9) primary key, \"Größe\" VARCHAR2(20), \"A#B\" NUMBER(9), \"Upd_At\" TIMESTAMP(6))");
                world.source.run("insert into SOURCE_SCHEMA.\"" + table + "\" select X, '" + table
                        + "', X, timestamp '2025-01-10 00:00:00' from system_range(1, 5)");
            }
            for (var table : List.of("order_a", "ordersa", "ordset")) {
                world.production.run("create table production." + table
                        + " (id integer primary key, größe text, \"a#b\" integer, upd_at timestamp)");
            }
            // Only a second look, which asks by key, can tell that it is gone.
            world.production.run("insert into production.order_a values (9, 'gone', 9, '2025-01-11')");

            var run = world.ended(
                    world.ask("names", ",\"options\":{\"deletes\":\"apply\"}").id());

            assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
            assertThat(world.production.texts("select distinct größe from production.order_a where id < 9"))
                    .containsExactly("ORDER_A");
            assertThat(world.production.texts("select distinct größe from production.ordersa"))
                    .containsExactly("ORDERSA");
            assertThat(world.production.texts("select distinct größe from production.ordset"))
                    .containsExactly("ORD%[A]");
            var look = world.production.texts("select run_id from admin.reload_runs where origin = 'look'");
            assertThat(look).hasSize(1);
            var looked = world.ended(Long.parseLong(look.get(0)));
            assertThat(looked.state()).as(looked.errorDetail()).isEqualTo(Run.State.SUCCESS);
        }
    }

    @Test
    void a_wall_clock_is_read_in_the_zone_of_dms_s_session_which_only_a_setting_may_tell() throws Exception {
        var table =
                "{\"source\":\"SOURCE_SCHEMA.STAMPS\",\"target\":\"production.stamps\",\"windowColumn\":\"UPDATED_AT\"}";
        var here = java.util.TimeZone.getDefault().getID();
        try (var world = new World(
                Engine.Mode.RUNS_ONLY,
                keys(table, "reload.source.zone", "Asia/Tokyo", "reload.dms.session-zone", here))) {
            world.source.run("create table SOURCE_SCHEMA.STAMPS (ID NUMBER(9) primary key, UPDATED_AT TIMESTAMP(6))");
            world.source.run("insert into SOURCE_SCHEMA.STAMPS"
                    + " select X, timestamp '2024-12-31 20:30:00' + X * interval '1' hour from system_range(0, 760) X");
            world.production.run("create table production.stamps (id integer primary key, updated_at timestamptz)");

            var run = world.reload("told");

            assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
            assertThat(world.production.texts(
                            "select min(id) || ' ' || max(id) || ' ' || count(*) from production.stamps"))
                    .containsExactly("4 747 744");
            assertThat(world.production.texts("select window_zones from admin.reload_run_tables"))
                    .containsExactly("{" + here + "}");

            world.restart(
                    Engine.Mode.RUNS_ONLY,
                    keys(table, "reload.source.zone", "Asia/Tokyo", "reload.dms.session-zone", "Pacific/Auckland"));
            var wrong = world.reload("told-wrong");
            assertThat(wrong.error()).isEqualTo(ErrorCode.ROWS_OUTSIDE_WINDOW);
        }
    }
}
