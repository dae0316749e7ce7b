package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** January, beside a CDC task that renames, drops, masks and filters. What production should have is computed here, by hand. */
class RulesRunTest {
    private static final String RULES = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"clients","rule-action":"include",
               "object-locator":{"schema-name":"SOURCE[_]SCHEMA","table-name":"CLIENT%"},"filters":[]},
              {"rule-type":"selection","rule-id":"2","rule-name":"not","rule-action":"exclude",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"CLIENTS[_]OLD"}},
              {"rule-type":"selection","rule-id":"3","rule-name":"deals","rule-action":"include",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"DEALS"},"filters":[{"filter-type":"source",
                 "column-name":"REGION","filter-conditions":[{"filter-operator":"eq","value":"N"},
                   {"filter-operator":"eq","value":"W"}]}]},
              {"rule-type":"transformation","rule-id":"4","rule-name":"schema","rule-action":"rename","rule-target":"schema",
               "object-locator":{"schema-name":"SOURCE_SCHEMA"},"value":"crm"},
              {"rule-type":"transformation","rule-id":"5","rule-name":"table","rule-action":"rename","rule-target":"table",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"CLIENTS"},"value":"client"},
              {"rule-type":"transformation","rule-id":"6","rule-name":"name","rule-action":"rename","rule-target":"column",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"CLIENTS","column-name":"CUST_NM"},"value":"full_name"},
              {"rule-type":"transformation","rule-id":"7","rule-name":"mask","rule-action":"data-masking-hash-mask",
               "rule-target":"column",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"CLIENTS","column-name":"EMAIL"}},
              {"rule-type":"transformation","rule-id":"8","rule-name":"drop","rule-action":"remove-column","rule-target":"column",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"CLIENTS","column-name":"SSN"}},
              {"rule-type":"transformation","rule-id":"9","rule-name":"tables","rule-action":"convert-lowercase",
               "rule-target":"table","object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"%"}},
              {"rule-type":"transformation","rule-id":"10","rule-name":"columns","rule-action":"convert-lowercase",
               "rule-target":"column","object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"%","column-name":"%"}}]}""";
    private static final String TABLES = """
            {"tables":[
              {"source":"SOURCE_SCHEMA.CLIENTS","target":"crm.client","windowColumn":"UPDATED_AT",
               "columns":["ID","CUST_NM","EMAIL","UPDATED_AT"],"rename":{"CUST_NM":"full_name"}},
              {"source":"SOURCE_SCHEMA.DEALS","target":"crm.deals","windowColumn":"UPDATED_AT"}]}""";

    @TempDir
    static Path folder;

    private static World world;

    @BeforeAll
    static void open() throws Exception {
        var tables = Files.writeString(folder.resolve("tables.json"), TABLES).toString();
        world = new World(
                Engine.Mode.RUNS_ONLY,
                Map.of("reload.tables", tables, "reload.look.keys", "100", "reload.dms.load-timeout", "1m"));
        world.source.run(
                "create table SOURCE_SCHEMA.CLIENTS (ID NUMBER(9) primary key, CUST_NM VARCHAR2(40), EMAIL VARCHAR2(40),"
                        + " SSN VARCHAR2(20), UPDATED_AT TIMESTAMP(6))");
        world.source.run(
                "create table SOURCE_SCHEMA.DEALS (ID NUMBER(9) primary key, REGION VARCHAR2(2), AMOUNT NUMBER(9),"
                        + " UPDATED_AT TIMESTAMP(6))");
        world.production.run("create schema crm");
        world.production.run(
                "create table crm.client (id integer primary key, full_name text, \"EMAIL\" text, ssn text default 'kept',"
                        + " updated_at timestamp)");
        world.production.run(
                "create table crm.deals (id integer primary key, region text, amount integer, updated_at timestamp)");
    }

    @AfterAll
    static void close() {
        world.close();
    }

    /** January's rows, production as CDC would have made it, and then a bad stretch. */
    @BeforeEach
    void furnish() {
        world.source.run("delete from SOURCE_SCHEMA.CLIENTS");
        world.source.run("delete from SOURCE_SCHEMA.DEALS");
        world.source.run(
                "insert into SOURCE_SCHEMA.CLIENTS select X, 'name ' || X, 'm' || X || '@example.com', 'secret ' || X,"
                        + " timestamp '2025-01-01 00:00:00' + X * interval '1' hour from system_range(1, 60) X");
        world.source.run(
                "insert into SOURCE_SCHEMA.DEALS select X, case mod(X, 3) when 0 then 'N' when 1 then 'W' else 'S' end, X * 10,"
                        + " timestamp '2025-01-01 00:00:00' + X * interval '1' hour from system_range(1, 60) X");
        world.production.run("truncate crm.client, crm.deals");
        clients().forEach(world.production::run);
        deals().forEach(world.production::run);
        world.production.run("update crm.client set ssn = 'by hand'");
        world.production.run("update crm.client set full_name = 'damaged' where id % 5 = 0");
        world.production.run("update crm.client set \"EMAIL\" = null where id % 7 = 0");
        world.production.run("delete from crm.deals where id % 4 = 0");
        world.rules(RULES);
    }

    /** The rules by hand. */
    private static List<String> clients() {
        return world
                .source
                .texts("select ID || '|' || CUST_NM || '|' || EMAIL || '|' || UPDATED_AT from SOURCE_SCHEMA.CLIENTS")
                .stream()
                .map(row -> row.split("\\|"))
                .map(row ->
                        "insert into crm.client (id, full_name, \"EMAIL\", updated_at) values (%s, '%s', '%s', '%s')"
                                .formatted(row[0], row[1], hash(row[2]), row[3]))
                .toList();
    }

    private static List<String> deals() {
        return world
                .source
                .texts(
                        "select ID || '|' || REGION || '|' || AMOUNT || '|' || UPDATED_AT from SOURCE_SCHEMA.DEALS where REGION in ('N', 'W')")
                .stream()
                .map(row -> row.split("\\|"))
                .map(row -> "insert into crm.deals values (%s, '%s', %s, '%s')".formatted((Object[]) row))
                .toList();
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> production(String table, String columns) {
        return world.production.texts("select concat_ws('|', " + columns + ") from crm." + table + " order by id");
    }

    @Test
    void target_is_the_source_through_the_rules() {
        // CDC changes rows meanwhile, by the rules.
        world.source.run(
                "update SOURCE_SCHEMA.CLIENTS set CUST_NM = 'newer', UPDATED_AT = timestamp '2025-01-20 00:00:00' where ID = 3");
        world.production.run(
                "update crm.client set full_name = 'newer', updated_at = '2025-01-20 00:00:00' where id = 3");

        var run = world.reload("by-rules");

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        var found = production("client", "id, full_name, \"EMAIL\", ssn, updated_at");
        var deals = production("deals", "id, region, amount, updated_at");
        world.production.run("truncate crm.client, crm.deals");
        clients().forEach(world.production::run);
        deals().forEach(world.production::run);
        world.production.run("update crm.client set ssn = 'by hand'");
        assertThat(found).hasSize(60).isEqualTo(production("client", "id, full_name, \"EMAIL\", ssn, updated_at"));
        assertThat(deals).hasSize(40).isEqualTo(production("deals", "id, region, amount, updated_at"));
        assertThat(world.production.texts(
                        "select document->'rules'->0->>'rule-name' from admin.reload_evidence where run_id = "
                                + run.id() + " and kind = 'cdc-mappings'"))
                .containsExactly("clients");
        assertThat(world.production.texts("select document->>'tableMappings' from admin.reload_evidence where run_id = "
                        + run.id() + " and kind = 'task-plan'"))
                .singleElement()
                .asString()
                .contains("\"rule-id\":\"7\"", "data-masking-hash-mask", "\"value\":\"staging\"")
                .doesNotContain("\"value\":\"crm\"");
    }

    @Test
    void rules_that_have_changed_are_refused_with_the_rule_before_anything_is_loaded_and_check_says_so_first() {
        refused(RULES.replace("full_name", "display_name"), "rule-id 6", "display_name");
        refused(RULES.replace("\"value\":\"crm\"", "\"value\":\"sales\""), "schema sales");
        refused(RULES.replace("CLIENTS[_]OLD", "DEAL%"), "SOURCE_SCHEMA.DEALS", "no rule of the CDC task selects it");
        refused(RULES.replace("\"column-name\":\"EMAIL\"", "\"column-name\":\"ID\""), "rule-id 7", "masks ID");
        refused(RULES.replace("hash-mask", "digits-randomize"), "rule-id 7", "other digits");
        world.rules(RULES);
        // Rows that have left the filter, and such of which nobody knows.
        world.production.run("update crm.deals set region = case id % 2 when 0 then 'S' end where id between 1 and 9");
        var left = world.production.texts("select count(*) from crm.deals where (region in ('N', 'W')) is not true");
        assertThat(check())
                .contains("crm.client rules", "crm.deals rules", "some of its rows")
                .contains("its filter hides " + left.get(0) + " of "
                        + world.production
                                .texts("select count(*) from crm.deals")
                                .get(0) + " rows of production")
                .doesNotContain("CDC_RULES_DIFFER");
    }

    private static void refused(String rules, String... words) {
        world.rules(rules);
        assertThat(check()).contains("CDC_RULES_DIFFER");
        var run = world.reload("refused-" + Math.floorMod(rules.hashCode(), Integer.MAX_VALUE));
        assertThat(run.error()).isEqualTo(ErrorCode.CDC_RULES_DIFFER);
        assertThat(run.errorDetail()).contains(words);
        assertThat(run.taskArn()).isNull();
    }

    @Test
    void rows_that_a_filter_hides_are_not_deleted_at_anybody_s_wish() {
        var run = world.ended(
                world.ask("deletes", ",\"options\":{\"deletes\":\"apply\"}").id());

        assertThat(run.error()).isEqualTo(ErrorCode.CDC_RULES_DIFFER);
        assertThat(run.errorDetail()).contains("SOURCE_SCHEMA.DEALS", "filters its rows");
    }

    /** CDC leaves such a row in production, and so does a look: that a filtered source lacks it is no proof that it is gone. */
    @Test
    void a_row_that_leaves_the_filter_after_the_load_is_not_taken_for_gone() {
        world.strike(List.of(Fault.of(FaultKind.SLOW_LOAD).on("CLIENTS").delay(Duration.ofSeconds(2))));
        var run = world.ask("leaves", "");
        await().ignoreExceptions().until(() -> world.production
                .texts("select count(*) from staging.deals")
                .equals(List.of("40")));
        world.source.run("update SOURCE_SCHEMA.DEALS set REGION = 'S' where ID = 4");

        var ended = world.ended(run.id());
        world.strike(List.of());

        assertThat(ended.state()).as(ended.errorDetail()).isEqualTo(Run.State.SUCCESS);
        await().until(() -> world.production
                .texts("select count(*) from admin.reload_runs where state in ('QUEUED', 'RUNNING')")
                .equals(List.of("0")));
        assertThat(production("deals", "id")).contains("4");
        assertThat(world.production.texts(
                        "select code || ' ' || detail from admin.reload_findings where run_id = " + run.id()))
                .singleElement()
                .asString()
                .startsWith("LOOK_BLIND 1 keys did not come back");
    }

    @Test
    void rules_that_change_while_dms_loads_stop_the_run_before_it_merges() {
        world.strike(List.of(Fault.of(FaultKind.SLOW_LOAD).on("DEALS").delay(Duration.ofSeconds(6))));
        var run = world.ask("changed-meanwhile", "");
        await().until(() -> world.program.ledger().find(run.id()).orElseThrow().step() == Step.POLL);

        world.rules(RULES.replace("\"W\"", "\"S\""));

        var ended = world.ended(run.id());
        world.strike(List.of());
        assertThat(ended.error()).as(ended.errorDetail()).isEqualTo(ErrorCode.CDC_RULES_DIFFER);
        assertThat(ended.errorDetail()).contains("other rules than when the load was planned");
        assertThat(world.production.texts("select count(*) from crm.client where full_name = 'damaged'"))
                .containsExactly("12");
    }

    private static String check() {
        var keys = World.settings(
                world.cloud,
                Map.of("reload.tables", folder.resolve("tables.json").toString()));
        var arguments = new ArrayList<>(List.of("check", "--config", "none"));
        keys.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        var out = new StringWriter();
        WindowReload.commandLine().setOut(new PrintWriter(out)).execute(arguments.toArray(String[]::new));
        return out.toString();
    }
}
