package io.windowreload.component.aws2.dms;

import static io.windowreload.component.aws2.dms.Dms2Parameters.*;

import java.util.Objects;
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
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.MoveReplicationTaskRequest;
import software.amazon.awssdk.services.databasemigration.model.MoveReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.ReloadTablesRequest;
import software.amazon.awssdk.services.databasemigration.model.ReloadTablesResponse;
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
            (response, message) -> Dms2Headers.task(response.replicationTask(), message));

    static final Dms2Call<ModifyReplicationTaskRequest, ModifyReplicationTaskResponse> MODIFY = Dms2Call.single(
            ModifyReplicationTaskRequest.class,
            Dms2TaskCalls::modify,
            DatabaseMigrationClient::modifyReplicationTask,
            (response, message) -> Dms2Headers.task(response.replicationTask(), message));

    static final Dms2Call<MoveReplicationTaskRequest, MoveReplicationTaskResponse> MOVE = Dms2Call.single(
            MoveReplicationTaskRequest.class,
            input -> MoveReplicationTaskRequest.builder()
                    .replicationTaskArn(input.required(REPLICATION_TASK_ARN))
                    .targetReplicationInstanceArn(input.required(TARGET_REPLICATION_INSTANCE_ARN))
                    .build(),
            DatabaseMigrationClient::moveReplicationTask,
            (response, message) -> Dms2Headers.task(response.replicationTask(), message));

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
            (response, message) -> Dms2Headers.task(response.replicationTask(), message));

    static final Dms2Call<StopReplicationTaskRequest, StopReplicationTaskResponse> STOP = Dms2Call.single(
            StopReplicationTaskRequest.class,
            input -> StopReplicationTaskRequest.builder()
                    .replicationTaskArn(input.required(REPLICATION_TASK_ARN))
                    .build(),
            DatabaseMigrationClient::stopReplicationTask,
            (response, message) -> Dms2Headers.task(response.replicationTask(), message));

    static final Dms2Call<DeleteReplicationTaskRequest, DeleteReplicationTaskResponse> DELETE = Dms2Call.single(
            DeleteReplicationTaskRequest.class,
            input -> DeleteReplicationTaskRequest.builder()
                    .replicationTaskArn(input.required(REPLICATION_TASK_ARN))
                    .build(),
            DatabaseMigrationClient::deleteReplicationTask,
            (response, message) -> Dms2Headers.task(response.replicationTask(), message));

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
            (response, message) -> Dms2Headers.only(
                    response.replicationTasks(),
                    message,
                    Dms2Headers::task,
                    Dms2Constants.REPLICATION_TASK_STATUS,
                    Dms2Constants.STOP_REASON));

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
                    (response, message) -> Dms2Headers.set(
                            message, Dms2Constants.REPLICATION_TASK_ARN, response.replicationTaskArn()));

    static final Dms2Call<ReloadTablesRequest, ReloadTablesResponse> RELOAD_TABLES = Dms2Call.single(
            ReloadTablesRequest.class,
            input -> ReloadTablesRequest.builder()
                    .replicationTaskArn(input.required(REPLICATION_TASK_ARN))
                    .tablesToReload(input.required(TABLES_TO_RELOAD))
                    .reloadOption(input.optional(RELOAD_OPTION))
                    .build(),
            DatabaseMigrationClient::reloadTables,
            (response, message) ->
                    Dms2Headers.set(message, Dms2Constants.REPLICATION_TASK_ARN, response.replicationTaskArn()));

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

    /** What is not given stays as it is; the migration type has no default here for that reason. */
    private static ModifyReplicationTaskRequest modify(Dms2Input input) {
        return ModifyReplicationTaskRequest.builder()
                .replicationTaskArn(input.required(REPLICATION_TASK_ARN))
                .replicationTaskIdentifier(input.optional(REPLICATION_TASK_IDENTIFIER))
                .migrationType(input.optional(MIGRATION_TYPE))
                .tableMappings(input.optional(TABLE_MAPPINGS))
                .replicationTaskSettings(input.optional(REPLICATION_TASK_SETTINGS))
                .cdcStartTime(input.optional(CDC_START_TIME))
                .cdcStartPosition(input.optional(CDC_START_POSITION))
                .cdcStopPosition(input.optional(CDC_STOP_POSITION))
                .taskData(input.optional(TASK_DATA))
                .build();
    }
}
