package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import io.windowreload.reload.RunReport;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.Request;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that name rows by their keys, through the whole program, beside a CDC task that goes on. */
class KeysRunTest {
    private static final Word WORD = new Word("api", "mira", null);
    private static final String FAILURES =
            "create table if not exists public.awsdms_validation_failures_v2 (\"RESYNC_ID\" bigint generated always as identity primary key,"
                    + " \"TASK_NAME\" varchar(128), \"TABLE_OWNER\" varchar(128), \"TABLE_NAME\" varchar(128),"
                    + " \"FAILURE_TIME\" timestamp, \"KEY_TYPE\" varchar(128), \"KEY\" varchar(7800), \"FAILURE_TYPE\" varchar(128),"
                    + " \"DETAILS\" varchar(7000), \"RESYNC_RESULT\" varchar(20), \"RESYNC_TIME\" timestamp, \"RESYNC_ACTION\" varchar(20))";
    private static World world;
    private static Map<String, String> keys;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void open() {
        keys = Map.of(
                "reload.look.keys", "500",
                "reload.look.max-deletes", "3",
                "reload.look.max-delete-percent", "1",
                "reload.cdc.latency", "1s",
                "reload.requests.directory", folder.toString());
        world = new World(Engine.Mode.RUNS_ONLY, keys, options -> options.busy(20, Duration.ofMillis(300)));
        world.source.run("insert into source_schema.orders select 1000000 + 2 * x, 1, 5, date '2024-05-05',"
                + " timestamp '2024-05-05 10:00:00' from system_range(1, 10000)");
        world.production.run("insert into production.orders select 1000000 + 2 * x, 1, 5, '2024-05-05',"
                + " '2024-05-05 10:00:00' from generate_series(1, 10000) x");
        world.production.run(FAILURES);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static Request read(String members) {
        return world.program.requests().read(("{" + members + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static Run asked(String members) {
        return world.ended(world.program.intake().accept(read(members), "cli").id());
    }

    private static String orders(List<Integer> ids) {
        return ids.stream().map(id -> "{\"order_id\":" + id + "}").collect(Collectors.joining(","));
    }

    private static Map<String, Long> outcomes(Run run) {
        return world.program.ledger().lookOutcomes(run.id());
    }

    private static RunReport report(Run run) {
        return RunReport.of(world.program.ledger(), run);
    }

    private static List<String> differing(String condition) {
        var sql = " order_id || ' ' || customer_id || ' ' || cast(amount * 100 as integer) from %s.orders where "
                + condition + " order by order_id";
        var there = world.source.texts("select" + sql.formatted("source_schema"));
        var here = world.production.texts("select" + sql.formatted("production"));
        var all = new ArrayList<>(there);
        all.removeAll(here);
        here.stream().filter(row -> !there.contains(row)).forEach(all::add);
        return all;
    }

    @Test
    void ten_thousand_keys_come_in_parts_while_cdc_goes_on() throws Exception {
        world.production.run(
                "set session_replication_role = replica; update production.orders set amount = 99 where order_id between 1000000 and 1002000");
        world.production.run(
                "set session_replication_role = replica; delete from production.orders where order_id between 1019000 and 1019100");
        var file = new StringBuilder("order_id\n");
        IntStream.rangeClosed(1, 10_000)
                .forEach(n -> file.append(1000000 + 2 * n).append('\n'));
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys/many.csv"), file);
        try (var gate = Gate.closed(world)) {
            var id = world.program
                    .intake()
                    .accept(read("\"requestId\":\"many\",\"keys\":{\"orders\":{\"file\":\"many.csv\"}}"), "cli")
                    .id();
            gate.pass(id, () -> {
                // CDC is first at this row: what was loaded is older.
                world.source.run("update source_schema.orders set amount = 7 where order_id = 1000002");
                world.production.run(
                        "set session_replication_role = replica; update production.orders set amount = 7 where order_id = 1000002");
            });
            gate.close();
            var run = world.ended(id);

            assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
            var total = report(run).total();
            assertThat(total.staged() - total.skippedBy().get("outside_window")).isEqualTo(10_000);
            assertThat(total.inserted()).isEqualTo(51);
            assertThat(total.updated()).isEqualTo(999);
            assertThat(total.skippedBy().get("tie_touched_by_cdc")).isEqualTo(1);
            assertThat(outcomes(run)).isEqualTo(Map.of("there", 10_000L));
            assertThat(loads(run)).isEqualTo(20);
            assertThat(differing("order_id between 1000000 and 1030000")).isEmpty();
            assertThat(world.production.texts("select amount from production.orders where order_id = 1000002"))
                    .containsExactly("7.00");
            assertThat(world.production.texts("select 1 from pg_class where relname like 'parts\\_%'"))
                    .isEmpty();
        }
    }

    private static long loads(Run run) throws IOException {
        var loads = new ObjectMapper()
                .readTree(world.program.ledger().evidence(run.id(), "loads").orElseThrow());
        var parts = new LinkedHashMap<Integer, JsonNode>();
        loads.forEach(load -> parts.put(load.get("part").asInt(), load));
        return parts.size();
    }

    @Test
    void a_run_in_parts_goes_on_where_its_process_left_it() {
        world.production.run(
                "set session_replication_role = replica; update production.orders set amount = 98 where order_id between 1010002 and 1013000");
        var ids = IntStream.rangeClosed(0, 1_499).mapToObj(n -> 1010002 + 2 * n).toList();
        var id = world.program
                .intake()
                .accept(read("\"requestId\":\"interrupted\",\"keys\":{\"orders\":[" + orders(ids) + "]}"), "cli")
                .id();
        await().atMost(Duration.ofSeconds(60)).until(() -> !world.production
                .texts("select 1 from admin.reload_loads where run_id = " + id + " and outcome = 'LOADED'")
                .isEmpty());

        world.restart(Engine.Mode.RUNS_ONLY, keys);
        var run = world.ended(id);

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(outcomes(run)).isEqualTo(Map.of("there", 1_500L));
        assertThat(report(run).total().updated()).isEqualTo(1_500);
        assertThat(differing("order_id between 1010002 and 1013000")).isEmpty();
    }

    @Test
    void a_key_that_neither_side_has_is_named_and_one_that_only_production_has_is_a_candidate() {
        alone(3000001);

        var run = asked("\"requestId\":\"nowhere\",\"keys\":{\"orders\":["
                + orders(List.of(1004002, 1004002, 5555555, 3000001)) + "]}");

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(outcomes(run)).isEqualTo(Map.of("there", 1L, "gone", 1L, "kept", 1L));
        assertThat(report(run).findings()).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo("KEYS_NOT_FOUND");
            assertThat(finding.detail()).startsWith("1 of 3 keys");
        });
        assertThat(world.program.history().skipped(run.id(), 100))
                .filteredOn(row -> !row.reason().equals("outside_window"))
                .extracting(row -> row.reason() + " " + row.key())
                .containsExactlyInAnyOrder(
                        "not_found {\"order_id\": 5555555}", "delete_candidate {\"order_id\": 3000001}");
        assertThat(held(3000001)).isTrue();
    }

    /** A row that the source has not. */
    private static void alone(int id) {
        world.production.run("set session_replication_role = replica; insert into production.orders values (" + id
                + ", 1, 5, '2024-05-05', '2024-05-05 10:00:00') on conflict do nothing");
    }

    private static boolean held(int id) {
        return !world.production
                .texts("select 1 from production.orders where order_id = " + id)
                .isEmpty();
    }

    @Test
    void what_only_production_has_is_deleted_where_it_is_asked_for_and_cdc_has_passed() {
        alone(3000011);
        var apply = ",\"options\":{\"deletes\":\"apply\"}";

        var run = asked(
                "\"requestId\":\"deleted\",\"keys\":{\"orders\":[" + orders(List.of(1004012, 3000011)) + "]}" + apply);

        assertThat(outcomes(run)).isEqualTo(Map.of("there", 1L, "deleted", 1L));
        assertThat(held(3000011)).isFalse();

        alone(3000011);
        var unwaited = new LinkedHashMap<>(keys);
        unwaited.put("reload.cdc.latency", "off");
        world.restart(Engine.Mode.RUNS_ONLY, unwaited);
        try {
            var blind = asked("\"requestId\":\"unwaited\",\"keys\":{\"orders\":[" + orders(List.of(1004012, 3000011))
                    + "]}" + apply);

            assertThat(outcomes(blind)).isEqualTo(Map.of("there", 1L, "unwaited", 1L));
            assertThat(blind.state()).isEqualTo(Run.State.PARTIAL);
            assertThat(held(3000011)).isTrue();
        } finally {
            world.restart(Engine.Mode.RUNS_ONLY, keys);
        }
    }

    @Test
    void more_than_may_be_deleted_stay() {
        IntStream.of(3000021, 3000022, 3000023, 3000024).forEach(KeysRunTest::alone);

        var run = asked("\"requestId\":\"capped\",\"keys\":{\"orders\":["
                + orders(List.of(1004012, 3000021, 3000022, 3000023, 3000024))
                + "]},\"options\":{\"deletes\":\"apply\"}");

        assertThat(outcomes(run)).isEqualTo(Map.of("there", 1L, "kept", 4L));
        assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
        world.production.run("delete from production.orders where order_id between 3000020 and 3000030");
    }

    @Test
    void a_row_is_repaired_and_the_repair_can_be_undone_and_asked_again() {
        world.production.run(
                "set session_replication_role = replica; update production.orders set amount = 44, updated_at = '2026-01-01' where order_id = 1006002");
        var members = "\"requestId\":\"repaired\",\"keys\":{\"production.orders\":[" + orders(List.of(1006002)) + "]}";

        var run = asked(members);

        assertThat(report(run).total().updated())
                .as("though production is newer")
                .isEqualTo(1);
        assertThat(differing("order_id = 1006002")).isEmpty();
        assertThat(world.program.intake().accept(read(members), "cli").id()).isEqualTo(run.id());
        world.ended(world.program.operations().undo(run.id(), WORD).id());
        assertThat(differing("order_id = 1006002")).isNotEmpty();

        var again =
                world.ended(world.program.intake().accept(read(members), "cli").id());

        assertThat(again.attempt()).isEqualTo(2);
        assertThat(differing("order_id = 1006002")).isEmpty();
        var retried = world.ended(
                world.program.operations().retry(again.id(), true, WORD).id());
        assertThat(outcomes(retried)).isEqualTo(Map.of("there", 1L));
        assertThat(report(retried).total().unchanged()).isEqualTo(1);
    }

    @Test
    void a_dry_run_says_what_would_become_of_keys() {
        alone(3000031);
        world.production.run(
                "set session_replication_role = replica; update production.orders set amount = 45 where order_id = 1006012");

        var run = asked("\"requestId\":\"dry-keys\",\"keys\":{\"orders\":[" + orders(List.of(1006012, 3000031, 5555557))
                + "]},\"options\":{\"dryRun\":true,\"deletes\":\"apply\"}");

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(report(run).total().updated()).isEqualTo(1);
        assertThat(outcomes(run)).isEqualTo(Map.of("there", 1L, "kept", 1L, "gone", 1L));
        assertThat(held(3000031)).isTrue();
        assertThat(differing("order_id = 1006012")).isNotEmpty();
        world.production.run("delete from production.orders where order_id = 3000031");
    }

    @Test
    void rows_that_validation_has_recorded_are_read_again() {
        world.production.run(
                "set session_replication_role = replica; update production.orders set amount = 46 where order_id in (1008002, 1008004)");
        world.production.run("delete from public.awsdms_validation_failures_v2");
        failed("SOURCE_SCHEMA", "ORDERS", "{\"key\":  [\"1008002\"]}", "RECORD_DIFF", null);
        failed("production", "orders", "{\"key\":  [\"1008004\"]}", "RECORD_DIFF", null);
        failed("SOURCE_SCHEMA", "ORDERS", "{\"key\":  [\"1008006\"]}", "RECORD_DIFF", "SUCCESS");

        var whole = asked("\"requestId\":\"failures\",\"keys\":{\"orders\":{\"from\":\"validation-failures\"}}");

        assertThat(whole.state()).as(whole.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(outcomes(whole)).isEqualTo(Map.of("there", 2L));
        assertThat(report(whole).total().updated()).isEqualTo(2);
        failed("SOURCE_SCHEMA", "ORDERS", "{\"key\":  [\"10080", "RECORD_DIFF", null);

        var cut = asked("\"requestId\":\"failures\",\"keys\":{\"orders\":{\"from\":\"validation-failures\"}}");

        assertThat(cut.attempt()).isEqualTo(2);
        assertThat(cut.state()).as("a key that DMS has cut").isEqualTo(Run.State.PARTIAL);
        world.production.run("delete from public.awsdms_validation_failures_v2");
        refused("\"keys\":{\"orders\":{\"from\":\"validation-failures\"}}", "has recorded no failed row");
    }

    @Test
    void where_validations_tables_cannot_be_read_nobody_says_that_they_are_empty() {
        var elsewhere = new LinkedHashMap<>(keys);
        elsewhere.put("reload.drift.control-schema", "nowhere");
        world.restart(Engine.Mode.RUNS_ONLY, elsewhere);
        try {
            refused(
                    "\"keys\":{\"orders\":{\"from\":\"validation-failures\"}}",
                    "nobody can say what was recorded: awsdms_validation_failures_v1 in nowhere is missing");
        } finally {
            world.restart(Engine.Mode.RUNS_ONLY, keys);
        }
    }

    private static void failed(String owner, String table, String key, String type, String resynced) {
        world.production.run(
                "insert into public.awsdms_validation_failures_v2 (\"TASK_NAME\", \"TABLE_OWNER\", \"TABLE_NAME\","
                        + " \"FAILURE_TIME\", \"KEY_TYPE\", \"KEY\", \"FAILURE_TYPE\", \"DETAILS\", \"RESYNC_RESULT\") values ('T', '"
                        + owner
                        + "', '" + table + "', localtimestamp, 'Row', '" + key + "', '" + type + "', '', "
                        + (resynced == null ? "null" : "'" + resynced + "'") + ")");
    }

    @Test
    void wrong_keys_are_refused_with_what_is_wrong_with_them() throws IOException {
        refused(key("{\"id\":1}"), "the key has no column 'id'; it is order_id");
        refused(key("{\"order_id\":1,\"amount\":2}"), "no column 'amount'");
        refused(key("{}"), "it lacks the key's column order_id");
        refused(key("{\"order_id\":null}"), "order_id is NULL");
        refused(key("{\"order_id\":\"x'; drop table production.orders\"}"), "a value does not fit");
        refused(key("{\"order_id\":1.5}"), "key 1 of production.orders:");
        refused(key("{\"order_id\":99999999999999999999}"), "a value does not fit");
        refused(key("{\"order_id\":[1]}"), "no single value");
        refused(key("{\"order_id\":1},{\"order_id\":true}"), "key 2 of production.orders");
        refused("\"keys\":{\"orders\":[]}", "there is no key in it");
        refused("\"keys\":{\"orders\":[1]}", "object");
        refused("\"keys\":{}", "keys");
        refused("\"keys\":{\"orders\":{}}", "give a list of keys");
        refused("\"month\":\"2025-01\",\"keys\":{\"orders\":[{\"order_id\":1}]}", "'keys' without 'tables'");
        refused("\"tables\":[\"orders\"],\"keys\":{\"orders\":[{\"order_id\":1}]}", "'keys' without 'tables'");
        refused(
                "\"keys\":{\"orders\":[{\"order_id\":1}],\"production.orders\":[{\"order_id\":2}]}",
                "keys of production.orders are given twice");
        assertThatThrownBy(() -> asked("\"keys\":{\"nobody\":[{\"order_id\":1}]}"))
                .isInstanceOfSatisfying(ReloadException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.TABLE_UNKNOWN));
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys/bad.csv"), "order_id\n1\n1,2\n");
        Files.writeString(folder.resolve("keys/null.csv"), "order_id,customer_id\n,1\n");
        Files.writeString(folder.resolve("keys/bad.jsonl"), "{\"order_id\":1}\n[2]\n");
        var outside = Files.writeString(folder.resolve("outside.csv"), "order_id\n1\n");
        Files.deleteIfExists(folder.resolve("keys/link.csv"));
        Files.createSymbolicLink(folder.resolve("keys/link.csv"), outside);
        refused(file("bad.csv"), "line 3: 1 values were expected");
        refused(file("null.csv"), "order_id is NULL");
        refused(file("bad.jsonl"), "line 2: no JSON object");
        refused(file("../outside.csv"), "no plain file name");
        refused(file("link.csv"), "there is no file keys/link.csv");
        refused(file("missing.csv"), "there is no file keys/missing.csv");
        assertThat(world.production.texts("select count(*) from admin.reload_runs where by_keys and state = 'QUEUED'"))
                .containsExactly("0");
    }

    private static String key(String documents) {
        return "\"keys\":{\"orders\":[" + documents + "]}";
    }

    private static String file(String name) {
        return "\"requestId\":\"file\",\"keys\":{\"orders\":{\"file\":\"" + name + "\"}}";
    }

    private static void refused(String members, String why) {
        assertThatThrownBy(() -> world.program.intake().accept(read(members), "cli"))
                .as(members)
                .isInstanceOfSatisfying(ReloadException.class, refused -> assertThat(refused.code())
                        .isIn(ErrorCode.KEYS_INVALID, ErrorCode.REQUEST_INVALID))
                .hasMessageContaining(why);
    }

    @Test
    void the_command_shows_what_became_of_keys() throws Exception {
        var file = Files.writeString(
                folder.resolve("shown.json"),
                "{\"requestId\":\"shown-keys\"," + key("{\"order_id\":1006022},{\"order_id\":5555559}") + "}");

        var text = command("run", file.toString());

        assertThat(text).contains("at source 1", "found nowhere 1");
        assertThat(command("status", "--request", "shown-keys")).contains("keys");
        var json = new ObjectMapper()
                .readTree(command(
                        "status",
                        Long.toString(world.program
                                .ledger()
                                .latest("shown-keys")
                                .orElseThrow()
                                .id()),
                        "--json"));
        assertThat(json.at("/keys/gone").asLong()).isEqualTo(1);
        assertThat(json.at("/byKeys").asBoolean()).isTrue();
    }

    private static String command(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--config=" + Path.of("none"));
        World.settings(world.cloud, keys).forEach((key, value) -> all.add("-D" + key + "=" + value));
        var out = new StringWriter();
        var code = WindowReload.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
    }
}
