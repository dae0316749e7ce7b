package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.cli.WindowReload;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.program.Engine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fresh user's way: init, check, run, from nothing but the CDC task and production's address. */
class InitTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RULES = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"%"},"filters":[]},
              {"rule-type":"selection","rule-id":"2","rule-name":"2","rule-action":"exclude",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"ORDERS"}},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-action":"rename","rule-target":"schema",
               "object-locator":{"schema-name":"SOURCE_SCHEMA"},"value":"crm"},
              {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-action":"rename","rule-target":"column",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"VISITS","column-name":"WHO"},"value":"visitor"},
              {"rule-type":"transformation","rule-id":"5","rule-name":"5","rule-action":"remove-column","rule-target":"column",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"VISITS","column-name":"SECRET"}},
              {"rule-type":"transformation","rule-id":"6","rule-name":"6","rule-action":"data-masking-digits-mask",
               "rule-target":"column","value":"#",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"VISITS","column-name":"PHONE"}},
              {"rule-type":"transformation","rule-id":"7","rule-name":"7","rule-action":"convert-lowercase",
               "rule-target":"table","object-locator":{"schema-name":"%","table-name":"%"}},
              {"rule-type":"transformation","rule-id":"8","rule-name":"8","rule-action":"convert-lowercase",
               "rule-target":"column","object-locator":{"schema-name":"%","table-name":"%","column-name":"%"}}]}""";

    @TempDir
    static Path folder;

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
        // Runs are those of the commands.
        world.stop();
        for (var table : List.of("VISITS", "NOTES", "LOGS")) {
            world.source.run("create table SOURCE_SCHEMA." + table
                    + " (ID NUMBER(9) primary key, WHO VARCHAR2(40), PHONE VARCHAR2(40), SECRET VARCHAR2(20),"
                    + " CREATED_AT TIMESTAMP(6), UPDATED_AT TIMESTAMP(6))");
        }
        world.source.run("insert into SOURCE_SCHEMA.VISITS select X, 'who ' || X, '+49 ' || X, 'secret',"
                + " timestamp '2024-06-01 00:00:00', timestamp '2025-01-01 00:00:00' + X * interval '1' hour"
                + " from system_range(1, 50) X");
        world.production.run("create schema crm");
        world.production.run(
                "create table crm.visits (id integer primary key, visitor text, \"PHONE\" text, secret text,"
                        + " created_at timestamp not null, updated_at timestamp not null, noted text generated always as (visitor || '!') stored)");
        world.production.run("create index on crm.visits (created_at)");
        world.production.run("create table crm.logs (id integer, who text, updated_at timestamp)");
        world.source.run("create table SOURCE_SCHEMA.ZONES (CODE VARCHAR2(9) not null unique, WHO VARCHAR2(40))");
        world.source.run("insert into SOURCE_SCHEMA.ZONES values ('a', 'one'), ('b', 'two')");
        world.production.run("create table crm.zones (code text not null unique, who text)");
        world.production.run("insert into crm.zones values ('a', 'wrong')");
        world.rules(RULES);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private record Answer(int exitCode, String text) {}

    private static Answer command(Path config, String name, String... more) {
        var arguments = new ArrayList<>(List.of(name));
        if (!name.equals("init")) {
            arguments.addAll(
                    List.of("--config", config.resolve("application.properties").toString()));
        }
        arguments.addAll(List.of(more));
        var out = new StringWriter();
        var exitCode = WindowReload.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments.toArray(String[]::new));
        return new Answer(exitCode, out.toString());
    }

    private static Answer init(Path config) {
        var arguments = world.init(config);
        return command(config, arguments.get(0), arguments.stream().skip(1).toArray(String[]::new));
    }

    private static JsonNode tables(Path config) throws Exception {
        return JSON.readTree(Files.readString(config.resolve("tables.json")));
    }

    @Test
    void from_the_arn_of_a_task_to_a_january_that_is_right() throws Exception {
        var config = folder.resolve("fresh");
        var answer = init(config);

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(answer.text()).contains("✓ SOURCE_SCHEMA.VISITS → crm.visits", "✗ SOURCE_SCHEMA.NOTES", "check");
        var visits = tables(config).at("/tables/0");
        assertThat(tables(config).get("tables")).hasSize(2);
        // Neither a time nor a primary key.
        assertThat(tables(config).at("/tables/1/target").asText()).isEqualTo("crm.zones");
        assertThat(tables(config).at("/tables/1/window").toString()).isEqualTo("{\"whole\":true}");
        assertThat(tables(config).at("/tables/1").has("windowColumn")).isFalse();
        assertThat(visits.get("windowColumn").asText()).isEqualTo("UPDATED_AT");
        assertThat(visits.get("rename").toString()).isEqualTo("{\"WHO\":\"visitor\"}");
        assertThat(visits.get("columns").toString())
                .isEqualTo("[\"ID\",\"WHO\",\"PHONE\",\"CREATED_AT\",\"UPDATED_AT\"]");
        assertThat(visits.get("comment").asText())
                .contains(
                        "updated_at",
                        "time of change",
                        "not null",
                        "created_at",
                        "indexed",
                        "not filled by a load: secret");
        assertThat(tables(config).get("notReloaded").toString())
                .contains("SOURCE_SCHEMA.NOTES", "production has no table crm.notes")
                .contains("SOURCE_SCHEMA.LOGS", "no primary key");
        var properties = Files.readString(config.resolve("application.properties"));
        assertThat(properties)
                .contains("reload.dms.source-endpoint-arn=" + world.cloud.dms().sourceEndpointArn())
                .contains("reload.dms.replication-instance-arn=", "reload.dms.region=us-east-1")
                .doesNotContain("not-to-be-written");

        var checked = command(config, "check");
        assertThat(checked.exitCode()).as(checked.text()).isZero();
        assertThat(checked.text()).contains("crm.visits rules");

        var run = command(config, "run", "--month", "2025-01");
        assertThat(run.exitCode()).as(run.text()).isZero();
        assertThat(world.production.texts("select code || who from crm.zones order by code"))
                .containsExactly("aone", "btwo");
        assertThat(
                        world.production.texts(
                                "select concat_ws('|', id, visitor, \"PHONE\", secret, updated_at) from crm.visits order by id"))
                .isEqualTo(world.source.texts(
                        "select ID || '|who ' || ID || '|' || regexp_replace(PHONE, '[0-9]', '#') || '|' || to_char(UPDATED_AT,"
                                + " 'YYYY-MM-DD HH24:MI:SS') from SOURCE_SCHEMA.VISITS order by ID"));
    }

    @Test
    void endpoints_and_instance_that_nobody_names_are_those_of_the_cdc_task() throws Exception {
        var config = folder.resolve("unnamed");
        init(config);
        var file = config.resolve("application.properties");
        Files.writeString(
                file,
                Files.readString(file).replaceAll("(?m)^reload\\.dms\\.(source|target|replication).*-arn=.*$", ""));
        assertThat(Files.readString(file)).doesNotContain("endpoint-arn");

        var run = command(config, "run", "--month", "2025-01", "--again");

        assertThat(run.exitCode()).as(run.text()).isZero();
    }

    @Test
    void what_people_wrote_stays_and_what_differs_is_said() throws Exception {
        var config = folder.resolve("written");
        Files.createDirectories(config);
        Files.writeString(config.resolve("tables.json"), """
                {"tables":[{"source":"SOURCE_SCHEMA.VISITS","target":"crm.visits","windowColumn":"CREATED_AT",
                  "columns":["ID","WHO","PHONE","CREATED_AT","UPDATED_AT"],"rename":{"WHO":"visitor"},"comment":"ours"},
                 {"source":"SOURCE_SCHEMA.GONE","target":"crm.gone","windowColumn":"UPDATED_AT"}]}""");
        Files.writeString(
                config.resolve("application.properties"),
                "# ours\nreload.dms.poll-interval=7s\nreload.dms.region=\nreload.source.zone=Europe/Berlin\n");

        var answer = init(config);

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(answer.text())
                .contains("windowColumn stays \"CREATED_AT\", init proposes \"UPDATED_AT\"")
                .contains("SOURCE_SCHEMA.GONE stays, but the CDC task does not replicate it")
                .contains("reload.dms.poll-interval stays 7s, init found 50ms");
        assertThat(tables(config).at("/tables/0/windowColumn").asText()).isEqualTo("CREATED_AT");
        assertThat(tables(config).at("/tables/0/comment").asText()).isEqualTo("ours");
        assertThat(Files.readString(config.resolve("application.properties")))
                .startsWith("# ours\n")
                .contains("reload.dms.poll-interval=7s\n", "reload.dms.region=us-east-1", "zone=Europe/Berlin");

        var before = Files.readString(config.resolve("tables.json"));
        assertThat(init(config).exitCode()).isZero();
        assertThat(Files.readString(config.resolve("tables.json"))).isEqualTo(before);
    }

    @Test
    void tables_json_is_written_where_the_settings_say_that_it_stands() throws Exception {
        var config = folder.resolve("elsewhere");
        Files.createDirectories(config);
        var tables = folder.resolve("shared-tables.json");
        Files.writeString(config.resolve("application.properties"), "reload.tables=" + tables + "\n");

        var answer = init(config);

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(answer.text())
                .contains("Written to " + config + " and " + tables)
                .doesNotContain("reload.tables stays");
        assertThat(config.resolve("tables.json")).doesNotExist();
        assertThat(JSON.readTree(Files.readString(tables)).get("tables")).hasSize(2);
        assertThat(command(config, "check").text()).contains("2 in " + tables);
    }

    @Test
    void no_password_of_the_address_is_written() throws Exception {
        var config = folder.resolve("secrets");
        var arguments = new ArrayList<>(world.init(config));
        arguments.replaceAll(argument -> argument.equals(world.cloud.target().url())
                ? argument + (argument.contains("?") ? "&" : "?")
                        + "sslpassword=hidden1&password=hidden2&connectTimeout=9"
                : argument);

        var answer = command(config, "init", arguments.stream().skip(1).toArray(String[]::new));

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(Files.readString(config.resolve("application.properties")))
                .contains("connectTimeout=9")
                .doesNotContain("hidden");
    }

    @Test
    void where_production_has_none_of_the_names_nothing_is_written_and_it_is_said() {
        var config = folder.resolve("none");
        world.rules(RULES.replace("\"crm\"", "\"elsewhere\""));
        try {
            var answer = init(config);

            assertThat(answer.exitCode()).isEqualTo(2);
            assertThat(answer.text()).contains("production has no table elsewhere.visits", "nothing was written");
            assertThat(config).doesNotExist();
        } finally {
            world.rules(RULES);
        }
    }

    @Test
    void the_demo_can_be_pointed_at_by_its_cdc_task() throws Exception {
        try (var cloud = LocalCloud.start(CloudOptions.of(20, 20).quiet())) {
            var config = folder.resolve("demo");

            var answer = command(
                    config, "init", World.init(cloud, config).stream().skip(1).toArray(String[]::new));

            assertThat(answer.exitCode()).as(answer.text()).isZero();
            assertThat(answer.text())
                    .contains(
                            "✓ SOURCE_SCHEMA.CUSTOMERS → production.customers",
                            "✓ SOURCE_SCHEMA.ORDERS → production.orders");
        }
    }
}
