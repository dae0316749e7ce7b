package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.cli.WindowReload;
import io.windowreload.program.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What is known to be wrong, through the whole program: named by table and month, and by nothing else; then set right. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DriftRunTest {
    private static final Map<String, String> KEYS =
            Map.of("reload.look.keys", "500", "reload.drift.control-schema", "dmslogs");

    /** Two tables of a hundred months each: 2016-01 until before 2024-05. */
    private static final int MONTHS = 100;

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, KEYS);
        for (var side : List.of("source", "production")) {
            var rows = side.equals("source") ? world.source : world.production;
            var schema = side.equals("source") ? "source_schema" : "production";
            var months = side.equals("source")
                    ? "(select x as g, dateadd('MONTH', x - 1, timestamp '2016-01-15 10:00:00') as at from system_range(1, 100))"
                    : "(select g, timestamp '2016-01-15 10:00:00' + (g - 1) * interval '1 month' as at from generate_series(1, 100) g)";
            rows.run("insert into " + schema + ".customers select 200000 + g, 'name', 'e', 'ok', at, at from " + months
                    + " m");
            rows.run("insert into " + schema + ".orders select 200000 + g, 1, 5, at, at from " + months + " m");
        }
        world.production.run("create schema dmslogs");
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private record Answer(int code, String text) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(text);
        }
    }

    private static Answer command(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--config=" + Path.of("none"));
        var keys = new LinkedHashMap<>(World.settings(world.cloud, KEYS));
        keys.forEach((key, value) -> all.add("-D" + key + "=" + value));
        var out = new StringWriter();
        var code = WindowReload.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(all.toArray(String[]::new));
        return new Answer(code, out.toString());
    }

    private static Set<String> known(Answer drift) throws IOException {
        var months = new TreeSet<String>();
        drift.json()
                .get("known")
                .forEach(cell -> months.add(
                        cell.get("table").asText() + " " + cell.path("month").asText("unknown")));
        return months;
    }

    private static Answer drift() {
        return command("drift", "--from", "2016-01", "--to", "2024-05", "--json");
    }

    @Test
    @Order(1)
    void without_control_tables_nothing_is_known_and_nothing_is_called_right() throws IOException {
        var text = command("drift", "--from", "2016-01", "--to", "2024-05");

        assertThat(text.code()).as("not all of the evidence could be looked at").isEqualTo(3);
        assertThat(text.text())
                .contains(
                        "0 months of tables are known to be wrong",
                        "NOT looked at: awsdms_apply_exceptions in dmslogs (missing)",
                        "never reloaded: production.orders, 100 months (2016-01 to 2024-04)",
                        "looked at: table statistics of the CDC task",
                        "is not proven right")
                .doesNotContain("clean");
        assertThat(drift().json().get("complete").asBoolean()).isFalse();
    }

    private static void makeControlTables() {
        world.production.run(
                "create table dmslogs.awsdms_apply_exceptions (\"TASK_NAME\" varchar(128) not null, \"TABLE_OWNER\""
                        + " varchar(128) not null, \"TABLE_NAME\" varchar(128) not null, \"ERROR_TIME\" timestamp not null, \"STATEMENT\""
                        + " text not null, \"ERROR\" text not null)");
        world.production.run(
                "create table dmslogs.awsdms_validation_failures_v1 (\"TASK_NAME\" varchar(128), \"TABLE_OWNER\""
                        + " varchar(128), \"TABLE_NAME\" varchar(128), \"FAILURE_TIME\" timestamp, \"KEY_TYPE\" varchar(128), \"KEY\""
                        + " varchar(7800), \"FAILURE_TYPE\" varchar(128), \"DETAILS\" varchar(7800))");
        world.production.run(
                "create table dmslogs.awsdms_validation_failures_v2 (\"RESYNC_ID\" bigint generated always as identity"
                        + " primary key, \"TASK_NAME\" varchar(128), \"TABLE_OWNER\" varchar(128), \"TABLE_NAME\" varchar(128),"
                        + " \"FAILURE_TIME\" timestamp, \"KEY_TYPE\" varchar(128), \"KEY\" varchar(7800), \"FAILURE_TYPE\" varchar(128),"
                        + " \"DETAILS\" varchar(7000), \"RESYNC_RESULT\" varchar(20), \"RESYNC_TIME\" timestamp, \"RESYNC_ACTION\""
                        + " varchar(20))");
        world.production.run(
                "create table dmslogs.awsdms_suspended_tables (server_name varchar(128), task_name varchar(128),"
                        + " table_owner varchar(128), table_name varchar(128), suspend_reason varchar(32), suspend_timestamp timestamp)");
    }

    private static void failed(String version, String table, String key, String type) {
        world.production.run("insert into dmslogs.awsdms_validation_failures_" + version
                + " (\"TASK_NAME\", \"TABLE_OWNER\", \"TABLE_NAME\", \"FAILURE_TIME\", \"KEY_TYPE\", \"KEY\", \"FAILURE_TYPE\") values ('T',"
                + " 'SOURCE_SCHEMA', '" + table + "', localtimestamp, 'Row', '" + key + "', '" + type + "')");
    }

    private static void damaged(String version, String table, int month) {
        var key = 200000 + month;
        world.production.run(
                "set session_replication_role = replica; update production." + table.toLowerCase(java.util.Locale.ROOT)
                        + (table.equals("ORDERS")
                                ? " set amount = 1 where order_id = "
                                : " set name = 'x' where customer_id = ")
                        + key);
        failed(version, table, "{\"key\":  [\"" + key + "\"]}", "RECORD_DIFF");
    }

    @Test
    @Order(2)
    void drift_in_seven_of_two_hundred_months_is_named_and_no_other() throws IOException {
        makeControlTables();
        assertThat(drift().code()).isZero();
        damaged("v2", "ORDERS", 1);
        damaged("v2", "ORDERS", 50);
        damaged("v1", "ORDERS", 51);
        damaged("v1", "CUSTOMERS", 50);
        damaged("v2", "CUSTOMERS", MONTHS);
        // Of these two DMS has recorded that a change did not get through, not which row it was of.
        for (var month : List.of("2018-03-15", "2020-07-15")) {
            world.production.run(
                    "set session_replication_role = replica; update production.orders set amount = 2 where updated_at::date = '"
                            + month + "'");
            world.production.run("insert into dmslogs.awsdms_apply_exceptions values ('T', 'production', 'orders', '"
                    + month + " 11:00', 'UPDATE', '0 rows affected')");
        }

        var drift = drift();

        assertThat(drift.code()).isEqualTo(1);
        assertThat(known(drift))
                .containsExactly(
                        "production.customers 2020-02",
                        "production.customers 2024-04",
                        "production.orders 2016-01",
                        "production.orders 2018-03",
                        "production.orders 2020-02",
                        "production.orders 2020-03",
                        "production.orders 2020-07");
        assertThat(drift.json().get("complete").asBoolean()).isTrue();
        assertThat(command("drift", "--from", "2020-01", "--to", "2020-03").text())
                .contains("2 months of tables are known to be wrong")
                .doesNotContain("2016-01 ");
    }

    @Test
    @Order(3)
    void what_cannot_be_given_a_month_is_named_as_that() throws IOException {
        failed("v2", "ORDERS", "{\"key\":  [\"8888888\"]}", "MISSING_TARGET");
        failed("v2", "ORDERS", "{\"key\":  [\"88888", "MISSING_TARGET");
        world.production.run(
                "insert into dmslogs.awsdms_suspended_tables values ('s', 'T', 'production', 'customers', 'TABLE ERROR', '2020-01-01')");

        var drift = drift();

        assertThat(known(drift))
                .contains("production.orders unknown", "production.customers unknown")
                .hasSize(9);
        assertThat(command("drift").text()).contains("unknown", "keys that cannot be read", "TABLE_SUSPENDED");
        world.production.run("delete from dmslogs.awsdms_suspended_tables");
        world.production.run("delete from dmslogs.awsdms_validation_failures_v2 where \"KEY\" like '%88888%'");
    }

    @Test
    @Order(4)
    void requests_made_of_drift_are_listed_first_and_set_it_right_when_somebody_says_so() throws IOException {
        var listed = command("run", "--from-drift");

        assertThat(listed.code()).isZero();
        assertThat(listed.text())
                .contains(
                        "drift-2018-03-",
                        "drift-2020-07-",
                        "drift-keys-",
                        "3 keys",
                        "2 keys",
                        "nothing was asked for yet");
        assertThat(world.production.texts("select count(*) from admin.reload_runs"))
                .containsExactly("0");
        assertThat(command("run", "--from-drift", "--tables", "customers", "--json")
                        .json()
                        .get("requests"))
                .hasSize(1);

        var run = command("run", "--from-drift", "--yes", "--reason", "INC-7");

        assertThat(run.code()).as(run.text()).isZero();
        assertThat(
                        world.production.texts(
                                "select count(*) from production.orders where order_id > 200000 and amount <> 5 and order_id < 300000"))
                .containsExactly("0");
        assertThat(world.production.texts("select count(*) from production.customers where name = 'x'"))
                .containsExactly("0");
        assertThat(world.production.texts(
                        "select distinct reason like 'INC-7: drift: %' from admin.reload_runs where origin = 'cli'"))
                .containsExactly("t");
        var after = drift();
        assertThat(after.code()).as(after.text()).isZero();
        assertThat(known(after)).isEmpty();
        assertThat(command("run", "--from-drift", "--yes").text())
                .contains("no evidence that a request could set right");
    }

    @Test
    @Order(5)
    void what_runs_have_left_is_known_too() throws IOException {
        world.production.run(
                "set session_replication_role = replica; update production.orders set amount = 3 where order_id = 200010");
        var plan = world.ended(world.program
                .intake()
                .accept(
                        world.request(
                                "a-plan",
                                "\"month\":\"2016-10\",\"tables\":[\"orders\"],\"options\":{\"dryRun\":true,\"allowEmpty\":true}"),
                        "cli")
                .id());
        var month = world.ended(world.program
                .intake()
                .accept(
                        world.request(
                                "undone-month",
                                "\"month\":\"2016-11\",\"tables\":[\"orders\"],\"options\":{\"allowEmpty\":true}"),
                        "cli")
                .id());
        world.production.run(
                "set session_replication_role = replica; insert into production.orders values (299999, 1, 1,"
                        + " '2016-11-20', '2016-11-20')");
        var alone = world.ended(world.program
                .intake()
                .accept(
                        world.request(
                                "alone",
                                "\"month\":\"2016-11\",\"tables\":[\"orders\"],\"options\":{\"allowEmpty\":true}"),
                        "cli")
                .id());
        world.ended(world.program.ledger().look(alone.id()).orElseThrow().id());

        var drift = drift();

        assertThat(month.id()).isGreaterThan(plan.id());
        assertThat(known(drift)).containsExactly("production.orders 2016-10", "production.orders 2016-11");
        assertThat(drift.text()).contains("PLAN_DIFFERS", "ONLY_IN_PRODUCTION");
        assertThat(command("run", "--from-drift").text()).contains("drift-2016-10-", "left: production.orders 2016-11");
    }
}
