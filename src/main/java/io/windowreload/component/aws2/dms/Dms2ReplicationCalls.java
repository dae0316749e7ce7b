package io.windowreload.component.aws2.dms;

import static io.windowreload.component.aws2.dms.Dms2Parameters.*;

import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTableStatisticsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTableStatisticsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationsResponse;
import software.amazon.awssdk.services.databasemigration.model.ReloadReplicationTablesRequest;
import software.amazon.awssdk.services.databasemigration.model.ReloadReplicationTablesResponse;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationRequest;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationResponse;
import software.amazon.awssdk.services.databasemigration.model.StopReplicationRequest;
import software.amazon.awssdk.services.databasemigration.model.StopReplicationResponse;

/** The calls about serverless replications, which follow from their configurations. */
final class Dms2ReplicationCalls {
    static final Dms2Call<StartReplicationRequest, StartReplicationResponse> START = Dms2Call.single(
            StartReplicationRequest.class,
            input -> StartReplicationRequest.builder()
                    .replicationConfigArn(input.required(REPLICATION_CONFIG_ARN))
                    .startReplicationType(input.required(START_REPLICATION_TYPE))
                    .premigrationAssessmentSettings(input.optional(PREMIGRATION_ASSESSMENT_SETTINGS))
                    .cdcStartTime(input.optional(CDC_START_TIME))
                    .cdcStartPosition(input.optional(CDC_START_POSITION))
                    .cdcStopPosition(input.optional(CDC_STOP_POSITION))
                    .build(),
            DatabaseMigrationClient::startReplication,
            (response, message) -> Dms2Headers.replication(response.replication(), message));

    static final Dms2Call<StopReplicationRequest, StopReplicationResponse> STOP = Dms2Call.single(
            StopReplicationRequest.class,
            input -> StopReplicationRequest.builder()
                    .replicationConfigArn(input.required(REPLICATION_CONFIG_ARN))
                    .build(),
            DatabaseMigrationClient::stopReplication,
            (response, message) -> Dms2Headers.replication(response.replication(), message));

    static final Dms2Call<DescribeReplicationsRequest, DescribeReplicationsResponse> DESCRIBE = new Dms2Call<>(
            DescribeReplicationsRequest.class,
            input -> DescribeReplicationsRequest.builder()
                    .filters(Dms2Filters.ofReplications(input))
                    .maxRecords(input.optional(MAX_RECORDS))
                    .marker(input.optional(MARKER))
                    .build(),
            DatabaseMigrationClient::describeReplications,
            new Dms2Pages<>(
                    DatabaseMigrationClient::describeReplicationsPaginator,
                    DescribeReplicationsResponse::replications,
                    DescribeReplicationsResponse::marker,
                    (last, all) ->
                            last.toBuilder().replications(all).marker(null).build()),
            (response, message) -> Dms2Headers.only(
                    response.replications(),
                    message,
                    Dms2Headers::replication,
                    Dms2Constants.REPLICATION_STATUS,
                    Dms2Constants.STOP_REASON));

    static final Dms2Call<DescribeReplicationTableStatisticsRequest, DescribeReplicationTableStatisticsResponse>
            TABLE_STATISTICS = new Dms2Call<>(
                    DescribeReplicationTableStatisticsRequest.class,
                    input -> DescribeReplicationTableStatisticsRequest.builder()
                            .replicationConfigArn(input.required(REPLICATION_CONFIG_ARN))
                            .filters(Dms2Filters.given(input))
                            .maxRecords(input.optional(MAX_RECORDS))
                            .marker(input.optional(MARKER))
                            .build(),
                    DatabaseMigrationClient::describeReplicationTableStatistics,
                    new Dms2Pages<>(
                            DatabaseMigrationClient::describeReplicationTableStatisticsPaginator,
                            DescribeReplicationTableStatisticsResponse::replicationTableStatistics,
                            DescribeReplicationTableStatisticsResponse::marker,
                            (last, all) -> last.toBuilder()
                                    .replicationTableStatistics(all)
                                    .marker(null)
                                    .build()),
                    (response, message) -> Dms2Headers.set(
                            message, Dms2Constants.REPLICATION_CONFIG_ARN, response.replicationConfigArn()));

    static final Dms2Call<ReloadReplicationTablesRequest, ReloadReplicationTablesResponse> RELOAD_TABLES =
            Dms2Call.single(
                    ReloadReplicationTablesRequest.class,
                    input -> ReloadReplicationTablesRequest.builder()
                            .replicationConfigArn(input.required(REPLICATION_CONFIG_ARN))
                            .tablesToReload(input.required(TABLES_TO_RELOAD))
                            .reloadOption(input.optional(RELOAD_OPTION))
                            .build(),
                    DatabaseMigrationClient::reloadReplicationTables,
                    (response, message) -> Dms2Headers.set(
                            message, Dms2Constants.REPLICATION_CONFIG_ARN, response.replicationConfigArn()));

    private Dms2ReplicationCalls() {}
}
