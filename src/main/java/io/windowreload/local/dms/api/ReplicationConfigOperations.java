package io.windowreload.local.dms.api;

import static io.windowreload.local.dms.api.NamedFilters.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.ReplicationConfig;
import io.windowreload.local.dms.cloud.ReplicationTask;
import io.windowreload.local.dms.cloud.TaskLife;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import io.windowreload.local.dms.wire.WireJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configurations of serverless replications. */
final class ReplicationConfigOperations {
    private static final NamedFilters<ReplicationConfig> FILTERS = new NamedFilters<>(Map.of(
            "replication-config-arn", is(config -> config.replication().arn()),
            "replication-config-id",
                    is(config -> config.replication().definition().identifier())));

    private final Cloud cloud;
    private final TaskLife life;
    private final Definitions definitions;

    ReplicationConfigOperations(Cloud cloud, TaskLife life, Definitions definitions) {
        this.cloud = cloud;
        this.life = life;
        this.definitions = definitions;
    }

    ObjectNode create(Members request) {
        var definition = definitions.replication(request);
        var compute = request.structure("ComputeConfig").orElseThrow(() -> Members.missing("ComputeConfig"));
        var tags = Tags.merged(new LinkedHashMap<>(), request.structures("Tags"));
        var arn = definitions.arn(request, "replication-config");
        for (var other : cloud.configs().values()) {
            if (other.replication().definition().identifier().equalsIgnoreCase(definition.identifier())) {
                throw AwsError.alreadyExists(
                        "Replication Config already exists.",
                        other.replication().arn());
            }
        }
        var replication = new ReplicationTask(arn, definition, cloud.now());
        var config = new ReplicationConfig(
                replication,
                compute.json(),
                request.text("SupplementalSettings").orElse(null),
                cloud.now());
        cloud.configs().put(arn, config);
        cloud.tags(arn).putAll(tags);
        life.create(replication);
        return answer(config);
    }

    ObjectNode modify(Members request) {
        var config = config(request);
        life.modify(
                config.replication(),
                definitions.modified(
                        config.replication().definition(),
                        request,
                        "ReplicationConfigIdentifier",
                        "ReplicationType",
                        "ReplicationSettings"));
        var changed = new ReplicationConfig(
                config.replication(),
                request.structure("ComputeConfig").map(Members::json).orElse(config.compute()),
                request.text("SupplementalSettings").orElse(config.supplementalSettings()),
                cloud.now());
        cloud.configs().put(config.replication().arn(), changed);
        return answer(changed);
    }

    ObjectNode delete(Members request) {
        var config = config(request);
        life.delete(config.replication());
        return answer(config);
    }

    ObjectNode describe(Members request) {
        var configs = FILTERS.applyOrFail(request, List.copyOf(cloud.configs().values()), "Replication Config");
        return Page.answer(
                request, "ReplicationConfigs", configs, Page.USUAL_MAXIMUM, ReplicationConfigOperations::json);
    }

    private ReplicationConfig config(Members request) {
        return cloud.config(request.requiredText("ReplicationConfigArn"));
    }

    private static ObjectNode answer(ReplicationConfig config) {
        var answer = WireJson.object();
        answer.set("ReplicationConfig", json(config));
        return answer;
    }

    private static ObjectNode json(ReplicationConfig config) {
        var definition = config.replication().definition();
        var node = WireJson.object();
        node.put("ReplicationConfigIdentifier", definition.identifier());
        node.put("ReplicationConfigArn", config.replication().arn());
        node.put("SourceEndpointArn", definition.sourceArn());
        node.put("TargetEndpointArn", definition.targetArn());
        node.put("ReplicationType", definition.migrationType());
        node.set("ComputeConfig", config.compute());
        node.put("ReplicationSettings", definition.settings().document().toString());
        WireJson.put(node, "SupplementalSettings", config.supplementalSettings());
        node.put("TableMappings", definition.mappingsText());
        WireJson.put(node, "ReplicationConfigCreateTime", config.replication().created());
        WireJson.put(node, "ReplicationConfigUpdateTime", config.updated());
        return node;
    }
}
