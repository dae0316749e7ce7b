package io.windowreload.routes;

import io.windowreload.load.CdcReport;
import io.windowreload.load.StandingTask;
import io.windowreload.load.TaskReport;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.databasemigration.model.ComputeConfig;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationConfigsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationsResponse;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationConfig;

/** What DMS tells of serverless replications in the words of the room {@code load}. Status and numbers are a replication's, all else its config's. */
final class Replications {
    private static final String UNKNOWN = "unknown";

    private Replications() {}

    /** A config that was just made: DMS tells no status of it. */
    static TaskReport made(ReplicationConfig config) {
        return new TaskReport(config.replicationConfigArn(), "created", null, null, 0, 0);
    }

    static TaskReport one(DescribeReplicationsResponse answer) {
        return answer.replications().stream()
                .findFirst()
                .map(Replications::report)
                .orElseThrow(() -> new ReloadException(ErrorCode.DMS_NOT_FOUND, "DMS describes no such replication"));
    }

    private static TaskReport report(Replication replication) {
        var statistics = replication.replicationStats();
        return new TaskReport(
                replication.replicationConfigArn(),
                status(replication),
                replication.stopReason(),
                replication.failureMessages().isEmpty() ? null : String.join("; ", replication.failureMessages()),
                statistics == null || statistics.tablesErrored() == null ? 0 : statistics.tablesErrored(),
                statistics == null || statistics.fullLoadProgressPercent() == null
                        ? 0
                        : statistics.fullLoadProgressPercent());
    }

    private static String status(Replication replication) {
        return replication.status() == null ? UNKNOWN : replication.status();
    }

    static String identifier(DescribeReplicationsResponse answer) {
        return answer.replications().stream()
                .findFirst()
                .map(Replication::replicationConfigIdentifier)
                .orElseThrow(() -> new ReloadException(ErrorCode.DMS_NOT_FOUND, "DMS describes no such replication"));
    }

    static List<StandingTask> standing(DescribeReplicationsResponse answer) {
        return answer.replications().stream()
                .map(replication -> new StandingTask(
                        replication.replicationConfigIdentifier(),
                        replication.replicationConfigArn(),
                        status(replication),
                        replication.replicationCreateTime()))
                .toList();
    }

    /** An ongoing replication: its config, and what it is doing, which may be nothing yet. */
    static CdcReport cdc(DescribeReplicationConfigsResponse configs, DescribeReplicationsResponse replications) {
        var status = replications.replications().stream()
                .findFirst()
                .map(Replications::status)
                .orElse(UNKNOWN);
        return configs.replicationConfigs().stream()
                .findFirst()
                .map(config -> new CdcReport(
                        config.replicationConfigArn(),
                        config.replicationTypeAsString(),
                        status,
                        config.replicationSettings(),
                        config.tableMappings(),
                        config.sourceEndpointArn(),
                        config.targetEndpointArn(),
                        null,
                        compute(config.computeConfig())))
                .orElseThrow(() ->
                        new ReloadException(ErrorCode.DMS_NOT_FOUND, "DMS describes no such CDC replication config"));
    }

    /** Its members that are set, by the API's names. */
    private static Map<String, Object> compute(ComputeConfig config) {
        var members = new TreeMap<String, Object>();
        if (config != null) {
            config.sdkFields().forEach(field -> config.getValueForField(field.memberName(), Object.class)
                    .filter(value -> !(value instanceof List<?> list) || !list.isEmpty())
                    .ifPresent(value -> members.put(field.memberName(), value)));
        }
        return members;
    }
}
