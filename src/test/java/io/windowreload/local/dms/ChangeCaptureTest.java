package io.windowreload.local.dms;

import static io.windowreload.local.dms.LogicalPostgres.run;
import static io.windowreload.local.dms.LogicalPostgres.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.local.dms.cloud.Arns;
import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.JdbcAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;
import software.amazon.awssdk.services.databasemigration.model.TableToReload;

/** Tasks that move the changes of a PostgreSQL source, one rule at a time. */
class ChangeCaptureTest {
    private static final String LOCATOR = "{\"schema-name\":\"shop\",\"table-name\":\"items\"}";
    private static final String SELECT = Mappings.selection(1, "include", LOCATOR);
    private static final String COPY =
            Mappings.transformation(2, "rename", "schema", "{\"schema-name\":\"shop\"}", ",\"value\":\"copy\"");
    private static LogicalPostgres server;
    private JdbcAddress source;
    private JdbcAddress target;
    private DmsEmulator dms;
    private DatabaseMigrationClient client;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws SQLException {
        server = new LogicalPostgres(folder.resolve("data"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() throws SQLException {
        source = server.database();
        target = server.database();
        run(
                source,
                "create schema shop",
                "create table shop.items (id bigint primary key, name text, price numeric(10,2), at timestamp, raw bytea)",
                "insert into shop.items values (1, 'one', 1.50, '2025-01-31 10:00:00.123456', '\\x00ff'), (2, 'two', null,"
                        + " null, null)");
        dms = DmsEmulator.start(EmulatorOptions.of(source, target).delays(Delays.all(Duration.ofMillis(20))));
        client = Emulated.client(dms);
    }

    @AfterEach
    void stop() {
        for (var task : client.describeReplicationTasks().replicationTasks()) {
            if (task.status().equals("running") && !task.replicationTaskArn().equals(dms.cdcTaskArn())) {
                client.stopReplicationTask(stop -> stop.replicationTaskArn(task.replicationTaskArn()));
                awaitStatus(task.replicationTaskArn(), "stopped");
            }
        }
        client.close();
        dms.close();
    }

    @Test
    void what_is_there_is_loaded_and_every_change_follows_in_its_order() throws Exception {
        var arn = begin("full-load-and-cdc", "{}", SELECT, COPY);
        run(
                source,
                "insert into shop.items values (3, 'three', 3, 'infinity', null)",
                "update shop.items set name = '', price = 2.25 where id = 2",
                "update shop.items set id = 10 where id = 1",
                "begin; delete from shop.items where id = 3; insert into shop.items values (3, 'again', 1, null, null); commit",
                "begin; insert into shop.items values (77, 'never', 1, null, null); rollback");

        awaitSame();

        await().untilAsserted(() -> {
            assertThat(statistics(arn).inserts()).isEqualTo(2);
            assertThat(statistics(arn).updates()).isEqualTo(2);
            assertThat(statistics(arn).deletes()).isEqualTo(1);
            assertThat(statistics(arn).fullLoadRows()).isEqualTo(2);
        });
        assertThat(single(target, "select count(*) from awsdms_apply_exceptions"))
                .isEqualTo("0");
    }

    @Test
    void a_task_that_only_captures_begins_now_and_a_stopped_one_goes_on_where_it_stood() throws Exception {
        run(
                target,
                "create schema copy",
                "create table copy.items as select 1::bigint as id, 'one' as name, 1.5 as price,"
                        + " null::timestamp as at, null::bytea as raw",
                "alter table copy.items add primary key (id)");
        var arn = begin("cdc", "{}", SELECT, COPY);
        run(source, "update shop.items set name = 'changed' where id = 1");
        await().until(() -> "changed".equals(single(target, "select name from copy.items where id = 1")));

        client.stopReplicationTask(stop -> stop.replicationTaskArn(arn));
        awaitStatus(arn, "stopped");
        run(source, "update shop.items set name = 'while away' where id = 1");
        client.startReplicationTask(
                start -> start.replicationTaskArn(arn).startReplicationTaskType("resume-processing"));

        await().until(() -> "while away".equals(single(target, "select name from copy.items where id = 1")));
    }

    @ParameterizedTest
    @CsvSource({
        "LOG_ERROR, LOG_ERROR, LOG_ERROR, '5 kept', 3, running",
        "IGNORE_RECORD, IGNORE_RECORD, IGNORE_RECORD, '5 kept', 0, running",
        "INSERT_RECORD, UPDATE_RECORD, IGNORE_RECORD, '5 new,6 here', 0, running",
        "STOP_TASK, LOG_ERROR, LOG_ERROR, '5 kept', 0, failed",
        "LOG_ERROR, STOP_TASK, LOG_ERROR, '5 kept', 0, failed"
    })
    void changes_that_do_not_fit_go_as_the_policies_say(
            String insert, String update, String delete, String rows, String kept, String status) throws Exception {
        var arn = begin(
                "full-load-and-cdc",
                "{\"ErrorBehavior\":{\"ApplyErrorInsertPolicy\":\"" + insert + "\",\"ApplyErrorUpdatePolicy\":\""
                        + update + "\",\"ApplyErrorDeletePolicy\":\"" + delete + "\"}}",
                SELECT,
                COPY);
        run(source, "insert into shop.items values (6, 'six'), (7, 'seven')");
        await().until(() -> "4".equals(single(target, "select count(*) from copy.items")));
        run(target, "insert into copy.items values (5, 'kept')", "delete from copy.items where id > 5");

        run(
                source,
                "begin; insert into shop.items values (5, 'new'); update shop.items set name = 'here' where id = 6;"
                        + " delete from shop.items where id = 7; insert into shop.items values (8, 'last'); commit");

        if (status.equals("failed")) {
            awaitStatus(arn, "failed");
            assertThat(single(target, "select count(*) from copy.items where id = 8"))
                    .as("nothing of the transaction")
                    .isEqualTo("0");
        } else {
            await().until(() -> "1".equals(single(target, "select count(*) from copy.items where id = 8")));
        }
        assertThat(single(
                        target,
                        "select string_agg(id || ' ' || name, ',' order by id) from copy.items where id in (5, 6, 7)"))
                .isEqualTo(rows);
        assertThat(single(target, "select count(*) from awsdms_apply_exceptions"))
                .isEqualTo(kept);
        assertThat(single(target, "select coalesce(min(\"TASK_NAME\"), '') from awsdms_apply_exceptions"))
                .isIn("", Arns.resource(arn));
    }

    @Test
    void a_table_that_is_suspended_gets_nothing_more_and_the_others_go_on() throws Exception {
        run(source, "create table shop.tags (id int primary key)");
        var arn = begin(
                "full-load-and-cdc",
                "{\"ErrorBehavior\":{\"ApplyErrorInsertPolicy\":\"SUSPEND_TABLE\"}}",
                Mappings.selection(1, "include", "{\"schema-name\":\"shop\",\"table-name\":\"%\"}"),
                COPY);
        run(target, "insert into copy.items values (5, 'kept')");
        run(source, "insert into shop.items values (5, 'new')", "insert into shop.items values (6, 'later')");
        run(source, "insert into shop.tags values (1)");

        await().until(() -> "1".equals(single(target, "select count(*) from copy.tags")));

        assertThat(single(target, "select count(*) from copy.items where id = 6"))
                .isEqualTo("0");
        assertThat(statistics(arn).tableState()).isEqualTo("Table error");
    }

    @Test
    void rules_and_filters_hold_for_changes_as_for_the_load() throws Exception {
        begin(
                "full-load-and-cdc",
                "{}",
                Mappings.selection(
                        1, "include", LOCATOR, Mappings.filter("id", "{\"filter-operator\":\"gte\",\"value\":\"2\"}")),
                COPY,
                Mappings.transformation(3, "convert-uppercase", "table", LOCATOR, ""),
                Mappings.transformation(
                        4,
                        "data-masking-digits-mask",
                        "column",
                        LOCATOR.replace("}", ",\"column-name\":\"name\"}"),
                        ",\"value\":\"#\""),
                Mappings.transformation(
                        5,
                        "add-column",
                        "column",
                        LOCATOR,
                        ",\"value\":\"both\",\"expression\":\"$id||'/'||$name\",\"data-type\":{\"type\":\"string\",\"length\":40}"),
                Mappings.transformation(
                        6, "remove-column", "column", LOCATOR.replace("}", ",\"column-name\":\"raw\"}"), ""));
        run(
                source,
                "insert into shop.items values (0, 'no', 1), (4, 'a12', 1)",
                "update shop.items set name = 'b3' where id in (1, 2)",
                "insert into shop.items values (99, 'end')");

        await().until(() -> "1".equals(single(target, "select count(*) from copy.\"ITEMS\" where id = 99")));

        assertThat(single(
                        target,
                        "select string_agg(concat_ws('|', id, name, \"both\"), ' ' order by id) from copy.\"ITEMS\""))
                .isEqualTo("2|b#|2/b3 4|a##|4/a12 99|end|99/end");
    }

    @Test
    void a_change_is_held_back_for_the_latency_that_is_asked_for_and_the_lag_is_told() throws Exception {
        var arn = begin("full-load-and-cdc", "{}", SELECT, COPY);
        dms.faults().add(Fault.of(FaultKind.CDC_LATENCY).on("capture").always().delay(Duration.ofHours(1)));
        run(source, "insert into shop.items values (9, 'late')");
        var tail = Arns.resource(arn);
        await().until(() -> single(
                        source,
                        "select active from pg_replication_slots where slot_name = 'awsdms_"
                                + tail.toLowerCase(Locale.ROOT) + "'")
                .equals("t"));
        assertThat(single(target, "select count(*) from copy.items where id = 9"))
                .isEqualTo("0");

        dms.faults().clear();

        await().until(() -> "1".equals(single(target, "select count(*) from copy.items where id = 9")));
    }

    @Test
    void tables_are_loaded_anew_while_the_capture_waits_and_an_emptied_source_empties_the_target() throws Exception {
        var arn = begin(
                "full-load-and-cdc",
                "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"TRUNCATE_BEFORE_LOAD\"}}",
                SELECT,
                COPY);
        run(target, "delete from copy.items");
        client.reloadTables(reload -> reload.replicationTaskArn(arn)
                .tablesToReload(TableToReload.builder()
                        .schemaName("shop")
                        .tableName("items")
                        .build()));
        run(source, "update shop.items set name = 'x' where id = 2");
        awaitSame();

        run(source, "truncate shop.items", "insert into shop.items values (4, 'alone')");
        awaitSame();
    }

    @Test
    void a_start_position_needs_a_slot_that_holds_it() throws Exception {
        run(source, "create publication mine for table shop.items");
        var position = single(source, "select lsn from pg_create_logical_replication_slot('mine', 'pgoutput')");
        run(source, "insert into shop.items values (20, 'skipped')", "create table shop.mark (at pg_lsn)");
        var after = single(source, "select pg_current_wal_insert_lsn()");
        run(source, "insert into shop.items values (21, 'taken')");
        run(
                target,
                "create schema copy",
                "create table copy.items (id bigint primary key, name text, price numeric,"
                        + " at timestamp, raw bytea)");

        var refused = create("cdc", "{}", position, dms.sourceEndpointArn(), SELECT, COPY);
        startTask(refused);
        awaitStatus(refused, "failed");
        assertThat(task(refused).lastFailureMessage()).contains("slotName");

        var slotted = dms.endpointLike(dms.sourceEndpointArn(), "slotted", "slotName=mine");
        var arn = create("cdc", "{}", after, slotted, SELECT, COPY);
        startTask(arn);

        await().until(() -> "21".equals(single(target, "select string_agg(id::text, ',') from copy.items")));
    }

    @Test
    void a_deleted_task_leaves_no_slot_at_the_source() {
        var arn = begin("full-load-and-cdc", "{}", SELECT, COPY);
        var slots = "select count(*) from pg_replication_slots where database = current_database()";
        assertThat(single(source, slots)).isEqualTo("1");

        client.stopReplicationTask(stop -> stop.replicationTaskArn(arn));
        awaitStatus(arn, "stopped");
        client.deleteReplicationTask(delete -> delete.replicationTaskArn(arn));

        await().until(() -> "0".equals(single(source, slots)));
        await().until(() -> "0".equals(single(source, "select count(*) from pg_publication")));
    }

    private String begin(String type, String settings, String... rules) {
        var arn = create(type, settings, null, dms.sourceEndpointArn(), rules);
        startTask(arn);
        await().until(() -> {
            var task = task(arn);
            assertThat(task.status()).as(task.lastFailureMessage()).isNotEqualTo("failed");
            return task.status().equals("running")
                    && "1"
                            .equals(single(
                                    source,
                                    "select count(*) from pg_replication_slots where active"
                                            + " and database = current_database()"));
        });
        return arn;
    }

    private String create(String type, String settings, String position, String endpoint, String... rules) {
        var arn = client.createReplicationTask(create -> create.replicationTaskIdentifier(
                                position == null ? "capture" : "capture" + System.nanoTime())
                        .sourceEndpointArn(endpoint)
                        .targetEndpointArn(dms.targetEndpointArn())
                        .replicationInstanceArn(dms.replicationInstanceArn())
                        .migrationType(type)
                        .cdcStartPosition(position)
                        .replicationTaskSettings(settings)
                        .tableMappings(Mappings.of(rules)))
                .replicationTask()
                .replicationTaskArn();
        awaitStatus(arn, "ready");
        return arn;
    }

    private void startTask(String arn) {
        client.startReplicationTask(
                start -> start.replicationTaskArn(arn).startReplicationTaskType("start-replication"));
    }

    private void awaitStatus(String arn, String status) {
        await().atMost(Duration.ofSeconds(30)).until(() -> task(arn).status().equals(status));
    }

    private ReplicationTask task(String arn) {
        return client.describeReplicationTasks(
                        describe -> describe.filters(Emulated.named("replication-task-arn", arn)))
                .replicationTasks()
                .get(0);
    }

    private TableStatistics statistics(String arn) {
        return client.describeTableStatistics(
                        describe -> describe.replicationTaskArn(arn).filters(Emulated.named("table-name", "items")))
                .tableStatistics()
                .get(0);
    }

    private void awaitSame() {
        var rows = "select coalesce(string_agg(i::text, ';' order by id), '') from %s.items i";
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(single(target, rows.formatted("copy")))
                .isEqualTo(single(source, rows.formatted("shop"))));
    }
}
