package io.windowreload.survive;

import java.net.URI;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** What a person with the AWS console would see and do. */
final class Dms {
    private Dms() {}

    static List<ReplicationTask> tasks(URI endpoint) {
        return with(endpoint, client -> client.describeReplicationTasks().replicationTasks());
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
                .httpClientBuilder(ApacheHttpClient.builder())
                .build()) {
            return call.apply(client);
        }
    }
}
