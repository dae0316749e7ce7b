package io.windowreload.component.aws2.dms;

import static io.windowreload.component.aws2.dms.Dms2Parameters.*;

import java.util.List;
import java.util.Objects;
import org.apache.camel.Message;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeTableStatisticsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeTableStatisticsResponse;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.StopReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.StopReplicationTaskResponse;

/** The calls about replication tasks: from their creation to their deletion, and what they are doing. */
final class Dms2TaskCalls {
    static final Dms2Call<CreateReplicationTaskRequest, CreateReplicationTaskResponse> CREATE = Dms2Call.single(
            CreateReplicationTaskRequest.class,
            Dms2TaskCalls::create,
            DatabaseMigrationClient::createReplicationTask,
            (response, message) -> tell(response.replicationTask(), message));

    static final Dms2Call<StartReplicationTaskRequest, StartReplicationTaskResponse> START = Dms2Call.single(
            StartReplicationTaskRequest.class,
            input -> StartReplicationTaskRequest.builder()
                    .replicationTaskArn(input.required(REPLICATION_TASK_ARN))
                    .startReplicationTaskType(input.required(START_REPLICATION_TASK_TYPE))
                    .cdcStartTime(input.optional(CDC_START_TIME))
                    .cdcStartPosition(input.optional(CDC_START_POSITION))
                    .cdcStopPosition(input.optional(CDC_STOP_POSITION))
                    .build(),
            DatabaseMigrationClient::startReplicationTask,
            (response, message) -> tell(response.replicationTask(), message));

    static final Dms2Call<StopReplicationTaskRequest, StopReplicationTaskResponse> STOP = Dms2Call.single(
            StopReplicationTaskRequest.class,
            input -> StopReplicationTaskRequest.builder()
                    .replicationTaskArn(input.required(REPLICATION_TASK_ARN))
                    .build(),
            DatabaseMigrationClient::stopReplicationTask,
            (response, message) -> tell(response.replicationTask(), message));

    static final Dms2Call<DeleteReplicationTaskRequest, DeleteReplicationTaskResponse> DELETE = Dms2Call.single(
            DeleteReplicationTaskRequest.class,
            input -> DeleteReplicationTaskRequest.builder()
                    .replicationTaskArn(input.required(REPLICATION_TASK_ARN))
                    .build(),
            DatabaseMigrationClient::deleteReplicationTask,
            (response, message) -> tell(response.replicationTask(), message));

    static final Dms2Call<DescribeReplicationTasksRequest, DescribeReplicationTasksResponse> DESCRIBE = new Dms2Call<>(
            DescribeReplicationTasksRequest.class,
            input -> DescribeReplicationTasksRequest.builder()
                    .filters(Dms2Filters.ofTasks(input))
                    .maxRecords(input.optional(MAX_RECORDS))
                    .marker(input.optional(MARKER))
                    .withoutSettings(input.optional(WITHOUT_SETTINGS))
                    .build(),
            DatabaseMigrationClient::describeReplicationTasks,
            new Dms2Pages<>(
                    DatabaseMigrationClient::describeReplicationTasksPaginator,
                    DescribeReplicationTasksResponse::replicationTasks,
                    DescribeReplicationTasksResponse::marker,
                    (last, all) ->
                            last.toBuilder().replicationTasks(all).marker(null).build()),
            (response, message) -> tellOnly(response.replicationTasks(), message));

    static final Dms2Call<DescribeTableStatisticsRequest, DescribeTableStatisticsResponse> TABLE_STATISTICS =
            new Dms2Call<>(
                    DescribeTableStatisticsRequest.class,
                    input -> DescribeTableStatisticsRequest.builder()
                            .replicationTaskArn(input.required(REPLICATION_TASK_ARN))
                            .filters(Dms2Filters.given(input))
                            .maxRecords(input.optional(MAX_RECORDS))
                            .marker(input.optional(MARKER))
                            .build(),
                    DatabaseMigrationClient::describeTableStatistics,
                    new Dms2Pages<>(
                            DatabaseMigrationClient::describeTableStatisticsPaginator,
                            DescribeTableStatisticsResponse::tableStatistics,
                            DescribeTableStatisticsResponse::marker,
                            (last, all) -> last.toBuilder()
                                    .tableStatistics(all)
                                    .marker(null)
                                    .build()),
                    (response, message) ->
                            message.setHeader(Dms2Constants.REPLICATION_TASK_ARN, response.replicationTaskArn()));

    private Dms2TaskCalls() {}

    private static CreateReplicationTaskRequest create(Dms2Input input) {
        return CreateReplicationTaskRequest.builder()
                .replicationTaskIdentifier(input.required(REPLICATION_TASK_IDENTIFIER))
                .sourceEndpointArn(input.required(SOURCE_ENDPOINT_ARN))
                .targetEndpointArn(input.required(TARGET_ENDPOINT_ARN))
                .replicationInstanceArn(input.required(REPLICATION_INSTANCE_ARN))
                .migrationType(Objects.requireNonNullElse(
                        input.optional(MIGRATION_TYPE), MigrationTypeValue.FULL_LOAD.toString()))
                .tableMappings(input.required(TABLE_MAPPINGS))
                .replicationTaskSettings(input.optional(REPLICATION_TASK_SETTINGS))
                .cdcStartTime(input.optional(CDC_START_TIME))
                .cdcStartPosition(input.optional(CDC_START_POSITION))
                .cdcStopPosition(input.optional(CDC_STOP_POSITION))
                .tags(input.optional(TAGS))
                .taskData(input.optional(TASK_DATA))
                .resourceIdentifier(input.optional(RESOURCE_IDENTIFIER))
                .build();
    }

    /** Several tasks or none leave the ARN alone, but a status must not be taken for that of another answer. */
    private static void tellOnly(List<ReplicationTask> tasks, Message message) {
        if (tasks.size() == 1) {
            tell(tasks.get(0), message);
            return;
        }
        message.removeHeader(Dms2Constants.REPLICATION_TASK_STATUS);
        message.removeHeader(Dms2Constants.STOP_REASON);
    }

    private static void tell(ReplicationTask task, Message message) {
        message.setHeader(Dms2Constants.REPLICATION_TASK_ARN, task.replicationTaskArn());
        message.setHeader(Dms2Constants.REPLICATION_TASK_STATUS, task.status());
        if (task.stopReason() == null) {
            message.removeHeader(Dms2Constants.STOP_REASON);
        } else {
            message.setHeader(Dms2Constants.STOP_REASON, task.stopReason());
        }
    }
}
