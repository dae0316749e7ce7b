package io.windowreload.local.dms.api;

import static io.windowreload.local.dms.api.NamedFilters.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.ReplicationTask;
import io.windowreload.local.dms.cloud.TaskLife;
import io.windowreload.local.dms.load.TableCounters;
import io.windowreload.local.dms.wire.Members;
import io.windowreload.local.dms.wire.WireJson;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starting, stopping, deleting and describing tasks. */
final class TaskOperations {
    static final Set<String> START_TYPES = Set.of("start-replication", "resume-processing", "reload-target");
    private static final int MOST_TABLES = 500;
    private static final NamedFilters<ReplicationTask> TASK_FILTERS = new NamedFilters<>(Map.of(
            "replication-task-arn",
            is(ReplicationTask::arn),
            "replication-task-id",
            is(task -> task.definition().identifier()),
            "migration-type",
            is(task -> task.definition().migrationType()),
            "replication-instance-arn",
            is(task -> task.definition().instanceArn()),
            "endpoint-arn",
            (task, arn) -> task.definition().sourceArn().equals(arn)
                    || task.definition().targetArn().equals(arn)));
    private static final NamedFilters<TableCounters.Snapshot> TABLE_FILTERS = new NamedFilters<>(Map.of(
            "schema-name", is(TableCounters.Snapshot::schema),
            "table-name", is(TableCounters.Snapshot::table),
            "table-state", is(table -> table.state().words())));

    private final Cloud cloud;
    private final TaskLife life;

    TaskOperations(Cloud cloud, TaskLife life) {
        this.cloud = cloud;
        this.life = life;
    }

    ObjectNode start(Members request) {
        var task = task(request);
        request.requiredText("StartReplicationTaskType");
        life.start(task, request.oneOf("StartReplicationTaskType", START_TYPES).orElseThrow());
        return answer(task);
    }

    ObjectNode stop(Members request) {
        var task = task(request);
        life.stop(task);
        return answer(task);
    }

    ObjectNode delete(Members request) {
        var task = task(request);
        life.delete(task);
        return answer(task);
    }

    ObjectNode describe(Members request) {
        var withSettings = !request.flag("WithoutSettings");
        var tasks = TASK_FILTERS.applyOrFail(request, List.copyOf(cloud.tasks().values()), "Replication Task");
        return Page.answer(
                request, "ReplicationTasks", tasks, Page.USUAL_MAXIMUM, task -> TaskJson.of(cloud, task, withSettings));
    }

    ObjectNode tableStatistics(Members request) {
        var task = task(request);
        var answer = statistics(request, "TableStatistics", task.tables(cloud.now()));
        answer.put("ReplicationTaskArn", task.arn());
        return answer;
    }

    static ObjectNode statistics(Members request, String list, List<TableCounters.Snapshot> all) {
        var tables = TABLE_FILTERS.apply(request, all);
        return Page.answer(request, list, tables, MOST_TABLES, TaskOperations::statistics);
    }

    ObjectNode reload(Members request) {
        var task = task(request);
        life.reload(task, TableReload.tables(request));
        return WireJson.object().put("ReplicationTaskArn", task.arn());
    }

    private static ObjectNode statistics(TableCounters.Snapshot table) {
        var node = WireJson.object();
        node.put("SchemaName", table.schema());
        node.put("TableName", table.table());
        count(node, "Inserts", table.inserts());
        count(node, "Deletes", table.deletes());
        count(node, "Updates", table.updates());
        count(node, "Ddls", 0);
        node.put("FullLoadRows", table.rows());
        node.put("FullLoadCondtnlChkFailedRows", 0);
        node.put("FullLoadErrorRows", 0);
        WireJson.put(node, "FullLoadStartTime", table.begun());
        WireJson.put(node, "FullLoadEndTime", table.ended());
        node.put("FullLoadReloaded", table.reloaded());
        WireJson.put(node, "LastUpdateTime", table.updated());
        node.put("TableState", table.state().words());
        node.put("ValidationPendingRecords", 0);
        node.put("ValidationFailedRecords", 0);
        node.put("ValidationSuspendedRecords", 0);
        node.put("ValidationState", "Not enabled");
        return node;
    }

    private static void count(ObjectNode node, String counter, long changes) {
        node.put(counter, changes);
        node.put("Applied" + counter, changes);
    }

    private ReplicationTask task(Members request) {
        return cloud.task(request.requiredText("ReplicationTaskArn"));
    }

    private ObjectNode answer(ReplicationTask task) {
        var answer = WireJson.object();
        answer.set("ReplicationTask", TaskJson.of(cloud, task, true));
        return answer;
    }
}
