package io.windowreload.local.dms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.ReplicationTask;
import io.windowreload.local.dms.cloud.TaskLife;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import io.windowreload.local.dms.wire.WireJson;
import java.util.LinkedHashMap;

/** Creating, modifying and moving tasks. */
final class TaskDefinitionOperations {
    private static final int TASKS_AN_INSTANCE = 200;

    private final Cloud cloud;
    private final TaskLife life;
    private final Definitions definitions;

    TaskDefinitionOperations(Cloud cloud, TaskLife life, Definitions definitions) {
        this.cloud = cloud;
        this.life = life;
        this.definitions = definitions;
    }

    ObjectNode create(Members request) {
        var definition = definitions.task(request);
        var tags = Tags.merged(new LinkedHashMap<>(), request.structures("Tags"));
        var arn = definitions.arn(request, "task");
        requireFree(definition.identifier(), arn, null);
        if (cloud.tasks().size() >= TASKS_AN_INSTANCE) {
            throw AwsError.of("ResourceQuotaExceededFault", 400, "Replication Task quota exceeded");
        }
        var task = new ReplicationTask(arn, definition, cloud.now());
        cloud.tasks().put(arn, task);
        cloud.tags(arn).putAll(tags);
        life.create(task);
        return answer(task);
    }

    ObjectNode modify(Members request) {
        var task = cloud.task(request.requiredText("ReplicationTaskArn"));
        var changed = definitions.modified(
                task.definition(), request, "ReplicationTaskIdentifier", "MigrationType", "ReplicationTaskSettings");
        requireFree(changed.identifier(), "", task);
        life.modify(task, changed);
        return answer(task);
    }

    ObjectNode move(Members request) {
        var task = cloud.task(request.requiredText("ReplicationTaskArn"));
        definitions.requireInstance(request.requiredText("TargetReplicationInstanceArn"));
        life.move(task);
        return answer(task);
    }

    private void requireFree(String identifier, String arn, ReplicationTask itself) {
        for (var task : cloud.tasks().values()) {
            var taken = task.definition().identifier().equalsIgnoreCase(identifier)
                    || task.arn().equals(arn);
            if (taken && task != itself) {
                throw AwsError.alreadyExists("Replication Task already exists.", task.arn());
            }
        }
    }

    private ObjectNode answer(ReplicationTask task) {
        var answer = WireJson.object();
        answer.set("ReplicationTask", TaskJson.of(cloud, task, true));
        return answer;
    }
}
