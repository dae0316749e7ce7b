package io.windowreload.survive;

import static org.awaitility.Awaitility.await;

import io.windowreload.local.dms.DmsEmulator;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** What a person with the AWS console would see and do. */
final class Dms {
    private static final String MAPPINGS = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"CUSTOMERS"}}]}""";

    private Dms() {}

    static List<ReplicationTask> tasks(URI endpoint) {
        return with(endpoint, client -> client.describeReplicationTasks().replicationTasks());
    }

    static List<Replication> replications(URI endpoint) {
        return with(endpoint, client -> client.describeReplications(all -> {}).replications());
    }

    static void stopReplication(URI endpoint, String arn) {
        with(endpoint, client -> client.stopReplication(stop -> stop.replicationConfigArn(arn)));
    }

    static void resumeReplication(URI endpoint, String arn) {
        with(
                endpoint,
                client -> client.startReplication(
                        start -> start.replicationConfigArn(arn).startReplicationType("resume-processing")));
    }

    static void replicationMappings(URI endpoint, String arn, String mappings) {
        with(
                endpoint,
                client -> client.modifyReplicationConfig(
                        modify -> modify.replicationConfigArn(arn).tableMappings(mappings)));
    }

    static void replicationSettings(URI endpoint, String arn, String settings) {
        with(
                endpoint,
                client -> client.modifyReplicationConfig(
                        modify -> modify.replicationConfigArn(arn).replicationSettings(settings)));
    }

    /** Makes a task, as whoever has the same names might. */
    static void create(DmsEmulator dms, String identifier, Map<String, String> tags) {
        with(
                dms.endpoint(),
                client -> client.createReplicationTask(create -> create.replicationTaskIdentifier(identifier)
                        .sourceEndpointArn(dms.sourceEndpointArn())
                        .targetEndpointArn(dms.targetEndpointArn())
                        .replicationInstanceArn(dms.replicationInstanceArn())
                        .migrationType("full-load")
                        .tableMappings(MAPPINGS)
                        .tags(tags.entrySet().stream()
                                .map(tag -> Tag.builder()
                                        .key(tag.getKey())
                                        .value(tag.getValue())
                                        .build())
                                .toList())));
    }

    /** Another task that captures changes, of its own rules; returns its ARN once it runs. */
    static String capture(DmsEmulator dms, String identifier, String type, String mappings) {
        return with(dms.endpoint(), client -> {
            var arn = client.createReplicationTask(create -> create.replicationTaskIdentifier(identifier)
                            .sourceEndpointArn(dms.sourceEndpointArn())
                            .targetEndpointArn(dms.targetEndpointArn())
                            .replicationInstanceArn(dms.replicationInstanceArn())
                            .migrationType(type)
                            .replicationTaskSettings("{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\"}}")
                            .tableMappings(mappings))
                    .replicationTask()
                    .replicationTaskArn();
            await().until(() -> status(dms.endpoint(), arn).equals("ready"));
            client.startReplicationTask(
                    start -> start.replicationTaskArn(arn).startReplicationTaskType("start-replication"));
            await().until(() -> status(dms.endpoint(), arn).equals("running"));
            return arn;
        });
    }

    static void stop(URI endpoint, String arn) {
        with(endpoint, client -> client.stopReplicationTask(stop -> stop.replicationTaskArn(arn)));
    }

    static void settings(URI endpoint, String arn, String settings) {
        with(
                endpoint,
                client -> client.modifyReplicationTask(
                        modify -> modify.replicationTaskArn(arn).replicationTaskSettings(settings)));
    }

    static void mappings(URI endpoint, String arn, String mappings) {
        with(
                endpoint,
                client -> client.modifyReplicationTask(
                        modify -> modify.replicationTaskArn(arn).tableMappings(mappings)));
    }

    static void resume(URI endpoint, String arn) {
        with(
                endpoint,
                client -> client.startReplicationTask(
                        start -> start.replicationTaskArn(arn).startReplicationTaskType("resume-processing")));
    }

    static String status(URI endpoint, String arn) {
        return tasks(endpoint).stream()
                .filter(task -> task.replicationTaskArn().equals(arn))
                .findFirst()
                .orElseThrow()
                .status();
    }

    private static <T> T with(URI endpoint, Function<DatabaseMigrationClient, T> call) {
        try (var client = DatabaseMigrationClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build()) {
            return call.apply(client);
        }
    }
}
