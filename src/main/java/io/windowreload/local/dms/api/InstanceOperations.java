package io.windowreload.local.dms.api;

import static io.windowreload.local.dms.api.NamedFilters.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.ReplicationInstance;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.wire.Members;
import io.windowreload.local.dms.wire.WireJson;
import java.util.List;
import java.util.Map;

/** Describing the replication instance. */
final class InstanceOperations {
    private static final NamedFilters<ReplicationInstance> FILTERS = new NamedFilters<>(Map.of(
            "replication-instance-arn", is(ReplicationInstance::arn),
            "replication-instance-id", is(ReplicationInstance::identifier),
            "replication-instance-class", is(ReplicationInstance::instanceClass),
            "engine-version", is(ReplicationInstance::engineVersion)));

    private final Cloud cloud;

    InstanceOperations(Cloud cloud) {
        this.cloud = cloud;
    }

    ObjectNode describe(Members request) {
        var instances = FILTERS.applyOrFail(request, List.of(cloud.instance()), "Replication Instance");
        return Page.answer(request, "ReplicationInstances", instances, Page.USUAL_MAXIMUM, this::json);
    }

    private ObjectNode json(ReplicationInstance instance) {
        var node = WireJson.object();
        node.put("ReplicationInstanceIdentifier", instance.identifier());
        node.put("ReplicationInstanceClass", instance.instanceClass());
        node.put("ReplicationInstanceStatus", status(instance));
        node.put("AllocatedStorage", instance.allocatedStorage());
        WireJson.put(node, "InstanceCreateTime", instance.created());
        node.put("EngineVersion", instance.engineVersion());
        node.put("MultiAZ", false);
        node.put("AutoMinorVersionUpgrade", true);
        node.put("PubliclyAccessible", false);
        node.put("ReplicationInstanceArn", instance.arn());
        node.putArray("ReplicationInstancePrivateIpAddresses").add("127.0.0.1");
        return node;
    }

    private String status(ReplicationInstance instance) {
        return cloud.faults()
                .present(FaultKind.INSTANCE_STATUS, instance.identifier())
                .map(Fault::text)
                .map(text -> text.isEmpty() ? "storage-full" : text)
                .orElse("available");
    }
}
