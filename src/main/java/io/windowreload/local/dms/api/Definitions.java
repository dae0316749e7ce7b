package io.windowreload.local.dms.api;

import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.DatabaseEndpoint.Side;
import io.windowreload.local.dms.cloud.TaskDefinition;
import io.windowreload.local.dms.load.DocumentReading;
import io.windowreload.local.dms.mapping.MappingParser;
import io.windowreload.local.dms.mapping.ParsedSettings;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.Members;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a task or a serverless replication shall do, and refuses what AWS refuses. */
final class Definitions {
    private static final Set<String> TYPES =
            Set.of(TaskDefinition.FULL_LOAD, TaskDefinition.CDC, TaskDefinition.FULL_LOAD_AND_CDC);
    private static final Pattern IDENTIFIER = Pattern.compile("(?=.{1,255}$)[A-Za-z](?:-?[A-Za-z0-9])*");
    private static final Pattern RESOURCE = Pattern.compile("(?=.{1,31}$)[A-Za-z](?:-?[A-Za-z0-9])*");

    private final Cloud cloud;
    private final DocumentReading reading;

    Definitions(Cloud cloud, DocumentReading reading) {
        this.cloud = cloud;
        this.reading = reading;
    }

    TaskDefinition task(Members request) {
        var instanceArn = request.requiredText("ReplicationInstanceArn");
        var definition =
                read(request, "ReplicationTaskIdentifier", "MigrationType", "ReplicationTaskSettings", instanceArn);
        requireInstance(instanceArn);
        return definition;
    }

    TaskDefinition replication(Members request) {
        return read(request, "ReplicationConfigIdentifier", "ReplicationType", "ReplicationSettings", null);
    }

    private TaskDefinition read(Members request, String identifier, String type, String settings, String instanceArn) {
        request.requiredText(type);
        var definition = new TaskDefinition(
                identifier(request.requiredText(identifier), identifier),
                request.requiredText("SourceEndpointArn"),
                request.requiredText("TargetEndpointArn"),
                instanceArn,
                request.oneOf(type, TYPES).orElseThrow(),
                request.requiredText("TableMappings"),
                MappingParser.parse(request.requiredText("TableMappings")),
                settings(request.text(settings).orElse(null)),
                request.text("CdcStartPosition").orElse(null),
                request.text("CdcStopPosition").orElse(null),
                request.text("TaskData").orElse(null));
        cloud.endpoint(definition.sourceArn(), Side.SOURCE);
        cloud.endpoint(definition.targetArn(), Side.TARGET);
        return definition;
    }

    /** The old definition with what a modify request names. */
    TaskDefinition modified(TaskDefinition old, Members request, String identifier, String type, String settings) {
        var mappings = request.text("TableMappings");
        var newSettings = request.text(settings);
        return new TaskDefinition(
                request.text(identifier)
                        .map(text -> identifier(text, identifier))
                        .orElse(old.identifier()),
                old.sourceArn(),
                old.targetArn(),
                old.instanceArn(),
                request.oneOf(type, TYPES).orElse(old.migrationType()),
                mappings.orElse(old.mappingsText()),
                mappings.map(MappingParser::parse).orElse(old.mappings()),
                newSettings.map(this::settings).orElse(old.settings()),
                request.text("CdcStartPosition").orElse(old.cdcStartPosition()),
                request.text("CdcStopPosition").orElse(old.cdcStopPosition()),
                request.text("TaskData").orElse(old.taskData()));
    }

    private ParsedSettings settings(String given) {
        return ParsedSettings.parse(given, reading.refuseUnknownSettings());
    }

    private static String identifier(String text, String parameter) {
        if (!IDENTIFIER.matcher(text).matches()) {
            throw AwsError.invalidValue("The parameter " + parameter + " is not a valid identifier. Identifiers must "
                    + "begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with "
                    + "a hyphen or contain two consecutive hyphens.");
        }
        return text;
    }

    void requireInstance(String arn) {
        if (!arn.equals(cloud.instance().arn())) {
            throw AwsError.notFound("Replication Instance " + arn + " not found.");
        }
    }

    /** The ARN with the resource identifier that a request gives, or one made up. */
    String arn(Members request, String kind) {
        var resource = request.text("ResourceIdentifier");
        if (resource.isEmpty()) {
            return cloud.arns().random(kind);
        }
        if (!RESOURCE.matcher(resource.get()).matches()) {
            throw AwsError.invalidValue("The parameter ResourceIdentifier is not a valid identifier.");
        }
        return cloud.arns().of(kind, resource.get());
    }
}
