package io.windowreload.local.dms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Arns;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.ReplicationTask;
import io.windowreload.local.dms.cloud.TaskStatus;
import io.windowreload.local.dms.load.TableCounters;
import io.windowreload.local.dms.load.TableState;
import io.windowreload.local.dms.wire.WireJson;
import java.util.List;

/** The structure {@code ReplicationTask}. */
final class TaskJson {
    private static final int DONE = 100;

    private TaskJson() {}

    static ObjectNode of(Cloud cloud, ReplicationTask task, boolean withSettings) {
        var definition = task.definition();
        var node = WireJson.object();
        node.put("ReplicationTaskIdentifier", definition.identifier());
        node.put("SourceEndpointArn", definition.sourceArn());
        node.put("TargetEndpointArn", definition.targetArn());
        node.put("ReplicationInstanceArn", definition.instanceArn());
        node.put("MigrationType", definition.migrationType());
        if (withSettings) {
            node.put("TableMappings", definition.mappingsText());
            node.put("ReplicationTaskSettings", settings(cloud, task));
        }
        node.put("Status", task.status().word());
        WireJson.put(node, "LastFailureMessage", task.lastFailure());
        WireJson.put(node, "StopReason", task.stopReason());
        WireJson.put(node, "ReplicationTaskCreationDate", task.created());
        WireJson.put(node, "ReplicationTaskStartDate", task.start());
        WireJson.put(node, "CdcStartPosition", definition.cdcStartPosition());
        WireJson.put(node, "CdcStopPosition", definition.cdcStopPosition());
        node.put("ReplicationTaskArn", task.arn());
        if (task.hasRun()) {
            node.set("ReplicationTaskStats", stats(cloud, task));
        }
        WireJson.put(node, "TaskData", definition.taskData());
        return node;
    }

    private static String settings(Cloud cloud, ReplicationTask task) {
        var settings = task.definition().settings().document().deepCopy();
        if (settings.path("Logging").path("EnableLogging").asBoolean()) {
            var logging = settings.withObject("/Logging");
            logging.put("CloudWatchLogGroup", "dms-tasks-" + cloud.instance().identifier());
            logging.put("CloudWatchLogStream", "dms-task-" + Arns.resource(task.arn()));
        }
        return settings.toString();
    }

    static ObjectNode stats(Cloud cloud, ReplicationTask task) {
        var now = cloud.now();
        var tables = task.tables(now);
        var node = WireJson.object();
        node.put("FullLoadProgressPercent", percent(task, tables));
        node.put("ElapsedTimeMillis", task.elapsed(now).toMillis());
        node.put("TablesLoaded", count(tables, TableState.COMPLETED));
        node.put("TablesLoading", count(tables, TableState.FULL_LOAD) + count(tables, TableState.RELOADED));
        node.put("TablesQueued", count(tables, TableState.BEFORE_LOAD));
        node.put("TablesErrored", count(tables, TableState.ERROR));
        WireJson.put(node, "FreshStartDate", task.freshStart());
        WireJson.put(node, "StartDate", task.start());
        WireJson.put(node, "StopDate", task.stop(now));
        WireJson.put(node, "FullLoadStartDate", task.start());
        WireJson.put(node, "FullLoadFinishDate", task.loadEnd(now));
        return node;
    }

    // 100 also for a task that failed: seen at AWS, and a trap that a client must not fall into.
    private static int percent(ReplicationTask task, List<TableCounters.Snapshot> tables) {
        if (task.status() == TaskStatus.FAILED) {
            return DONE;
        }
        if (tables.isEmpty()) {
            return task.status() == TaskStatus.STOPPED ? DONE : 0;
        }
        var ended = tables.stream().filter(table -> table.ended() != null).count();
        var loading = tables.stream()
                .filter(table -> table.ended() == null && table.rows() > 0)
                .count();
        return (int) ((2 * ended + loading) * DONE / (2L * tables.size()));
    }

    private static int count(List<TableCounters.Snapshot> tables, TableState state) {
        return (int) tables.stream().filter(table -> table.state() == state).count();
    }
}
