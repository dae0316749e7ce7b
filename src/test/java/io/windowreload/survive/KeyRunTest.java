package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables without a primary key in whole runs: a unique index stands for it, from the check to the look and the undo. */
class KeyRunTest {
    private static final String BADGES =
            "{\"source\":\"SOURCE_SCHEMA.BADGES\",\"target\":\"production.badges\",\"windowColumn\":\"UPDATED_AT\"%s}";

    @TempDir
    Path folder;

    private Map<String, String> keys(String more) throws Exception {
        return Map.of(
                "reload.tables",
                Files.writeString(folder.resolve("tables.json"), "{\"tables\":[" + BADGES.formatted(more) + "]}")
                        .toString(),
                "reload.look.keys",
                "100",
                "reload.look.max-deletes",
                "10",
                "reload.look.max-delete-percent",
                "100");
    }

    private static String check(World world, Map<String, String> own) {
        var keys = new LinkedHashMap<>(world.cloud.settings());
        keys.putAll(own);
        var arguments = new ArrayList<>(List.of("check", "--config", "none"));
        keys.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        var out = new StringWriter();
        WindowReload.commandLine().setOut(new PrintWriter(out, true)).execute(arguments.toArray(String[]::new));
        return out.toString();
    }

    @Test
    void a_table_is_reloaded_looked_at_and_undone_by_its_unique_index() throws Exception {
        try (var world = new World(Engine.Mode.RUNS_ONLY, keys(""))) {
            world.source.run("create table SOURCE_SCHEMA.BADGES"
                    + " (\"Code\" VARCHAR2(9) not null unique, OWNER VARCHAR2(20), UPDATED_AT TIMESTAMP(6))");
            world.source.run(
                    "insert into SOURCE_SCHEMA.BADGES select 'B' || X, 'right', timestamp '2025-01-10 00:00:00'"
                            + " from system_range(10, 30) X");
            world.production.run("create table production.badges"
                    + " (\"Code\" varchar(9) not null unique, owner text, updated_at timestamp)");
            world.production.run("insert into production.badges select 'B' || x, 'wrong', '2025-01-05'"
                    + " from generate_series(10, 20) x");
            // At the source it is gone: only a look can tell.
            world.production.run("insert into production.badges values ('B77', 'gone', '2025-01-05')");
            assertThat(check(world, keys(",\"columns\":[\"Code\",\"OWNER\",\"UPDATED_AT\"]")))
                    .contains("key Code, window column updated_at")
                    .contains("rows are found by Code");
            world.restart(Engine.Mode.RUNS_ONLY, keys(",\"columns\":[\"Code\",\"OWNER\",\"UPDATED_AT\"]"));
            Run run;
            try (var gate = Gate.closed(world)) {
                var id = world.ask("badges", ",\"options\":{\"deletes\":\"apply\"}")
                        .id();
                gate.pass(id, () -> {
                    world.production.run("delete from production.badges where \"Code\" = 'B12'");
                    world.source.run("delete from SOURCE_SCHEMA.BADGES where \"Code\" = 'B12'");
                });
                gate.close();
                run = world.ended(id);
            }

            assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
            world.program.ledger().look(run.id()).ifPresent(look -> world.ended(look.id()));
            assertThat(
                            world.production.texts(
                                    "select owner || count(*) || min(\"Code\") || max(\"Code\") from production.badges group by owner"))
                    .containsExactly("right20B10B30");
            assertThat(world.production.texts("select count(*) from production.badges where \"Code\" = 'B12'"))
                    .containsExactly("0");
        }
    }

    @Test
    void check_names_the_indexes_of_which_none_is_declared_and_takes_the_one_that_is() throws Exception {
        try (var world = new World(Engine.Mode.RUNS_ONLY, keys(""))) {
            world.production.run("create table production.badges"
                    + " (code varchar(9) not null unique, nr int not null unique, owner text, updated_at timestamp)");

            assertThat(check(world, keys("")))
                    .contains("KEY_UNDECLARED")
                    .contains("badges_code_key (code), badges_nr_key (nr)")
                    .contains("as \"key\": [\"code\"]");
            assertThat(check(world, keys(",\"key\":[\"code\"]")))
                    .contains("rows are found by code; unique beside it: badges_nr_key")
                    .contains("follows deletes on every path")
                    .doesNotContain("KEY_UNDECLARED");
        }
    }
}
