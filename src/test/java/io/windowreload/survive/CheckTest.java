package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.TestPostgres;
import io.windowreload.cli.WindowReload;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code check} on an account that is fit, and on ones that are not. */
class CheckTest {
    @TempDir
    static Path folder;

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void heal() {
        world.strike(List.of());
    }

    /** What the command said. */
    private record Answer(int exitCode, String text) {
        JsonNode document() throws IOException {
            return new ObjectMapper().readTree(text);
        }

        /** The findings of one mark, as {@code area/subject code}. */
        List<String> of(String mark) throws IOException {
            return StreamSupport.stream(document().get("findings").spliterator(), false)
                    .filter(finding -> finding.get("mark").asText().equals(mark))
                    .map(finding -> (finding.get("area").asText() + "/"
                                    + finding.get("subject").asText() + " "
                                    + finding.path("code").asText())
                            .strip())
                    .toList();
        }

        String fix(String subject) throws IOException {
            return StreamSupport.stream(document().get("findings").spliterator(), false)
                    .filter(finding -> finding.get("subject").asText().equals(subject))
                    .map(finding -> finding.path("fix").asText())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Answer check(Map<String, String> own, String... more) {
        return command("check", own, more);
    }

    private static Answer command(String name, Map<String, String> own, String... more) {
        var keys = new LinkedHashMap<>(world.cloud.settings());
        keys.put("reload.requests.directory", folder.resolve("inbox").toString());
        keys.putAll(own);
        var arguments = new ArrayList<>(List.of(name, "--config", "none"));
        keys.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        arguments.addAll(List.of(more));
        var out = new StringWriter();
        var exitCode =
                WindowReload.commandLine().setOut(new PrintWriter(out)).execute(arguments.toArray(String[]::new));
        return new Answer(exitCode, out.toString());
    }

    private static Answer json(Map<String, String> own) {
        return check(own, "--json");
    }

    @Test
    void a_fit_account_is_told_line_by_line() throws IOException {
        var answer = check(Map.of());

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(answer.text())
                .contains(
                        "replication instance", "target connection", "conflict policies", "all 2 tables are replicated")
                .contains("TLS off", "current, version", "key customer_id, window column updated_at")
                .contains("Nothing was changed.")
                .doesNotContain("✗");
        assertThat(json(Map.of()).of("NOT_MET")).isEmpty();
    }

    @Test
    void nothing_is_changed_where_nothing_is_there_yet() throws IOException, SQLException {
        var url = TestPostgres.emptyUrl();
        var calls = world.cloud.dms().calls().size();
        execute(
                url,
                "create schema production",
                "create table production.customers (customer_id bigint primary key, updated_at timestamp)",
                "create table production.orders (order_id bigint primary key, updated_at timestamp)");

        var answer = json(Map.of("reload.target.jdbc-url", url));

        assertThat(answer.exitCode()).as(answer.text()).isZero();
        assertThat(answer.of("NOTED")).contains("PostgreSQL/migrations");
        assertThat(texts(url, "select nspname from pg_namespace where nspname in ('admin', 'staging')"))
                .isEmpty();
        assertThat(folder.resolve("inbox")).doesNotExist();
        assertThat(world.cloud.dms().calls().stream().skip(calls))
                .isNotEmpty()
                .allSatisfy(call -> assertThat(call.operation()).matches("Describe.*|GetMetricData"));
    }

    @Test
    void each_fault_of_the_source_has_its_own_line_and_hides_no_other() throws IOException {
        world.strike(List.of(
                Fault.of(FaultKind.INSTANCE_STATUS).always(),
                Fault.of(FaultKind.UNTESTED_CONNECTION).on("source").always(),
                Fault.of(FaultKind.ACCESS_DENIED).on("DescribeTableStatistics").always(),
                Fault.of(FaultKind.NO_METRICS).always()));

        var answer = json(Map.of());

        assertThat(answer.exitCode()).isEqualTo(3);
        assertThat(answer.of("NOT_MET"))
                .containsExactlyInAnyOrder(
                        "DMS/replication instance DMS_INSTANCE_UNAVAILABLE",
                        "DMS/source connection DMS_CONNECTION_UNTESTED",
                        "CDC/tables DMS_ACCESS_DENIED",
                        "CDC/latency CDC_LATENCY_UNKNOWN");
        assertThat(answer.of("MET"))
                .contains("DMS/target connection", "CDC/task", "CDC/conflict policies", "PostgreSQL/server");
        assertThat(answer.fix("source connection")).contains("Test both endpoints");
    }

    @Test
    void a_cdc_task_that_does_not_run_is_not_fit() throws IOException {
        world.stopCdc();
        try {
            assertThat(json(Map.of()).of("NOT_MET")).contains("CDC/task CDC_NOT_RUNNING");
        } finally {
            world.resumeCdc();
        }
    }

    @Test
    void a_role_without_rights_is_told_what_to_grant() throws IOException, SQLException {
        var admin = world.cloud.target().url();
        var role = "weak_" + ProcessHandle.current().pid();
        execute(
                admin,
                "create role " + role + " login",
                "grant usage on schema production to " + role,
                "grant select on production.orders to " + role);
        var weak = admin.replaceFirst("user=postgres", "user=" + role);
        try {
            var answer = json(Map.of("reload.target.jdbc-url", weak, "reload.target.user", role));

            assertThat(answer.exitCode()).isEqualTo(3);
            assertThat(answer.of("NOT_MET"))
                    .containsExactlyInAnyOrder(
                            "PostgreSQL/schema admin TARGET_ACCESS_DENIED",
                            "PostgreSQL/schema staging TARGET_ACCESS_DENIED",
                            "PostgreSQL/migrations TARGET_ACCESS_DENIED",
                            "PostgreSQL/production.customers rights TARGET_ACCESS_DENIED",
                            "PostgreSQL/production.orders rights TARGET_ACCESS_DENIED");
            assertThat(answer.fix("schema staging")).isEqualTo("alter schema staging owner to " + role + ";");
            assertThat(answer.fix("production.orders rights")).isEqualTo("grant postgres to " + role + ";");

            execute(
                    admin,
                    "create role owner_" + role,
                    "alter table production.orders owner to owner_" + role,
                    "grant owner_" + role + " to " + role);
            assertThat(json(Map.of("reload.target.jdbc-url", weak, "reload.target.user", role))
                            .of("MET"))
                    .contains("PostgreSQL/production.orders rights");
        } finally {
            execute(
                    admin,
                    "alter table production.orders owner to postgres",
                    "drop owned by " + role,
                    "drop role " + role,
                    "drop role if exists owner_" + role);
        }
    }

    @Test
    void what_the_readme_grants_is_enough() throws IOException, SQLException {
        var url = TestPostgres.emptyUrl();
        var role = "granted_" + ProcessHandle.current().pid();
        var database = url.replaceFirst(".*/", "").replaceFirst("[?].*", "");
        execute(
                url,
                "create role owner_" + role,
                "create schema production authorization owner_" + role,
                "set role owner_" + role,
                "create table production.customers (customer_id bigint primary key, updated_at timestamp)",
                "create table production.orders (order_id bigint primary key, updated_at timestamp)",
                "reset role",
                "create role " + role + " login",
                "grant connect, temporary on database " + database + " to " + role,
                "create schema admin authorization " + role,
                "create schema staging authorization " + role,
                "grant owner_" + role + " to " + role);
        var keys = Map.of(
                "reload.target.jdbc-url",
                url.replaceFirst("user=postgres", "user=" + role),
                "reload.target.user",
                role);
        try {
            assertThat(json(keys).of("NOT_MET")).isEmpty();
            assertThat(command("migrate", keys).exitCode()).isZero();
            var migrated = json(keys);
            assertThat(migrated.of("MET")).contains("PostgreSQL/migrations");
            assertThat(migrated.of("NOT_MET")).isEmpty();
        } finally {
            execute(
                    url,
                    "drop owned by " + role + ", owner_" + role + " cascade",
                    "drop role " + role,
                    "drop role owner_" + role);
        }
    }

    @Test
    void tables_that_do_not_fit_are_named() throws IOException {
        var tables = Files.writeString(folder.resolve("tables.json"), """
                {"tables":[{"source":"SOURCE_SCHEMA.CUSTOMERS","target":"production.customers","windowColumn":"CHANGED"},
                 {"source":"SOURCE_SCHEMA.NOBODY","target":"production.nobody","windowColumn":"UPDATED_AT"}]}""");

        var answer = json(Map.of("reload.tables", tables.toString()));

        assertThat(answer.of("NOT_MET"))
                .containsExactlyInAnyOrder(
                        "PostgreSQL/production.customers TARGET_TABLE_UNFIT",
                        "PostgreSQL/production.nobody TARGET_TABLE_UNFIT",
                        "PostgreSQL/production.nobody rights TARGET_TABLE_UNFIT");
        assertThat(answer.of("NOTED")).contains("CDC/tables");
    }

    @Test
    void a_primary_key_that_holds_the_window_column_wants_the_sources_key_declared() throws IOException, SQLException {
        var url = world.cloud.target().url();
        execute(
                url,
                "create table production.parts (id int, slot int, v text, updated_at timestamp, primary key (id, updated_at))",
                "create table production.places (id int primary key, slot int constraint one_slot unique deferrable, updated_at timestamp)");
        try {
            var declared = ",\"key\":[\"id\"]";
            assertThat(json(Map.of("reload.tables", parts(""))).of("NOT_MET"))
                    .containsExactly("PostgreSQL/production.parts keys KEY_UNDECLARED");
            var answer = json(Map.of("reload.tables", parts(declared)));
            assertThat(answer.of("NOT_MET")).isEmpty();
            assertThat(answer.of("MET")).contains("PostgreSQL/production.parts keys");
            assertThat(answer.of("NOTED")).contains("PostgreSQL/production.places keys");
            assertThat(answer.text()).contains("can be deferred: one_slot");
        } finally {
            execute(url, "drop table production.parts, production.places");
        }
    }

    @Test
    void a_key_that_stands_twice_where_no_index_forbids_it_is_not_met() throws IOException, SQLException {
        var url = world.cloud.target().url();
        execute(
                url,
                "create table production.parts (id int primary key, v text, updated_at timestamp)",
                "create table production.spare_parts (primary key (id)) inherits (production.parts)",
                "create table production.places (id int primary key deferrable, slot int, updated_at timestamp)",
                "insert into production.parts values (1, 'a', '2025-01-02')",
                "insert into production.spare_parts values (2, 'b', '2025-01-02')",
                "insert into production.places values (1, 1, '2025-01-02')");
        try {
            var once = json(Map.of("reload.tables", parts("")));
            assertThat(once.of("NOT_MET")).isEmpty();
            assertThat(once.of("MET"))
                    .contains("PostgreSQL/production.parts keys once", "PostgreSQL/production.places keys once");

            execute(
                    url,
                    "insert into production.spare_parts values (1, 'b', '2025-01-02')",
                    "set session_replication_role = replica",
                    "insert into production.places values (1, 2, '2025-01-02')");
            var twice = json(Map.of("reload.tables", parts("")));
            assertThat(twice.of("NOT_MET"))
                    .containsExactly(
                            "PostgreSQL/production.parts keys once DUPLICATE_KEYS",
                            "PostgreSQL/production.places keys once DUPLICATE_KEYS");
            assertThat(twice.text()).contains("production holds the key {\\\"id\\\": 1} more than once");
        } finally {
            execute(url, "drop table production.parts, production.spare_parts, production.places");
        }
    }

    private String parts(String declared) throws IOException {
        return Files.writeString(folder.resolve("parts.json"), """
                {"tables":[{"source":"SOURCE_SCHEMA.PARTS","target":"production.parts","windowColumn":"UPDATED_AT"%s},
                 {"source":"SOURCE_SCHEMA.PLACES","target":"production.places","windowColumn":"UPDATED_AT"}]}""".formatted(declared))
                .toString();
    }

    @Test
    void a_foreign_key_to_a_table_that_is_not_reloaded_is_noted() throws IOException {
        var tables = Files.writeString(folder.resolve("orders.json"), """
                {"tables":[{"source":"SOURCE_SCHEMA.ORDERS","target":"production.orders","windowColumn":"UPDATED_AT"}]}""");

        assertThat(json(Map.of("reload.tables", tables.toString())).of("NOTED"))
                .contains("PostgreSQL/production.orders foreign keys");
        assertThat(json(Map.of()).of("MET"))
                .contains("PostgreSQL/production.customers foreign keys", "PostgreSQL/production.orders foreign keys");
    }

    /** By a key to the table, and by one to the whole that it is a part of. */
    @ParameterizedTest
    @CsvSource({"production.parents, SET NULL", "production.part, SET DEFAULT", "production.whole, SET NULL"})
    void children_that_an_update_would_empty_are_noted(String referred, String action) throws Exception {
        var url = world.cloud.target().url();
        execute(
                url,
                "create table production.parents (id int primary key, code text unique, updated_at timestamp)",
                "create table production.whole (id int primary key, code text, updated_at timestamp, unique (id, code)) partition by range (id)",
                "create table production.part partition of production.whole for values from (0) to (100)",
                "create table production.children (id int primary key, parent_id int, parent text default 'x', constraint its_parent foreign key "
                        + (referred.endsWith("parents") ? "(parent)" : "(parent_id, parent)") + " references "
                        + referred
                        + (referred.endsWith("parents") ? " (code)" : " (id, code)") + " on update " + action + ")");
        try {
            var tables = Files.writeString(folder.resolve("emptied.json"), """
                    {"tables":[{"source":"SOURCE_SCHEMA.PARENTS","target":"%s","windowColumn":"UPDATED_AT"}]}""".formatted(
                            referred.endsWith("whole") ? "production.part" : referred));

            var answer = json(Map.of("reload.tables", tables.toString()));

            assertThat(answer.text())
                    .contains("its_parent of production.children says ON UPDATE " + action
                            + ": a row on which its children hang keeps its ");
        } finally {
            execute(url, "drop table production.parents, production.whole, production.children");
        }
    }

    @Test
    void endpoints_that_are_swapped_or_missing_are_wrong_settings() throws IOException {
        var answer = json(Map.of(
                "reload.dms.source-endpoint-arn",
                world.cloud.dms().targetEndpointArn(),
                "reload.dms.target-endpoint-arn",
                world.cloud.dms().targetEndpointArn() + "X",
                "reload.dms.replication-instance-arn",
                ""));

        assertThat(answer.of("NOT_MET"))
                .contains("DMS/source endpoint SETTINGS_INVALID", "DMS/target endpoint DMS_NOT_FOUND");
        // What nobody names is the CDC task's.
        assertThat(answer.of("MET")).contains("DMS/replication instance");
        assertThat(json(Map.of("reload.dms.replication-instance-arn", "", "reload.dms.cdc-task-arn", ""))
                        .of("NOT_MET"))
                .contains("DMS/replication instance SETTINGS_INVALID");
    }

    @Test
    void what_cannot_be_reached_is_said_once_and_the_rest_is_still_looked_at() throws IOException {
        try (var silent = new ServerSocket(0)) {
            var port = silent.getLocalPort();
            silent.close();

            var answer = json(Map.of(
                    "reload.dms.endpoint-override", "http://127.0.0.1:" + port,
                    "reload.cdc.endpoint-override", "http://127.0.0.1:" + port,
                    "reload.target.jdbc-url", "jdbc:postgresql://127.0.0.1:" + port + "/nowhere"));

            assertThat(answer.exitCode()).isEqualTo(3);
            assertThat(answer.of("NOT_MET"))
                    .containsExactlyInAnyOrder(
                            "DMS/replication instance DMS_UNAVAILABLE", "PostgreSQL/connection TARGET_UNAVAILABLE");
            assertThat(answer.of("UNKNOWN")).contains("CDC/latency", "PostgreSQL/all else");
            assertThat(answer.of("MET")).contains("Settings/tables", "Requests/folder");
        }
    }

    @Test
    void wrong_settings_and_tables_are_bad_usage() throws IOException {
        var wrong = json(Map.of("reload.dms.poll-interval", "soon"));
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.of("NOT_MET")).containsExactly("Settings/settings SETTINGS_INVALID");

        var neverFires = json(Map.of("reload.schedule.cron", "0 0 3 30 2 ?"));
        assertThat(neverFires.exitCode()).isEqualTo(2);
        assertThat(neverFires.text()).contains("reload.schedule.cron", "0 0 3 30 2 ?", "never fires");
        assertThat(json(Map.of("reload.schedule.cron", "0 0 3 2 *")).text())
                .contains("SETTINGS_INVALID", "reload.schedule.cron");

        var missing = json(Map.of("reload.tables", "nowhere.json"));
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.of("NOT_MET")).containsExactly("Settings/tables TABLES_INVALID");
    }

    @Test
    void a_folder_that_cannot_be_used_is_told() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");

        assertThat(json(Map.of("reload.requests.directory", file.toString())).of("NOT_MET"))
                .containsExactly("Requests/folder FOLDER_UNUSABLE");
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (var one : statements) {
                statement.execute(one);
            }
        }
    }

    private static List<String> texts(String url, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var rows = connection.createStatement().executeQuery(query)) {
            var texts = new ArrayList<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
