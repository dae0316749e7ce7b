package io.windowreload.routes;

import io.windowreload.load.CdcLook;
import io.windowreload.load.CdcPosition;
import io.windowreload.load.CdcReport;
import io.windowreload.load.ConnectionReport;
import io.windowreload.load.EndpointReport;
import io.windowreload.load.InstanceReport;
import io.windowreload.load.StandingTask;
import io.windowreload.load.TableReport;
import io.windowreload.load.TaskReport;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.LoadKind;
import io.windowreload.window.ReloadException;
import io.windowreload.window.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationConfigResponse;
import software.amazon.awssdk.services.databasemigration.model.CreateReplicationTaskResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeConnectionsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationConfigsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationInstancesResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTableStatisticsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTasksResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeTableStatisticsResponse;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;
import software.amazon.awssdk.services.databasemigration.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.databasemigration.model.ReplicationInstance;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;
import software.amazon.awssdk.services.databasemigration.model.TableStatistics;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** The answers of DMS in the words of the room {@code load}. */
public final class DmsReports {
    private static final Pattern FAILS_ON_TRUNCATION = Pattern.compile("(?i)failTasksOnLobTruncation=(true|yes|y)");

    /** The task, or the replication, of a create or of a describe; an empty description means that it is gone. */
    public TaskReport task(Object answer) {
        if (answer instanceof CreateReplicationTaskResponse created) {
            return report(created.replicationTask());
        }
        if (answer instanceof CreateReplicationConfigResponse made) {
            return Replications.made(made.replicationConfig());
        }
        if (answer instanceof DescribeReplicationsResponse replications) {
            return Replications.one(replications);
        }
        return ((DescribeReplicationTasksResponse) answer)
                .replicationTasks().stream()
                        .findFirst()
                        .map(DmsReports::report)
                        .orElseThrow(() -> new ReloadException(ErrorCode.DMS_NOT_FOUND, "DMS describes no such task"));
    }

    private static TaskReport report(ReplicationTask task) {
        var statistics = task.replicationTaskStats();
        return new TaskReport(
                task.replicationTaskArn(),
                task.status() == null ? "unknown" : task.status(),
                task.stopReason(),
                task.lastFailureMessage(),
                statistics == null || statistics.tablesErrored() == null ? 0 : statistics.tablesErrored(),
                statistics == null || statistics.fullLoadProgressPercent() == null
                        ? 0
                        : statistics.fullLoadProgressPercent());
    }

    /** All tasks, or replications, that an answer describes. */
    public List<StandingTask> standing(Object answer) {
        if (answer instanceof DescribeReplicationsResponse replications) {
            return Replications.standing(replications);
        }
        return ((DescribeReplicationTasksResponse) answer)
                .replicationTasks().stream()
                        .map(task -> new StandingTask(
                                task.replicationTaskIdentifier(),
                                task.replicationTaskArn(),
                                task.status() == null ? "unknown" : task.status(),
                                task.replicationTaskCreationDate()))
                        .toList();
    }

    public Map<String, String> tags(ListTagsForResourceResponse answer) {
        return answer.tagList().stream().collect(Collectors.toMap(Tag::key, Tag::value));
    }

    /** Tasks and replications have the same statistics of tables. */
    public List<TableReport> tables(Object answer) {
        var tables = answer instanceof DescribeReplicationTableStatisticsResponse replication
                ? replication.replicationTableStatistics()
                : ((DescribeTableStatisticsResponse) answer).tableStatistics();
        return tables.stream().map(DmsReports::report).toList();
    }

    private static TableReport report(TableStatistics table) {
        return new TableReport(
                new TableName(table.schemaName(), table.tableName()),
                table.tableState() == null ? "unknown" : table.tableState(),
                orZero(table.fullLoadRows()),
                orZero(table.fullLoadErrorRows()) + orZero(table.fullLoadCondtnlChkFailedRows()),
                table.validationState());
    }

    private static long orZero(Long number) {
        return number == null ? 0 : number;
    }

    /** The ongoing CDC task, with its settings. */
    public CdcReport cdc(DescribeReplicationTasksResponse answer) {
        return answer.replicationTasks().stream()
                .findFirst()
                .map(task -> new CdcReport(
                        task.replicationTaskArn(),
                        task.migrationTypeAsString(),
                        task.status() == null ? "unknown" : task.status(),
                        task.replicationTaskSettings(),
                        task.tableMappings(),
                        task.sourceEndpointArn(),
                        task.targetEndpointArn(),
                        task.replicationInstanceArn(),
                        Map.of()))
                .orElseThrow(() -> new ReloadException(ErrorCode.DMS_NOT_FOUND, "DMS describes no such CDC task"));
    }

    /** An ongoing serverless replication, with its settings, from the description of its config. */
    public CdcReport serverlessCdc(
            DescribeReplicationConfigsResponse config, DescribeReplicationsResponse replication) {
        return Replications.cdc(config, replication);
    }

    /** The name of the only replication that was asked for, which is its config's. */
    public String identifier(DescribeReplicationsResponse answer) {
        return Replications.identifier(answer);
    }

    /** How routes spell the kind of what an ARN names. */
    public String kind(String arn) {
        return LoadKind.of(arn).word();
    }

    /** All that was seen of a CDC task. */
    public CdcLook look(CdcReport task, List<TableReport> tables, CdcPosition position) {
        return new CdcLook(task, tables, position);
    }

    /** The first of the names of which nothing was seen yet. */
    public String next(List<String> names, List<?> seen) {
        return names.get(seen == null ? 0 : seen.size());
    }

    /** What was seen, and this as well. */
    public List<Object> also(List<?> seen, Object another) {
        var all = new ArrayList<Object>(seen == null ? List.of() : seen);
        all.add(another);
        return all;
    }

    /** The identifier of the only instance that was asked for. */
    public String instanceIdentifier(DescribeReplicationInstancesResponse answer) {
        return answer.replicationInstances().stream()
                .findFirst()
                .map(ReplicationInstance::replicationInstanceIdentifier)
                .orElseThrow(() -> new ReloadException(ErrorCode.DMS_NOT_FOUND, "DMS describes no such instance"));
    }

    public List<InstanceReport> instances(DescribeReplicationInstancesResponse answer) {
        return answer.replicationInstances().stream()
                .map(instance ->
                        new InstanceReport(instance.replicationInstanceArn(), instance.replicationInstanceStatus()))
                .toList();
    }

    /** The only endpoint that was asked for. */
    public EndpointReport endpoint(DescribeEndpointsResponse answer) {
        return answer.endpoints().stream()
                .findFirst()
                .map(endpoint -> new EndpointReport(
                        endpoint.endpointArn(),
                        endpoint.endpointTypeAsString().toLowerCase(Locale.ROOT),
                        endpoint.engineName(),
                        endpoint.username(),
                        failsOnLobTruncation(endpoint),
                        script(endpoint),
                        EndpointValues.of(endpoint)))
                .orElseThrow(() -> new ReloadException(ErrorCode.DMS_NOT_FOUND, "DMS describes no such endpoint"));
    }

    /** It may stand among the engine's settings, or in the older text of extra attributes. */
    private static boolean failsOnLobTruncation(Endpoint endpoint) {
        var attributes = String.valueOf(endpoint.extraConnectionAttributes());
        return FAILS_ON_TRUNCATION.matcher(attributes).find()
                || (endpoint.oracleSettings() != null
                        && Boolean.TRUE.equals(endpoint.oracleSettings().failTasksOnLobTruncation()))
                || (endpoint.postgreSQLSettings() != null
                        && Boolean.TRUE.equals(endpoint.postgreSQLSettings().failTasksOnLobTruncation()));
    }

    /** The same two places. */
    private static String script(Endpoint endpoint) {
        var settings = endpoint.postgreSQLSettings();
        return settings == null || settings.afterConnectScript() == null
                ? endpoint.extraConnectionAttributes()
                : settings.afterConnectScript();
    }

    public List<ConnectionReport> connections(DescribeConnectionsResponse answer) {
        return answer.connections().stream()
                .map(connection -> new ConnectionReport(
                        connection.endpointArn(), connection.status(), connection.lastFailureMessage()))
                .toList();
    }
}
