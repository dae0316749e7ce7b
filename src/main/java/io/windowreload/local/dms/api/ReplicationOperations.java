package io.windowreload.local.dms.api;

import static io.windowreload.local.dms.api.NamedFilters.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.ReplicationTask;
import io.windowreload.local.dms.cloud.TaskLife;
import io.windowreload.local.dms.cloud.TaskStatus;
import io.windowreload.local.dms.wire.Members;
import io.windowreload.local.dms.wire.WireJson;
import java.util.List;
import java.util.Map;

/** Serverless replications: they live like tasks, without an instance and without a connection test of one's own. */
final class ReplicationOperations {
    private static final NamedFilters<ReplicationTask> FILTERS = new NamedFilters<>(Map.of(
            "replication-config-arn", is(ReplicationTask::arn),
            "replication-config-id", is(replication -> replication.definition().identifier())));

    private final Cloud cloud;
    private final TaskLife life;

    ReplicationOperations(Cloud cloud, TaskLife life) {
        this.cloud = cloud;
        this.life = life;
    }

    ObjectNode start(Members request) {
        var replication = replication(request);
        request.requiredText("StartReplicationType");
        life.start(
                replication,
                request.oneOf("StartReplicationType", TaskOperations.START_TYPES)
                        .orElseThrow());
        return answer(replication);
    }

    ObjectNode stop(Members request) {
        var replication = replication(request);
        life.stop(replication);
        return answer(replication);
    }

    ObjectNode describe(Members request) {
        var replications = cloud.configs().values().stream()
                .map(config -> config.replication())
                .toList();
        return Page.answer(
                request,
                "Replications",
                FILTERS.applyOrFail(request, replications, "Replication"),
                Page.USUAL_MAXIMUM,
                this::json);
    }

    ObjectNode tableStatistics(Members request) {
        var replication = replication(request);
        var answer = TaskOperations.statistics(request, "ReplicationTableStatistics", replication.tables(cloud.now()));
        answer.put("ReplicationConfigArn", replication.arn());
        return answer;
    }

    ObjectNode reload(Members request) {
        var replication = replication(request);
        life.reload(replication, TableReload.tables(request));
        return WireJson.object().put("ReplicationConfigArn", replication.arn());
    }

    private ReplicationTask replication(Members request) {
        return cloud.config(request.requiredText("ReplicationConfigArn")).replication();
    }

    private ObjectNode answer(ReplicationTask replication) {
        var answer = WireJson.object();
        answer.set("Replication", json(replication));
        return answer;
    }

    private ObjectNode json(ReplicationTask replication) {
        var definition = replication.definition();
        var node = WireJson.object();
        node.put("ReplicationConfigIdentifier", definition.identifier());
        node.put("ReplicationConfigArn", replication.arn());
        node.put("SourceEndpointArn", definition.sourceArn());
        node.put("TargetEndpointArn", definition.targetArn());
        node.put("ReplicationType", definition.migrationType());
        node.put("Status", status(replication));
        if (replication.provisioned()) {
            node.set("ProvisionData", provisionData(replication));
        }
        WireJson.put(node, "StopReason", replication.stopReason());
        if (replication.lastFailure() != null) {
            node.set("FailureMessages", WireJson.texts(List.of(replication.lastFailure())));
        }
        if (replication.hasRun()) {
            node.set("ReplicationStats", TaskJson.stats(cloud, replication));
        }
        WireJson.put(node, "ReplicationCreateTime", replication.created());
        WireJson.put(node, "ReplicationUpdateTime", replication.created());
        WireJson.put(node, "ReplicationLastStopTime", replication.stop(cloud.now()));
        return node;
    }

    /** As much as it may use: how much it needs is not emulated. */
    private ObjectNode provisionData(ReplicationTask replication) {
        var node = WireJson.object();
        node.put("ProvisionState", "provisioned");
        node.set(
                "ProvisionedCapacityUnits",
                cloud.config(replication.arn()).compute().path("MaxCapacityUnits"));
        WireJson.put(node, "DateProvisioned", replication.start());
        node.put("IsNewProvisioningAvailable", false);
        return node;
    }

    /** Words of its own for what comes before "running". */
    private static String status(ReplicationTask replication) {
        return replication.provisioning() != null
                ? replication.provisioning()
                : replication.status() == TaskStatus.READY
                        ? "created"
                        : replication.status().word();
    }
}
