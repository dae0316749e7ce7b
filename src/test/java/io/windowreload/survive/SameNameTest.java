package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two schemas have a table of one name: each has a table of its own in staging, and one run brings both. */
class SameNameTest {
    /** What selects, and what makes names: then the load makes the names of tables itself. */
    private static final String LOWER = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"%","table-name":"ORDERS"}},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-action":"rename","rule-target":"schema",
               "object-locator":{"schema-name":"SOURCE_SCHEMA"},"value":"production"},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-action":"rename","rule-target":"schema",
               "object-locator":{"schema-name":"ARCHIVE"},"value":"archive"},
              {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-action":"convert-lowercase",
               "rule-target":"table","object-locator":{"schema-name":"%","table-name":"%"}},
              {"rule-type":"transformation","rule-id":"5","rule-name":"5","rule-action":"convert-lowercase",
               "rule-target":"column","object-locator":{"schema-name":"%","table-name":"%","column-name":"%"}}]}""";

    private static final String TABLES = """
            {"tables":[
              {"source":"SOURCE_SCHEMA.ORDERS","target":"production.orders","windowColumn":"UPDATED_AT"},
              {"source":"ARCHIVE.ORDERS","target":"archive.orders","windowColumn":"UPDATED_AT"}]}""";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void both_are_right_after_one_run(boolean byRules) throws IOException {
        var tables = Files.writeString(folder.resolve("tables.json"), TABLES);
        try (var world = new World(Engine.Mode.RUNS_ONLY, Map.of("reload.tables", tables.toString()))) {
            world.source.run("create schema ARCHIVE");
            world.source.run(
                    "create table ARCHIVE.ORDERS (ID NUMBER(9) primary key, V VARCHAR2(20), UPDATED_AT TIMESTAMP(6))");
            world.source.run("insert into ARCHIVE.ORDERS select X, 'v' || X,"
                    + " timestamp '2025-01-02 00:00:00' + X * interval '1' hour from system_range(1, 40) X");
            world.production.run("create schema archive");
            world.production.run(
                    "create table archive.orders (id integer primary key, v text, updated_at timestamp not null)");
            world.production.run(
                    "insert into archive.orders select i, 'old', '2024-12-01' from generate_series(1, 20) i");
            if (byRules) {
                world.rules(LOWER);
            }
            world.production.damage();

            var run = world.reload("both");

            assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
            assertThat(world.production.texts("select count(*) from archive.orders where v = 'v' || id"))
                    .containsExactly("40");
            assertThat(world.production.texts("select staging_table from admin.reload_run_tables where run_id = "
                            + run.id() + " order by position"))
                    .containsExactly("production_orders", "archive_orders");
            assertThat(world.production.texts("select count(*) from admin.reload_skipped_rows where run_id = "
                            + run.id() + " and reason <> 'outside_window'"))
                    .containsExactly("0");
        }
    }
}
