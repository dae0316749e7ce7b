package io.windowreload.component.aws2.dms;

import static io.windowreload.component.aws2.dms.Dms2Parameters.*;

import java.util.List;
import org.apache.camel.Message;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.Connection;
import software.amazon.awssdk.services.databasemigration.model.DescribeConnectionsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeConnectionsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationInstancesRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationInstancesResponse;
import software.amazon.awssdk.services.databasemigration.model.TestConnectionRequest;
import software.amazon.awssdk.services.databasemigration.model.TestConnectionResponse;

/** The calls about what tasks need around them: replication instances and their connections to endpoints. */
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
            (response, message) -> tellOnly(response.connections(), message));

    static final Dms2Call<TestConnectionRequest, TestConnectionResponse> TEST_CONNECTION = Dms2Call.single(
            TestConnectionRequest.class,
            input -> TestConnectionRequest.builder()
                    .replicationInstanceArn(input.required(REPLICATION_INSTANCE_ARN))
                    .endpointArn(input.required(ENDPOINT_ARN))
                    .build(),
            DatabaseMigrationClient::testConnection,
            (response, message) -> tellOnly(List.of(response.connection()), message));

    private Dms2ResourceCalls() {}

    private static void tellOnly(List<Connection> connections, Message message) {
        if (connections.size() == 1) {
            message.setHeader(
                    Dms2Constants.CONNECTION_STATUS, connections.get(0).status());
        } else {
            message.removeHeader(Dms2Constants.CONNECTION_STATUS);
        }
    }
}
