package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.DocumentReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.model.InvalidResourceStateException;

/** The documents and commands of the hand-run guide, as they stand in it: what DMS really makes of them. */
class GuideDocumentsTest {
    private static final Path MAPPING = Path.of("src/test/resources/guide/mapping.json");
    private static final Path SETTINGS = Path.of("src/test/resources/guide/settings.json");
    private static final String STAGING_OF_THE_GUIDE = """
            create schema staging;
            create table staging.customers (customer_id integer primary key, name varchar(100), email varchar(100),
                status varchar(20), created_at timestamp, updated_at timestamp,
                _dms_processing_status varchar(20) default 'NEW');""";
    private Emulated emulated = new Emulated();

    @AfterEach
    void close() {
        emulated.close();
    }

    @Test
    void its_mapping_is_refused_for_an_action_that_does_not_exist() {
        assertThatThrownBy(() -> emulated.create(Files.readString(MAPPING), Emulated.CAREFUL))
                .hasMessageContaining("Invalid table mappings document.");
    }

    @Test
    void its_settings_are_refused_for_settings_that_belong_to_an_endpoint() {
        assertThatThrownBy(() -> emulated.create(Emulated.JANUARY, Files.readString(SETTINGS)))
                .hasMessageContaining("Invalid task settings json")
                .hasMessageContaining("OracleSettings");
    }

    @Test
    void without_the_bad_rules_it_loads_whole_tables_beside_the_prepared_ones() throws IOException {
        emulated.close();
        emulated = new Emulated(options -> options.reading(DocumentReading.STRICT.ignoreUnknownSettings()));
        emulated.atTarget(STAGING_OF_THE_GUIDE);

        var task = emulated.load(withoutTransformations(), Files.readString(SETTINGS));

        assertThat(task.stopReason()).isEqualTo("Stop Reason FULL_LOAD_ONLY_FINISHED");
        assertThat(emulated.target("select count(*) from staging.customers")).isEqualTo("0");
        assertThat(emulated.target("select count(*) from staging.\"CUSTOMERS\""))
                .as("every row with a time, not January's")
                .isEqualTo("59");
    }

    @Test
    void its_staging_table_has_a_column_too_many() throws IOException {
        emulated.atTarget(STAGING_OF_THE_GUIDE);
        var mappings = Mappings.of(
                Mappings.include(1, "CUSTOMERS"),
                Mappings.toStaging(2),
                Mappings.lowerTables(3),
                Mappings.lowerColumns(4));

        var arn = emulated.load(mappings, "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}}")
                .replicationTaskArn();

        assertThat(emulated.statistics(arn, "CUSTOMERS").tableState()).isEqualTo("Table error");
        assertThat(emulated.target("select count(*) from staging.customers")).isEqualTo("0");
    }

    @Test
    void starting_right_after_creating_is_refused() {
        emulated.dms.faults().add(Fault.of(FaultKind.SLOW_READY).delay(Duration.ofSeconds(2)));
        var arn = emulated.client
                .createReplicationTask(
                        emulated.request("oracle-pg-historical-reload").build())
                .replicationTask()
                .replicationTaskArn();

        assertThatThrownBy(() -> emulated.start(arn)).isInstanceOf(InvalidResourceStateException.class);
        assertThat(emulated.awaitStatus(arn, "ready").stopReason()).isNull();
    }

    @Test
    void its_commands_run_with_the_command_line_of_aws() throws Exception {
        Shell.assume("the guide's commands with the AWS command line", "aws", "--version");
        var mapping = Files.writeString(Files.createTempFile("mapping", ".json"), withoutTransformations());
        var settings = Files.writeString(Files.createTempFile("settings", ".json"), Emulated.CAREFUL);

        var created = aws(List.of(
                "create-replication-task",
                "--replication-task-identifier",
                "oracle-pg-historical-reload-20250201000000",
                "--source-endpoint-arn",
                emulated.dms.sourceEndpointArn(),
                "--target-endpoint-arn",
                emulated.dms.targetEndpointArn(),
                "--replication-instance-arn",
                emulated.dms.replicationInstanceArn(),
                "--migration-type",
                "full-load",
                "--table-mappings",
                "file://" + mapping,
                "--replication-task-settings",
                "file://" + settings,
                "--tags",
                "Key=Purpose,Value=OraclePgHistoricalReload",
                "Key=TimeWindow,Value=2025-01-01T00:00:00-2025-01-31T23:59:59",
                "--query",
                "ReplicationTask.ReplicationTaskArn",
                "--output",
                "text"));
        var arn = created.output().strip();
        emulated.awaitStatus(arn, "ready");
        aws(List.of(
                "start-replication-task",
                "--replication-task-arn",
                arn,
                "--start-replication-task-type",
                "start-replication"));
        emulated.awaitEnd(arn);

        var polled = aws(List.of(
                "describe-replication-tasks",
                "--filters",
                "Name=replication-task-arn,Values=" + arn,
                "--query",
                "ReplicationTasks[0].[Status,ReplicationTaskStats.FullLoadProgressPercent]",
                "--output",
                "text"));
        assertThat(polled.output().strip()).isEqualTo("stopped\t100");
        Files.delete(mapping);
        Files.delete(settings);
    }

    private Shell.Result aws(List<String> arguments) throws Exception {
        var command = new ArrayList<>(
                List.of("aws", "dms", "--endpoint-url", emulated.dms.endpoint().toString(), "--region", "us-east-1"));
        command.addAll(arguments);
        var credentials = Map.of("AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", "test", "AWS_PAGER", "");
        var result = Shell.run(credentials, command);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result;
    }

    private static String withoutTransformations() throws IOException {
        var document = Files.readString(MAPPING);
        var cut = document.indexOf("\"rule-type\": \"transformation\"");
        return document.substring(0, document.lastIndexOf(',', cut)) + "]}";
    }
}
