package io.windowreload.local.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.windowreload.local.EmulatedDms;
import io.windowreload.local.dms.DmsEmulator;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/** A test that takes the emulator as its users do: with its databases, by the annotation. */
@DmsEmulatorTest
class DmsEmulatorExtensionTest {
    private static final String MAPPINGS = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"SHOP","table-name":"%"}},
             {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-action":"convert-lowercase",
              "rule-target":"schema","object-locator":{"schema-name":"%"}},
             {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-action":"convert-lowercase",
              "rule-target":"table","object-locator":{"schema-name":"%","table-name":"%"}}]}""";

    private DmsEmulator dms;

    @BeforeEach
    void take(DmsEmulator given) {
        dms = given;
    }

    @Test
    void a_table_moves_from_the_source_that_it_brings_to_the_target_that_it_brings(EmulatedDms emulated)
            throws Exception {
        run(
                emulated,
                "create schema SHOP",
                "create table SHOP.ITEMS (ID NUMBER(9) primary key)",
                "insert into SHOP.ITEMS" + " values (1), (2)");
        try (var client = client(emulated)) {
            var arn = client.createReplicationTask(create -> create.replicationTaskIdentifier("all")
                            .replicationInstanceArn(dms.replicationInstanceArn())
                            .sourceEndpointArn(dms.sourceEndpointArn())
                            .targetEndpointArn(dms.targetEndpointArn())
                            .migrationType("full-load")
                            .tableMappings(MAPPINGS))
                    .replicationTask()
                    .replicationTaskArn();
            await().until(() -> status(client).equals("ready"));
            client.startReplicationTask(
                    start -> start.replicationTaskArn(arn).startReplicationTaskType("start-replication"));
            await().until(() -> status(client).equals("stopped"));
        }
        try (var connection = emulated.getTarget().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from shop.items")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(2);
        }
    }

    @Test
    void all_tests_of_a_class_have_the_same_one(EmulatedDms emulated) {
        assertThat(emulated.emulator()).isSameAs(dms);
        assertThat(emulated.isRunning()).isTrue();
        assertThat(emulated.start()).isSameAs(emulated);
    }

    @Test
    void what_is_not_started_says_so_and_what_was_stopped_answers_no_more() {
        try (var another = new EmulatedDms()
                .withSource("jdbc:h2:mem:another", "sa", "")
                .withTarget("jdbc:h2:mem:another", "sa", "")) {
            assertThatThrownBy(another::getEndpoint).hasMessageContaining("call start() first");
            another.start().stop();
            assertThat(another.isRunning()).isFalse();
        }
    }

    private static String status(DatabaseMigrationClient client) {
        return client.describeReplicationTasks().replicationTasks().stream()
                .filter(task -> task.replicationTaskIdentifier().equals("all"))
                .findFirst()
                .orElseThrow()
                .status();
    }

    private static DatabaseMigrationClient client(EmulatedDms emulated) {
        return DatabaseMigrationClient.builder()
                .endpointOverride(emulated.getEndpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    private static void run(EmulatedDms emulated, String... statements) throws SQLException {
        try (var connection = emulated.getSource().connect();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
