package io.windowreload.local.dms.api;

import static io.windowreload.local.dms.api.NamedFilters.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.ConnectionTest;
import io.windowreload.local.dms.cloud.ConnectionTests;
import io.windowreload.local.dms.cloud.DatabaseEndpoint;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import io.windowreload.local.dms.wire.WireJson;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Describing endpoints, describing and testing their connections. */
final class EndpointOperations {
    private static final NamedFilters<DatabaseEndpoint> ENDPOINT_FILTERS = new NamedFilters<>(Map.of(
            "endpoint-arn", is(DatabaseEndpoint::arn),
            "endpoint-type", is(EndpointOperations::type),
            "endpoint-id", is(DatabaseEndpoint::identifier),
            "engine-name", is(DatabaseEndpoint::engine)));

    private final Cloud cloud;
    private final ConnectionTests tests;
    private final NamedFilters<ConnectionTest> connectionFilters;

    EndpointOperations(Cloud cloud, ConnectionTests tests) {
        this.cloud = cloud;
        this.tests = tests;
        connectionFilters = new NamedFilters<>(Map.of(
                "endpoint-arn",
                is(ConnectionTest::endpointArn),
                "replication-instance-arn",
                (test, arn) -> cloud.instance().arn().equals(arn)));
    }

    ObjectNode describeEndpoints(Members request) {
        var endpoints = ENDPOINT_FILTERS.applyOrFail(
                request, List.copyOf(cloud.endpoints().values()), "Endpoint");
        return Page.answer(request, "Endpoints", endpoints, Page.USUAL_MAXIMUM, EndpointOperations::json);
    }

    private static ObjectNode json(DatabaseEndpoint endpoint) {
        var node = WireJson.object();
        node.put("EndpointIdentifier", endpoint.identifier());
        node.put("EndpointType", type(endpoint).toUpperCase(Locale.ROOT));
        node.put("EngineName", endpoint.engine());
        node.put("EngineDisplayName", endpoint.engine().equals("oracle") ? "Oracle" : "PostgreSQL");
        if (!endpoint.address().user().isEmpty()) {
            node.put("Username", endpoint.address().user());
        }
        node.put("Status", "active");
        node.put("EndpointArn", endpoint.arn());
        node.put("SslMode", "none");
        if (!endpoint.attributes().isEmpty()) {
            node.put("ExtraConnectionAttributes", endpoint.attributes());
        }
        if (!endpoint.afterConnectScript().isEmpty()) {
            node.putObject("PostgreSQLSettings").put("AfterConnectScript", endpoint.afterConnectScript());
        }
        return node;
    }

    private static String type(DatabaseEndpoint endpoint) {
        return endpoint.side().name().toLowerCase(Locale.ROOT);
    }

    ObjectNode describeConnections(Members request) {
        var connections = connectionFilters.apply(request, tests.known());
        return Page.answer(request, "Connections", connections, Page.USUAL_MAXIMUM, this::json);
    }

    ObjectNode testConnection(Members request) {
        var instanceArn = request.requiredText("ReplicationInstanceArn");
        var endpointArn = request.requiredText("EndpointArn");
        if (!instanceArn.equals(cloud.instance().arn())) {
            throw AwsError.notFound("Replication Instance " + instanceArn + " not found.");
        }
        var endpoint = cloud.endpoints().get(endpointArn);
        if (endpoint == null) {
            throw AwsError.notFound("Endpoint " + endpointArn + " not found.");
        }
        var answer = WireJson.object();
        answer.set("Connection", json(tests.begin(endpoint)));
        return answer;
    }

    private ObjectNode json(ConnectionTest test) {
        var node = WireJson.object();
        node.put("ReplicationInstanceArn", cloud.instance().arn());
        node.put("EndpointArn", test.endpointArn());
        node.put("Status", test.status());
        WireJson.put(node, "LastFailureMessage", test.failure());
        node.put("EndpointIdentifier", cloud.endpoints().get(test.endpointArn()).identifier());
        node.put("ReplicationInstanceIdentifier", cloud.instance().identifier());
        return node;
    }
}
