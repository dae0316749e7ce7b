package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.Run;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One migration, spread over two CDC tasks with rules of their own, which contradict each other where they could. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeveralCdcTasksTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VISITS = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"VISIT%"}},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-action":"rename","rule-target":"schema",
               "object-locator":{"schema-name":"SOURCE_SCHEMA"},"value":"crm"},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-action":"data-masking-digits-mask","value":"#",
               "rule-target":"column","object-locator":{"schema-name":"%","table-name":"%","column-name":"PHONE"}},
              {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-action":"convert-lowercase",
               "rule-target":"table","object-locator":{"schema-name":"%","table-name":"%"}},
              {"rule-type":"transformation","rule-id":"5","rule-name":"5","rule-action":"convert-lowercase",
               "rule-target":"column","object-locator":{"schema-name":"%","table-name":"%","column-name":"%"}}]}""";
    private static final String SALES = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"SALES"},
               "filters":[{"filter-type":"source","column-name":"REGION",
                 "filter-conditions":[{"filter-operator":"eq","value":"N"}]}]},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-action":"rename","rule-target":"schema",
               "object-locator":{"schema-name":"SOURCE_SCHEMA"},"value":"shop"},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-action":"rename","rule-target":"table",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"SALES"},"value":"sale"},
              {"rule-type":"transformation","rule-id":"4","rule-name":"4","rule-action":"add-prefix","value":"s_",
               "rule-target":"column","object-locator":{"schema-name":"%","table-name":"%","column-name":"%"}}]}""";

    @TempDir
    static Path folder;

    private static World world;
    private static String first;
    private static String second;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
        // Runs are those of the commands, or of a program with their settings.
        world.stop();
        world.source.run("create table SOURCE_SCHEMA.VISITS (ID NUMBER(9) primary key, PHONE VARCHAR2(40),"
                + " UPDATED_AT TIMESTAMP(6))");
        world.source.run(
                "create table SOURCE_SCHEMA.SALES (ID NUMBER(9) primary key, VISIT_ID NUMBER(9), PHONE VARCHAR2(40),"
                        + " REGION VARCHAR2(2), UPDATED_AT TIMESTAMP(6))");
        world.source.run("insert into SOURCE_SCHEMA.VISITS select X, '+49 ' || X,"
                + " timestamp '2025-01-01 00:00:00' + X * interval '1' hour from system_range(1, 40) X");
        world.source.run(
                "insert into SOURCE_SCHEMA.SALES select X, X, '+33 ' || X, case mod(X, 2) when 0 then 'N' else 'S' end,"
                        + " timestamp '2025-01-02 00:00:00' + X * interval '1' hour from system_range(1, 40) X");
        world.production.run("create schema crm");
        world.production.run("create schema shop");
        world.production.run(
                "create table crm.visits (id integer primary key, \"PHONE\" text, updated_at timestamp not null)");
        world.production.run(
                "create table shop.sale (\"s_ID\" integer primary key, \"s_VISIT_ID\" integer references crm.visits,"
                        + " \"s_PHONE\" text, \"s_REGION\" text, \"s_UPDATED_AT\" timestamp not null)");
        first = world.cloud.dms().cdcTaskArn();
        world.rules(VISITS);
        // For the second task's own first load.
        world.production.run("insert into crm.visits select i, '', now() from generate_series(1, 40) i");
        second = Dms.capture(world.cloud.dms(), "second-cdc", "full-load-and-cdc", SALES);
        await().until(() ->
                world.production.texts("select count(*) from shop.sale").equals(List.of("20")));
        // While each table is one task's; run again, init keeps what it wrote.
        init(folder.resolve("double"), second);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void damage() {
        world.stop();
        world.strike(List.of());
        world.production.run("truncate crm.visits cascade");
    }

    private record Answer(int exitCode, String text) {}

    private static Answer command(String... arguments) {
        var out = new StringWriter();
        var exitCode = WindowReload.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
        return new Answer(exitCode, out.toString());
    }

    private static Answer init(Path config, String... tasks) {
        var arguments = new ArrayList<>(world.init(config));
        for (var task : tasks) {
            arguments.addAll(List.of("--cdc-task", task));
        }
        return command(arguments.toArray(String[]::new));
    }

    private static Answer on(Path config, String command, String... more) {
        var arguments = new ArrayList<>(List.of(
                command, "--config", config.resolve("application.properties").toString()));
        arguments.addAll(List.of(more));
        return command(arguments.toArray(String[]::new));
    }

    private static JsonNode tables(Path config) throws Exception {
        return JSON.readTree(Files.readString(config.resolve("tables.json")));
    }

    /** The rules of both tasks, by hand. */
    private static void right() {
        assertThat(world.production.texts(
                        "select concat_ws('|', id, \"PHONE\", updated_at) from crm.visits order by id"))
                .isEqualTo(world.source.texts("select ID || '|' || regexp_replace(PHONE, '[0-9]', '#') || '|'"
                        + " || to_char(UPDATED_AT, 'YYYY-MM-DD HH24:MI:SS') from SOURCE_SCHEMA.VISITS order by ID"));
        assertThat(
                        world.production.texts(
                                "select concat_ws('|', \"s_ID\", \"s_VISIT_ID\", \"s_PHONE\", \"s_REGION\") from shop.sale order by 1"))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(
                        world.source.texts("select ID || '|' || VISIT_ID || '|' || PHONE || '|' || REGION"
                                + " from SOURCE_SCHEMA.SALES where REGION = 'N'"));
    }

    private static String tail(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    @Test
    void a_fresh_user_s_four_commands_bring_back_the_tables_of_both() throws Exception {
        var config = folder.resolve("fresh");
        var january = Files.writeString(
                folder.resolve("january.json"),
                "{\"requestId\":\"fresh\",\"reason\":\"a test\"," + World.JANUARY + "}");

        var written = init(config, second);
        assertThat(written.exitCode()).as(written.text()).isZero();
        assertThat(Files.readString(config.resolve("application.properties")))
                .contains("reload.dms.cdc-task-arn=" + first + "," + second);
        assertThat(tables(config).at("/tables/0/cdcTask").asText()).isEqualTo(first);
        assertThat(tables(config).at("/tables/1/cdcTask").asText()).isEqualTo(second);

        var checked = on(config, "check");
        assertThat(checked.exitCode()).as(checked.text()).isZero();
        assertThat(checked.text())
                .contains("task " + tail(first), "task " + tail(second), "latency " + tail(second))
                .contains("crm.visits rules", "shop.sale rules", "no table is replicated by two");

        var planned = on(config, "plan", january.toString());
        assertThat(planned.exitCode()).as(planned.text()).isZero();
        assertThat(planned.text()).contains("crm.visits", "shop.sale");
        assertThat(world.production.texts("select count(*) from crm.visits")).containsExactly("0");

        var ran = on(config, "run", january.toString());
        assertThat(ran.exitCode()).as(ran.text()).isZero();
        right();
        var run = world.production
                .texts("select max(run_id) from admin.reload_runs where request_id = 'fresh'")
                .get(0);
        assertThat(world.production.texts(
                        "select concat_ws(' ', load, cdc_task, attempt, outcome) from admin.reload_loads"
                                + " where run_id = " + run + " order by load"))
                .containsExactly("1 " + first + " 1 LOADED", "2 " + second + " 1 LOADED");
        assertThat(world.production.texts("select kind from admin.reload_evidence where run_id = " + run))
                .contains(
                        "cdc-mappings " + tail(first),
                        "cdc-mappings " + tail(second),
                        "task-plan " + tail(first),
                        "task-plan " + tail(second),
                        "loads");
        assertThat(reloads()).isEmpty();
    }

    private static List<String> reloads() {
        return Dms.tasks(world.cloud.dms().endpoint()).stream()
                .map(task -> task.replicationTaskArn())
                .filter(arn -> !List.of(first, second).contains(arn))
                .toList();
    }

    /** A program with the settings that init writes for both. */
    private static void start(String name, Map<String, String> more) {
        var config = folder.resolve(name);
        init(config, second);
        var keys = new HashMap<>(more);
        keys.put("reload.tables", config.resolve("tables.json").toString());
        keys.put("reload.dms.cdc-task-arn", first + ", " + second);
        world.restart(Engine.Mode.RUNS_ONLY, keys);
    }

    private static Run run(String id, String table) {
        return world.ended(world.ask(id, table.isEmpty() ? "" : ",\"tables\":[\"" + table + "\"]")
                .id());
    }

    /** Refused at once: DMS has read nothing for it. */
    private static void refusedBeforeLoad(Run run, ErrorCode code, String task) {
        refused(run, code, task);
        assertThat(world.production.texts("select count(*) from admin.reload_loads where run_id = " + run.id()))
                .containsExactly("0");
    }

    private static void refused(Run run, ErrorCode code, String task) {
        assertThat(run.error()).as(run.errorDetail()).isEqualTo(code);
        assertThat(run.errorDetail()).contains(task);
        assertThat(reloads()).isEmpty();
        assertThat(world.production.texts("select count(*) from shop.sale")).containsExactly("0");
    }

    @Test
    void a_stopped_task_stops_runs_over_its_tables_and_no_others() {
        start("stopped", Map.of());
        Dms.stop(world.cloud.dms().endpoint(), second);
        awaitSecond("stopped");
        try {
            refusedBeforeLoad(run("stopped-both", ""), ErrorCode.CDC_NOT_RUNNING, second);
            assertThat(run("stopped-one", "crm.visits").state()).isEqualTo(Run.State.SUCCESS);
        } finally {
            Dms.resume(world.cloud.dms().endpoint(), second);
            awaitSecond("running");
        }
    }

    @Test
    void the_run_waits_for_the_task_that_is_behind_and_names_it() {
        start("behind", Map.of("reload.cdc.latency", "cloudwatch", "reload.cdc.barrier-timeout", "2s"));
        world.strike(List.of(Fault.of(FaultKind.CDC_LATENCY)
                .on("second-cdc")
                .delay(Duration.ofHours(2))
                .always()));

        refusedBeforeLoad(run("behind-both", ""), ErrorCode.CDC_BEHIND, second);
        var one = run("behind-one", "crm.visits");
        assertThat(one.state()).as(one.errorDetail()).isEqualTo(Run.State.SUCCESS);

        world.strike(List.of());
        var both = run("caught-up", "");
        assertThat(both.state()).as(both.errorDetail()).isEqualTo(Run.State.SUCCESS);
        right();
    }

    /** Each of them must have passed the end of the last load, not only the first. */
    @Test
    void a_task_that_falls_behind_while_dms_loads_holds_the_merge_up() {
        start(
                "falls-behind",
                Map.of(
                        "reload.cdc.latency",
                        "cloudwatch",
                        "reload.cdc.barrier-timeout",
                        "2s",
                        "reload.dms.load-timeout",
                        "1m"));
        world.strike(List.of(Fault.of(FaultKind.SLOW_LOAD).on("SALES").delay(Duration.ofSeconds(3))));
        var run = world.ask("falls-behind", "");
        await().until(() -> !reloads().isEmpty());

        world.strike(List.of(Fault.of(FaultKind.CDC_LATENCY)
                .on("second-cdc")
                .delay(Duration.ofHours(2))
                .always()));

        refused(world.ended(run.id()), ErrorCode.CDC_BEHIND, second);
    }

    @Test
    void rules_of_one_task_that_change_while_dms_loads_stop_the_run() {
        start("changed", Map.of("reload.dms.load-timeout", "1m"));
        world.strike(List.of(Fault.of(FaultKind.SLOW_LOAD).on("SALES").delay(Duration.ofSeconds(4))));
        var run = world.ask("changed-meanwhile", "");
        await().until(() -> !reloads().isEmpty());
        try {
            change(first, VISITS.replace("\"#\"", "\"*\""));

            refused(world.ended(run.id()), ErrorCode.CDC_RULES_DIFFER, first);
        } finally {
            change(first, VISITS);
        }
    }

    /** The last one: DMS's statistics of the first task go on to name the table that it has had for a while. */
    @Test
    @Order(Integer.MAX_VALUE)
    void a_table_that_both_replicate_is_refused_and_init_and_check_name_both() throws Exception {
        start("double", Map.of());
        change(first, VISITS.replace("VISIT%", "%S"));
        try {
            var config = folder.resolve("double-later");
            assertThat(init(config, second).text()).contains("✗ SOURCE_SCHEMA.SALES: several CDC tasks replicate it");
            assertThat(tables(config).get("notReloaded").toString()).contains("SALES", first, second);

            var checked = on(folder.resolve("double"), "check");
            assertThat(checked.text()).contains("SOURCE_SCHEMA.SALES is replicated by two CDC tasks", first, second);
            assertThat(checked.exitCode()).isNotZero();
            refused(run("double", ""), ErrorCode.CDC_RULES_DIFFER, "SOURCE_SCHEMA.SALES is replicated by two");
            refusedBeforeLoad(
                    run("double-alone", "shop.sale"),
                    ErrorCode.CDC_RULES_DIFFER,
                    "SOURCE_SCHEMA.SALES is replicated by two");
        } finally {
            change(first, VISITS);
        }
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void a_table_that_another_task_takes_while_dms_loads_is_not_merged() {
        start("double", Map.of("reload.dms.load-timeout", "1m"));
        world.strike(List.of(Fault.of(FaultKind.SLOW_LOAD).on("SALES").delay(Duration.ofSeconds(4))));
        var run = world.ask("taken", ",\"tables\":[\"shop.sale\"]");
        await().until(() -> !reloads().isEmpty());
        try {
            change(first, VISITS.replace("VISIT%", "%S"));

            refused(
                    world.ended(run.id()),
                    ErrorCode.CDC_RULES_DIFFER,
                    "SOURCE_SCHEMA.SALES is replicated by two CDC tasks");
        } finally {
            change(first, VISITS);
        }
    }

    /** What is gone replicates nothing. */
    @Test
    void a_task_of_other_tables_that_is_deleted_stops_no_run() {
        var config = folder.resolve("deleted");
        init(config, second);
        var gone = second.substring(0, second.lastIndexOf(':')) + ":GONE";
        world.restart(
                Engine.Mode.RUNS_ONLY,
                Map.of(
                        "reload.tables",
                        config.resolve("tables.json").toString(),
                        "reload.dms.cdc-task-arn",
                        first + "," + second + "," + gone));

        var run = run("deleted-one", "crm.visits");

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
    }

    @Test
    void a_second_task_is_added_to_what_init_wrote_for_the_first() throws Exception {
        var config = folder.resolve("later");
        assertThat(init(config).exitCode()).isZero();
        assertThat(tables(config).at("/tables/0").has("cdcTask")).isFalse();

        var answer = init(config, second);

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(tables(config).at("/tables/0/cdcTask").asText()).isEqualTo(first);
        assertThat(tables(config).at("/tables/1/source").asText()).isEqualTo("SOURCE_SCHEMA.SALES");
        assertThat(Files.readString(config.resolve("application.properties")))
                .contains("reload.dms.cdc-task-arn=" + first + "," + second);
        assertThat(on(config, "check").exitCode()).isZero();
    }

    private static void change(String task, String mappings) {
        assertThat(task).isEqualTo(first);
        world.rules(mappings);
    }

    private static void awaitSecond(String status) {
        await().until(() -> Dms.status(world.cloud.dms().endpoint(), second).equals(status));
    }
}
