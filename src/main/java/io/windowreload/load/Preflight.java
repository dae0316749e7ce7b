package io.windowreload.load;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.List;

/** What must be true of DMS before a task is made: start would be refused otherwise, or the reload be stale at once. */
public final class Preflight {
    private Preflight() {}

    /** The instance must be {@code available}; while it is modified or upgraded it may become so. */
    public static void instance(List<InstanceReport> instances, String wanted) {
        if (wanted.isEmpty()) {
            throw new ReloadException(
                    ErrorCode.SETTINGS_INVALID,
                    "reload.dms.kind is task, and reload.dms.replication-instance-arn is empty");
        }
        var status = instances.stream()
                .filter(instance -> instance.arn().equals(wanted))
                .map(InstanceReport::status)
                .findFirst()
                .orElseThrow(() -> new ReloadException(ErrorCode.DMS_NOT_FOUND, "replication instance " + wanted));
        if (!status.equals("available")) {
            throw new ReloadException(ErrorCode.DMS_INSTANCE_UNAVAILABLE, wanted + " is '" + status + "'");
        }
    }

    /** The endpoint must be of that side, and a target be PostgreSQL: DMS takes no other for a task, or loads elsewhere. */
    public static void endpoint(EndpointReport endpoint, String side) {
        if (!side.equalsIgnoreCase(endpoint.type())) {
            throw new ReloadException(
                    ErrorCode.SETTINGS_INVALID,
                    "reload.dms." + side + "-endpoint-arn is a " + endpoint.type() + " endpoint: " + endpoint.arn());
        }
        if (side.equals("target") && !endpoint.engine().contains("postgres")) {
            throw new ReloadException(
                    ErrorCode.SETTINGS_INVALID,
                    "reload.dms.target-endpoint-arn is no PostgreSQL but " + endpoint.engine() + ": " + endpoint.arn());
        }
    }

    /** The endpoint's last connection test on the instance must have been successful, or DMS refuses to start the task. */
    public static void connection(List<ConnectionReport> connections, String endpointArn) {
        var connection = connections.stream()
                .filter(candidate -> candidate.endpointArn().equals(endpointArn))
                .findFirst()
                .orElseThrow(() ->
                        new ReloadException(ErrorCode.DMS_CONNECTION_UNTESTED, endpointArn + " was never tested"));
        if (!connection.status().equals("successful")) {
            throw new ReloadException(
                    ErrorCode.DMS_CONNECTION_UNTESTED,
                    endpointArn + " is '" + connection.status() + "'"
                            + (connection.failure() == null ? "" : ": " + connection.failure()));
        }
    }
}
