package io.windowreload.component.aws2.dms;

import static io.windowreload.component.aws2.dms.Dms2Parameters.*;

import java.util.Objects;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationConfigResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationConfigResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationConfigsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationConfigsResponse;
import software.amazon.awssdk.services.databasemigration.model.MigrationTypeValue;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationConfigRequest;
import software.amazon.awssdk.services.databasemigration.model.ModifyReplicationConfigResponse;

/** The calls about configurations of serverless replications. */
final class Dms2ReplicationConfigCalls {
    static final Dms2Call<CreateReplicationConfigRequest, CreateReplicationConfigResponse> CREATE = Dms2Call.single(
            CreateReplicationConfigRequest.class,
            Dms2ReplicationConfigCalls::create,
            DatabaseMigrationClient::createReplicationConfig,
            (response, message) -> Dms2Headers.config(response.replicationConfig(), message));

    static final Dms2Call<ModifyReplicationConfigRequest, ModifyReplicationConfigResponse> MODIFY = Dms2Call.single(
            ModifyReplicationConfigRequest.class,
            Dms2ReplicationConfigCalls::modify,
            DatabaseMigrationClient::modifyReplicationConfig,
            (response, message) -> Dms2Headers.config(response.replicationConfig(), message));

    static final Dms2Call<DeleteReplicationConfigRequest, DeleteReplicationConfigResponse> DELETE = Dms2Call.single(
            DeleteReplicationConfigRequest.class,
            input -> DeleteReplicationConfigRequest.builder()
                    .replicationConfigArn(input.required(REPLICATION_CONFIG_ARN))
                    .build(),
            DatabaseMigrationClient::deleteReplicationConfig,
            (response, message) -> Dms2Headers.config(response.replicationConfig(), message));

    static final Dms2Call<DescribeReplicationConfigsRequest, DescribeReplicationConfigsResponse> DESCRIBE =
            new Dms2Call<>(
                    DescribeReplicationConfigsRequest.class,
                    input -> DescribeReplicationConfigsRequest.builder()
                            .filters(Dms2Filters.ofReplications(input))
                            .maxRecords(input.optional(MAX_RECORDS))
                            .marker(input.optional(MARKER))
                            .build(),
                    DatabaseMigrationClient::describeReplicationConfigs,
                    new Dms2Pages<>(
                            DatabaseMigrationClient::describeReplicationConfigsPaginator,
                            DescribeReplicationConfigsResponse::replicationConfigs,
                            DescribeReplicationConfigsResponse::marker,
                            (last, all) -> last.toBuilder()
                                    .replicationConfigs(all)
                                    .marker(null)
                                    .build()),
                    (response, message) ->
                            Dms2Headers.only(response.replicationConfigs(), message, Dms2Headers::config));

    private Dms2ReplicationConfigCalls() {}

    private static CreateReplicationConfigRequest create(Dms2Input input) {
        return CreateReplicationConfigRequest.builder()
                .replicationConfigIdentifier(input.required(REPLICATION_CONFIG_IDENTIFIER))
                .sourceEndpointArn(input.required(SOURCE_ENDPOINT_ARN))
                .targetEndpointArn(input.required(TARGET_ENDPOINT_ARN))
                .computeConfig(input.required(COMPUTE_CONFIG))
                .replicationType(Objects.requireNonNullElse(
                        input.optional(MIGRATION_TYPE), MigrationTypeValue.FULL_LOAD.toString()))
                .tableMappings(input.required(TABLE_MAPPINGS))
                .replicationSettings(input.optional(REPLICATION_SETTINGS))
                .supplementalSettings(input.optional(SUPPLEMENTAL_SETTINGS))
                .resourceIdentifier(input.optional(RESOURCE_IDENTIFIER))
                .tags(input.optional(TAGS))
                .build();
    }

    /** What is not given stays as it is. */
    private static ModifyReplicationConfigRequest modify(Dms2Input input) {
        return ModifyReplicationConfigRequest.builder()
                .replicationConfigArn(input.required(REPLICATION_CONFIG_ARN))
                .replicationConfigIdentifier(input.optional(REPLICATION_CONFIG_IDENTIFIER))
                .sourceEndpointArn(input.optional(SOURCE_ENDPOINT_ARN))
                .targetEndpointArn(input.optional(TARGET_ENDPOINT_ARN))
                .computeConfig(input.optional(COMPUTE_CONFIG))
                .replicationType(input.optional(MIGRATION_TYPE))
                .tableMappings(input.optional(TABLE_MAPPINGS))
                .replicationSettings(input.optional(REPLICATION_SETTINGS))
                .supplementalSettings(input.optional(SUPPLEMENTAL_SETTINGS))
                .build();
    }
}
