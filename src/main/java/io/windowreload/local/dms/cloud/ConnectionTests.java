package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.wire.AwsError;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** Connection tests: asynchronous, one at a time for an endpoint, and real. Called under the {@link Cloud}'s monitor. */
public final class ConnectionTests {
    private final Cloud cloud;

    public ConnectionTests(Cloud cloud) {
        this.cloud = cloud;
    }

    /** The tests that have been made, with their last result. */
    public List<ConnectionTest> known() {
        return cloud.connections().values().stream()
                .filter(test -> !untested(test.endpointArn()))
                .toList();
    }

    /** Refuses where the last test of an endpoint is not known to be good. */
    void requireSuccessful(String endpointArn) {
        var test = cloud.connections().get(endpointArn);
        if (test == null || !test.status().equals(ConnectionTest.SUCCESSFUL) || untested(endpointArn)) {
            throw AwsError.invalidState("Test connection for replication instance "
                    + cloud.instance().identifier() + " and endpoint "
                    + cloud.endpoints().get(endpointArn).identifier()
                    + " should be successful for starting the replication task");
        }
    }

    /** Begins a test, whose result is known a while later. */
    public ConnectionTest begin(DatabaseEndpoint endpoint) {
        var last = cloud.connections().get(endpoint.arn());
        if (last != null && last.status().equals(ConnectionTest.TESTING)) {
            throw AwsError.invalidState("Connection is already being tested");
        }
        cloud.faults().heal(FaultKind.UNTESTED_CONNECTION, side(endpoint));
        var begun = new ConnectionTest(endpoint.arn(), ConnectionTest.TESTING, null);
        cloud.connections().put(endpoint.arn(), begun);
        cloud.later(cloud.delays().connectionTest(), () -> test(endpoint));
        return begun;
    }

    // In a thread of its own: a database that does not answer must not hold up the cloud.
    private void test(DatabaseEndpoint endpoint) {
        var tester = new Thread(() -> {
            var result = result(endpoint);
            synchronized (cloud) {
                cloud.connections().put(endpoint.arn(), result);
                cloud.changed();
            }
        });
        tester.setDaemon(true);
        tester.start();
    }

    private ConnectionTest result(DatabaseEndpoint endpoint) {
        var fault = cloud.faults().take(FaultKind.FAILED_CONNECTION, side(endpoint));
        if (fault.isPresent()) {
            return failed(endpoint, fault.map(Fault::text).orElseThrow());
        }
        try (var connection = endpoint.address().connect()) {
            return new ConnectionTest(endpoint.arn(), ConnectionTest.SUCCESSFUL, null);
        } catch (SQLException e) {
            return failed(endpoint, e.getMessage());
        }
    }

    private static ConnectionTest failed(DatabaseEndpoint endpoint, String why) {
        return new ConnectionTest(
                endpoint.arn(),
                ConnectionTest.FAILED,
                "Test Endpoint failed: Application-Status: 1020912, Application-Message: " + why);
    }

    private boolean untested(String endpointArn) {
        return cloud.faults()
                .present(FaultKind.UNTESTED_CONNECTION, side(cloud.endpoints().get(endpointArn)))
                .isPresent();
    }

    private static String side(DatabaseEndpoint endpoint) {
        return endpoint.side().name().toLowerCase(Locale.ROOT);
    }
}
