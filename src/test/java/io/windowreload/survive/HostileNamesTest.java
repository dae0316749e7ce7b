package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that would do harm wherever they are not quoted. */
class HostileNamesTest {
    private static final String SCHEMA = "Odd Schema'";
    private static final String TABLE = "order \"x\"; drop table y; --";
    private static final String KEY = "it's a \"key\"";
    private static final String WINDOW = "\"; select 1 --";
    private static final String OTHER = "$$ %s %I :name ?";

    @TempDir
    Path folder;

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String upper(String name) {
        return quoted(name.toUpperCase(Locale.ROOT));
    }

    private Path registry() throws Exception {
        var table = Map.of(
                "source",
                "SOURCE_SCHEMA." + TABLE.toUpperCase(Locale.ROOT),
                "target",
                SCHEMA + "." + TABLE,
                "windowColumn",
                WINDOW.toUpperCase(Locale.ROOT));
        return Files.writeString(
                folder.resolve("tables.json"), new ObjectMapper().writeValueAsString(Map.of("tables", List.of(table))));
    }

    @Test
    void a_table_with_such_names_is_reloaded_and_undone_and_nothing_else_happens() throws Exception {
        try (var world = new World(
                Engine.Mode.RUNS_ONLY, Map.of("reload.tables", registry().toString()))) {
            var source = "SOURCE_SCHEMA." + upper(TABLE);
            var target = quoted(SCHEMA) + "." + quoted(TABLE);
            world.source.run("create table " + source + " (" + upper(KEY) + " NUMBER(9) not null primary key, "
                    + upper(WINDOW) + " TIMESTAMP(6), " + upper(OTHER) + " VARCHAR2(100))");
            world.source.run(
                    "insert into " + source
                            + " select X, timestamp '2025-01-10 00:00:00', 'v''; drop table y; --' || X from system_range(1, 20)");
            world.production.run("create schema " + quoted(SCHEMA) + " create table " + quoted(TABLE) + " ("
                    + quoted(KEY) + " integer primary key, " + quoted(WINDOW) + " timestamp, " + quoted(OTHER)
                    + " varchar(100))");
            for (var schema : List.of("public", "staging", "admin", "production", quoted(SCHEMA))) {
                world.production.run("create table " + schema + ".y (z integer)");
            }
            world.production.run(
                    "insert into " + target + " values (1, '2025-01-10', 'damaged'), (21, '2025-01-11', 'only here')");
            var before = rows(world, target);
            var customers = world.production.all();

            var run = world.reload("hostile-names");

            assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
            assertThat(rows(world, target))
                    .hasSize(21)
                    .contains("1 v'; drop table y; --1", "20 v'; drop table y; --20", "21 only here");
            assertThat(world.production.texts("select count(*) from pg_tables where tablename = 'y'"))
                    .containsExactly("5");
            assertThat(world.production.all()).isEqualTo(customers);

            var undo = world.ended(world.program
                    .operations()
                    .undo(run.id(), new Word("cli", "mira", "a test"))
                    .id());
            assertThat(undo.state()).as(undo.errorDetail()).isEqualTo(Run.State.SUCCESS);
            assertThat(rows(world, target)).isEqualTo(before);

            world.production.run("insert into staging." + quoted(TABLE) + " values (7, '2025-01-12', 'by hand')");
            world.production.run("call admin.merge_time_window_data()");
            assertThat(rows(world, target)).contains("7 by hand");
            assertThat(world.production.texts("select * from admin.oracle_pg_migration_status"))
                    .hasSize(1);
            assertThat(world.production.texts("select count(*) from pg_tables where tablename = 'y'"))
                    .containsExactly("5");
        }
    }

    private static List<String> rows(World world, String target) {
        return world.production.texts("select " + quoted(KEY) + " || ' ' || " + quoted(OTHER) + " from " + target
                + " order by " + quoted(KEY));
    }
}
