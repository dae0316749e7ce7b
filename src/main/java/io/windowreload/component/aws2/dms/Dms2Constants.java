package io.windowreload.component.aws2.dms;

import org.apache.camel.spi.Metadata;

/**
 * The headers of the component.
 */
public interface Dms2Constants extends Dms2AssessmentConstants, Dms2ReplicationConstants, Dms2ResponseConstants {
    @Metadata(label = "producer", description = "The operation to perform.", javaType = "String")
    String OPERATION = "CamelAwsDmsOperation";

    @Metadata(
            label = "createReplicationTask modifyReplicationTask describeReplicationTasks consumer",
            description = "The name of the replication task.",
            javaType = "String")
    String REPLICATION_TASK_IDENTIFIER = "CamelAwsDmsReplicationTaskIdentifier";

    @Metadata(
            label = "modifyReplicationTask moveReplicationTask startReplicationTask stopReplicationTask"
                    + " deleteReplicationTask describeReplicationTasks describeTableStatistics reloadTables"
                    + " startReplicationTaskAssessmentRun describeReplicationTaskAssessmentRuns"
                    + " describeReplicationTaskIndividualAssessments describeApplicableIndividualAssessments consumer",
            description = "The Amazon Resource Name (ARN) of the replication task. Responses that tell of one task"
                    + " set it.",
            javaType = "String")
    String REPLICATION_TASK_ARN = "CamelAwsDmsReplicationTaskArn";

    @Metadata(
            label = "createReplicationTask describeReplicationTasks describeReplicationInstances"
                    + " describeConnections testConnection describeReplicationTaskAssessmentRuns"
                    + " describeApplicableIndividualAssessments",
            description = "The ARN of the replication instance.",
            javaType = "String")
    String REPLICATION_INSTANCE_ARN = "CamelAwsDmsReplicationInstanceArn";

    @Metadata(
            label = "moveReplicationTask",
            description = "The ARN of the replication instance that the task moves to.",
            javaType = "String")
    String TARGET_REPLICATION_INSTANCE_ARN = "CamelAwsDmsTargetReplicationInstanceArn";

    @Metadata(
            label = "createReplicationTask createReplicationConfig modifyReplicationConfig",
            description = "The ARN of the endpoint that is read.",
            javaType = "String")
    String SOURCE_ENDPOINT_ARN = "CamelAwsDmsSourceEndpointArn";

    @Metadata(
            label = "createReplicationTask createReplicationConfig modifyReplicationConfig",
            description = "The ARN of the endpoint that is written.",
            javaType = "String")
    String TARGET_ENDPOINT_ARN = "CamelAwsDmsTargetEndpointArn";

    @Metadata(
            label = "testConnection describeConnections describeEndpoints describeReplicationTasks",
            description = "The ARN of the endpoint to test or to look for.",
            javaType = "String")
    String ENDPOINT_ARN = "CamelAwsDmsEndpointArn";

    @Metadata(
            label = "createReplicationTask modifyReplicationTask createReplicationConfig modifyReplicationConfig"
                    + " describeApplicableIndividualAssessments",
            description = "What is moved: full-load (what a new task gets if nothing is given), cdc or"
                    + " full-load-and-cdc.",
            javaType = "String")
    String MIGRATION_TYPE = "CamelAwsDmsMigrationType";

    @Metadata(
            label = "createReplicationTask modifyReplicationTask createReplicationConfig modifyReplicationConfig",
            description = "The table mappings as a JSON document.",
            javaType = "String")
    String TABLE_MAPPINGS = "CamelAwsDmsTableMappings";

    @Metadata(
            label = "createReplicationTask modifyReplicationTask",
            description = "The task settings as a JSON document.",
            javaType = "String")
    String REPLICATION_TASK_SETTINGS = "CamelAwsDmsReplicationTaskSettings";

    @Metadata(
            label = "createReplicationTask createReplicationConfig",
            description = "The last part of the ARN of what is created.",
            javaType = "String")
    String RESOURCE_IDENTIFIER = "CamelAwsDmsResourceIdentifier";

    @Metadata(
            label = "createReplicationTask createReplicationConfig startReplicationTaskAssessmentRun"
                    + " addTagsToResource",
            description = "Tags: a map of keys to values, or a collection of the SDK's Tag.",
            javaType = "Map<String, String>")
    String TAGS = "CamelAwsDmsTags";

    @Metadata(
            label = "removeTagsFromResource",
            description = "The keys of the tags to remove: a collection, or a text with commas.",
            javaType = "Collection<String>")
    String TAG_KEYS = "CamelAwsDmsTagKeys";

    @Metadata(
            label = "addTagsToResource listTagsForResource removeTagsFromResource",
            description = "The ARN of the tagged resource.",
            javaType = "String")
    String RESOURCE_ARN = "CamelAwsDmsResourceArn";

    @Metadata(
            label = "listTagsForResource",
            description = "The ARNs of several tagged resources: a collection, or a text with commas.",
            javaType = "Collection<String>")
    String RESOURCE_ARN_LIST = "CamelAwsDmsResourceArnList";

    @Metadata(
            label = "startReplicationTask",
            description = "How the task starts: start-replication, resume-processing or reload-target.",
            javaType = "String")
    String START_REPLICATION_TASK_TYPE = "CamelAwsDmsStartReplicationTaskType";

    @Metadata(
            label = "createReplicationTask modifyReplicationTask startReplicationTask startReplication",
            description = "The time from which changes are replicated: an Instant, a Date or an ISO-8601 text with"
                    + " an offset.",
            javaType = "java.time.Instant")
    String CDC_START_TIME = "CamelAwsDmsCdcStartTime";

    @Metadata(
            label = "createReplicationTask modifyReplicationTask startReplicationTask startReplication",
            description = "The position in the change log from which changes are replicated.",
            javaType = "String")
    String CDC_START_POSITION = "CamelAwsDmsCdcStartPosition";

    @Metadata(
            label = "createReplicationTask modifyReplicationTask startReplicationTask startReplication",
            description = "The server_time or commit_time at which the replication of changes ends.",
            javaType = "String")
    String CDC_STOP_POSITION = "CamelAwsDmsCdcStopPosition";

    @Metadata(
            label = "createReplicationTask modifyReplicationTask",
            description = "Supplemental information that some endpoints need.",
            javaType = "String")
    String TASK_DATA = "CamelAwsDmsTaskData";

    @Metadata(
            label = "reloadTables reloadReplicationTables",
            description = "The tables to load again: a map of schemas to one or several tables, a collection of the"
                    + " SDK's TableToReload, or a text schema.table with commas between.",
            javaType = "Map<String, Object>")
    String TABLES_TO_RELOAD = "CamelAwsDmsTablesToReload";

    @Metadata(
            label = "reloadTables reloadReplicationTables",
            description = "Whether to load again (data-reload) or only to validate again (validate-only).",
            javaType = "String")
    String RELOAD_OPTION = "CamelAwsDmsReloadOption";

    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances"
                    + " describeEndpoints describeConnections describeEvents describeReplicationTaskAssessmentRuns"
                    + " describeReplicationTaskIndividualAssessments describeReplicationConfigs describeReplications"
                    + " describeReplicationTableStatistics",
            description = "Filters: a map of names to a value or a collection of values, or a collection of the"
                    + " SDK's Filter. They replace the filters derived from ARNs and identifiers.",
            javaType = "Map<String, Object>")
    String FILTERS = "CamelAwsDmsFilters";

    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances"
                    + " describeEndpoints describeConnections describeEvents describeReplicationTaskAssessmentRuns"
                    + " describeReplicationTaskIndividualAssessments describeApplicableIndividualAssessments"
                    + " describeReplicationConfigs describeReplications describeReplicationTableStatistics",
            description = "The number of items on one page.",
            javaType = "Integer")
    String MAX_RECORDS = "CamelAwsDmsMaxRecords";

    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances"
                    + " describeEndpoints describeConnections describeEvents describeReplicationTaskAssessmentRuns"
                    + " describeReplicationTaskIndividualAssessments describeApplicableIndividualAssessments"
                    + " describeReplicationConfigs describeReplications describeReplicationTableStatistics",
            description = "Where to continue: the next marker of an earlier response.",
            javaType = "String")
    String MARKER = "CamelAwsDmsMarker";

    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances"
                    + " describeEndpoints describeConnections describeEvents describeReplicationTaskAssessmentRuns"
                    + " describeReplicationTaskIndividualAssessments describeApplicableIndividualAssessments"
                    + " describeReplicationConfigs describeReplications describeReplicationTableStatistics",
            description = "Whether to follow the pages to the last one.",
            javaType = "Boolean")
    String FOLLOW_PAGES = "CamelAwsDmsFollowPages";

    @Metadata(
            label = "describeReplicationTasks",
            description = "Whether to leave out the settings of the tasks.",
            javaType = "Boolean")
    String WITHOUT_SETTINGS = "CamelAwsDmsWithoutSettings";

    @Metadata(
            label = "describeEvents",
            description = "The identifier of the resource whose events are described.",
            javaType = "String")
    String SOURCE_IDENTIFIER = "CamelAwsDmsSourceIdentifier";

    @Metadata(
            label = "describeEvents",
            description = "The type of the resource whose events are described: replication-instance or"
                    + " replication-task.",
            javaType = "String")
    String SOURCE_TYPE = "CamelAwsDmsSourceType";

    @Metadata(
            label = "describeEvents",
            description = "The time from which events are described: an Instant, a Date or an ISO-8601 text with an"
                    + " offset.",
            javaType = "java.time.Instant")
    String START_TIME = "CamelAwsDmsStartTime";

    @Metadata(
            label = "describeEvents",
            description = "The time to which events are described: an Instant, a Date or an ISO-8601 text with an"
                    + " offset.",
            javaType = "java.time.Instant")
    String END_TIME = "CamelAwsDmsEndTime";

    @Metadata(
            label = "describeEvents",
            description = "The number of minutes of events to describe.",
            javaType = "Integer")
    String DURATION = "CamelAwsDmsDuration";

    @Metadata(
            label = "describeEvents",
            description = "The categories of the events to describe: a collection, or a text with commas.",
            javaType = "Collection<String>")
    String EVENT_CATEGORIES = "CamelAwsDmsEventCategories";
}
