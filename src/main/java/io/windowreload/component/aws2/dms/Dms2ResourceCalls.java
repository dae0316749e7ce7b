package io.windowreload.component.aws2.dms;

import static io.windowreload.component.aws2.dms.Dms2Parameters.*;

import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeAccountAttributesResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeConnectionsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeConnectionsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeEventsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeEventsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationInstancesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationInstancesResponse;
import software.amazon.awssdk.services.databasemigration.model.TestConnectionRequest;
import software.amazon.awssdk.services.databasemigration.model.TestConnectionResponse;

/** The calls about what tasks need around them: replication instances, endpoints, their connections, events, quotas. */
final class Dms2ResourceCalls {
    static final Dms2Call<DescribeReplicationInstancesRequest, DescribeReplicationInstancesResponse> INSTANCES =
            new Dms2Call<>(
                    DescribeReplicationInstancesRequest.class,
                    input -> DescribeReplicationInstancesRequest.builder()
                            .filters(Dms2Filters.ofInstances(input))
                            .maxRecords(input.optional(MAX_RECORDS))
                            .marker(input.optional(MARKER))
                            .build(),
                    DatabaseMigrationClient::describeReplicationInstances,
                    new Dms2Pages<>(
                            DatabaseMigrationClient::describeReplicationInstancesPaginator,
                            DescribeReplicationInstancesResponse::replicationInstances,
                            DescribeReplicationInstancesResponse::marker,
                            (last, all) -> last.toBuilder()
                                    .replicationInstances(all)
                                    .marker(null)
                                    .build()),
                    (response, message) -> {});

    static final Dms2Call<DescribeEndpointsRequest, DescribeEndpointsResponse> ENDPOINTS = new Dms2Call<>(
            DescribeEndpointsRequest.class,
            input -> DescribeEndpointsRequest.builder()
                    .filters(Dms2Filters.ofEndpoints(input))
                    .maxRecords(input.optional(MAX_RECORDS))
                    .marker(input.optional(MARKER))
                    .build(),
            DatabaseMigrationClient::describeEndpoints,
            new Dms2Pages<>(
                    DatabaseMigrationClient::describeEndpointsPaginator,
                    DescribeEndpointsResponse::endpoints,
                    DescribeEndpointsResponse::marker,
                    (last, all) -> last.toBuilder().endpoints(all).marker(null).build()),
            (response, message) -> {});

    static final Dms2Call<DescribeConnectionsRequest, DescribeConnectionsResponse> CONNECTIONS = new Dms2Call<>(
            DescribeConnectionsRequest.class,
            input -> DescribeConnectionsRequest.builder()
                    .filters(Dms2Filters.ofConnections(input))
                    .maxRecords(input.optional(MAX_RECORDS))
                    .marker(input.optional(MARKER))
                    .build(),
            DatabaseMigrationClient::describeConnections,
            new Dms2Pages<>(
                    DatabaseMigrationClient::describeConnectionsPaginator,
                    DescribeConnectionsResponse::connections,
                    DescribeConnectionsResponse::marker,
                    (last, all) ->
                            last.toBuilder().connections(all).marker(null).build()),
            (response, message) -> Dms2Headers.only(
                    response.connections(), message, Dms2Headers::connection, Dms2Constants.CONNECTION_STATUS));

    static final Dms2Call<TestConnectionRequest, TestConnectionResponse> TEST_CONNECTION = Dms2Call.single(
            TestConnectionRequest.class,
            input -> TestConnectionRequest.builder()
                    .replicationInstanceArn(input.required(REPLICATION_INSTANCE_ARN))
                    .endpointArn(input.required(ENDPOINT_ARN))
                    .build(),
            DatabaseMigrationClient::testConnection,
            (response, message) -> Dms2Headers.connection(response.connection(), message));

    static final Dms2Call<DescribeEventsRequest, DescribeEventsResponse> EVENTS = new Dms2Call<>(
            DescribeEventsRequest.class,
            input -> DescribeEventsRequest.builder()
                    .sourceIdentifier(input.optional(SOURCE_IDENTIFIER))
                    .sourceType(input.optional(SOURCE_TYPE))
                    .startTime(input.optional(START_TIME))
                    .endTime(input.optional(END_TIME))
                    .duration(input.optional(DURATION))
                    .eventCategories(input.optional(EVENT_CATEGORIES))
                    .filters(Dms2Filters.given(input))
                    .maxRecords(input.optional(MAX_RECORDS))
                    .marker(input.optional(MARKER))
                    .build(),
            DatabaseMigrationClient::describeEvents,
            new Dms2Pages<>(
                    DatabaseMigrationClient::describeEventsPaginator,
                    DescribeEventsResponse::events,
                    DescribeEventsResponse::marker,
                    (last, all) -> last.toBuilder().events(all).marker(null).build()),
            (response, message) -> {});

    static final Dms2Call<DescribeAccountAttributesRequest, DescribeAccountAttributesResponse> ACCOUNT_ATTRIBUTES =
            Dms2Call.single(
                    DescribeAccountAttributesRequest.class,
                    input -> DescribeAccountAttributesRequest.builder().build(),
                    DatabaseMigrationClient::describeAccountAttributes,
                    (response, message) -> {});

    private Dms2ResourceCalls() {}
}
