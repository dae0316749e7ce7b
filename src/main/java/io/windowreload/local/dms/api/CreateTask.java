package io.windowreload.local.dms.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.DatabaseEndpoint.Side;
import io.windowreload.local.dms.cloud.ReplicationTask;
import io.windowreload.local.dms.cloud.TaskDefinition;
import io.windowreload.local.dms.cloud.TaskLife;
import io.windowreload.local.dms.load.Reading;
import io.windowreload.local.dms.mapping.MappingParser;
import io.windowreload.local.dms.mapping.TaskSettings;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Json;
import io.windowreload.local.dms.wire.Members;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code CreateReplicationTask}. */
final class CreateTask implements Operation {
    static final Set<String> MIGRATION_TYPES =
            Set.of(TaskDefinition.FULL_LOAD, TaskDefinition.CDC, TaskDefinition.FULL_LOAD_AND_CDC);
    private static final Pattern IDENTIFIER = Pattern.compile("(?=.{1,255}$)[A-Za-z](?:-?[A-Za-z0-9])*");
    private static final Pattern RESOURCE = Pattern.compile("(?=.{1,31}$)[A-Za-z](?:-?[A-Za-z0-9])*");
    private static final int TASKS_AN_INSTANCE = 200;

    private final Cloud cloud;
    private final TaskLife life;
    private final Reading reading;

    CreateTask(Cloud cloud, TaskLife life, Reading reading) {
        this.cloud = cloud;
        this.life = life;
        this.reading = reading;
    }

    @Override
    public ObjectNode answer(Members request) {
        var definition = definition(request);
        var tags = Tags.merged(new LinkedHashMap<>(), request.structures("Tags"));
        var arn = request.text("ResourceIdentifier").map(this::arn).orElseGet(() -> cloud.arns()
                .random("task"));
        requireFree(definition.identifier(), arn);
        var task = new ReplicationTask(arn, definition, cloud.now());
        cloud.tags(arn).putAll(tags);
        life.create(task);
        var answer = Json.object();
        answer.set("ReplicationTask", TaskJson.of(cloud, task, true));
        return answer;
    }

    private TaskDefinition definition(Members request) {
        var identifier = request.requiredText("ReplicationTaskIdentifier");
        if (!IDENTIFIER.matcher(identifier).matches()) {
            throw AwsError.invalidValue(
                    "The parameter ReplicationTaskIdentifier is not a valid identifier. Identifiers must "
                            + "begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with "
                            + "a hyphen or contain two consecutive hyphens.");
        }
        var sourceArn = request.requiredText("SourceEndpointArn");
        var targetArn = request.requiredText("TargetEndpointArn");
        var instanceArn = request.requiredText("ReplicationInstanceArn");
        request.requiredText("MigrationType");
        var type = request.oneOf("MigrationType", MIGRATION_TYPES).orElseThrow();
        var mappings = request.requiredText("TableMappings");
        cloud.endpoint(sourceArn, Side.SOURCE);
        cloud.endpoint(targetArn, Side.TARGET);
        if (!instanceArn.equals(cloud.instance().arn())) {
            throw AwsError.notFound("Replication Instance " + instanceArn + " not found.");
        }
        return new TaskDefinition(
                identifier,
                sourceArn,
                targetArn,
                instanceArn,
                type,
                mappings,
                MappingParser.parse(mappings),
                TaskSettings.parse(
                        request.text("ReplicationTaskSettings").orElse(null), reading.refuseUnknownSettings()),
                request.text("CdcStartPosition").orElse(null),
                request.text("CdcStopPosition").orElse(null),
                request.text("TaskData").orElse(null));
    }

    private String arn(String resource) {
        if (!RESOURCE.matcher(resource).matches()) {
            throw AwsError.invalidValue("The parameter ResourceIdentifier is not a valid identifier.");
        }
        return cloud.arns().of("task", resource);
    }

    private void requireFree(String identifier, String arn) {
        for (var task : cloud.tasks().values()) {
            if (task.definition().identifier().equalsIgnoreCase(identifier)
                    || task.arn().equals(arn)) {
                throw AwsError.alreadyExists("Replication Task already exists.", task.arn());
            }
        }
        if (cloud.tasks().size() >= TASKS_AN_INSTANCE) {
            throw AwsError.of("ResourceQuotaExceededFault", 400, "Replication Task quota exceeded");
        }
    }
}
