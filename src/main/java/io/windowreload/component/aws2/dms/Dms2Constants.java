package io.windowreload.component.aws2.dms;

import org.apache.camel.spi.Metadata;

/**
 * The headers of the component.
 */
public interface Dms2Constants {
    @Metadata(description = "The operation to perform.", javaType = "String")
    String OPERATION = "CamelAws2DmsOperation";

    @Metadata(
            label = "createReplicationTask describeReplicationTasks",
            description = "The name of the replication task.",
            javaType = "String")
    String REPLICATION_TASK_IDENTIFIER = "CamelAws2DmsReplicationTaskIdentifier";

    @Metadata(
            label = "startReplicationTask stopReplicationTask deleteReplicationTask describeReplicationTasks"
                    + " describeTableStatistics",
            description =
                    "The Amazon Resource Name (ARN) of the replication task. Responses that tell of one task set it.",
            javaType = "String")
    String REPLICATION_TASK_ARN = "CamelAws2DmsReplicationTaskArn";

    @Metadata(
            label = "createReplicationTask describeReplicationTasks describeReplicationInstances describeConnections"
                    + " testConnection",
            description = "The ARN of the replication instance.",
            javaType = "String")
    String REPLICATION_INSTANCE_ARN = "CamelAws2DmsReplicationInstanceArn";

    @Metadata(
            label = "createReplicationTask",
            description = "The ARN of the endpoint that is read.",
            javaType = "String")
    String SOURCE_ENDPOINT_ARN = "CamelAws2DmsSourceEndpointArn";

    @Metadata(
            label = "createReplicationTask",
            description = "The ARN of the endpoint that is written.",
            javaType = "String")
    String TARGET_ENDPOINT_ARN = "CamelAws2DmsTargetEndpointArn";

    @Metadata(
            label = "testConnection describeConnections describeReplicationTasks",
            description = "The ARN of the endpoint to test or to look for.",
            javaType = "String")
    String ENDPOINT_ARN = "CamelAws2DmsEndpointArn";

    @Metadata(
            label = "createReplicationTask",
            description = "What the task moves: full-load (what a new task gets if nothing is given), cdc or"
                    + " full-load-and-cdc.",
            javaType = "String")
    String MIGRATION_TYPE = "CamelAws2DmsMigrationType";

    @Metadata(
            label = "createReplicationTask",
            description = "The table mappings as a JSON document.",
            javaType = "String")
    String TABLE_MAPPINGS = "CamelAws2DmsTableMappings";

    @Metadata(
            label = "createReplicationTask",
            description = "The task settings as a JSON document.",
            javaType = "String")
    String REPLICATION_TASK_SETTINGS = "CamelAws2DmsReplicationTaskSettings";

    @Metadata(
            label = "createReplicationTask",
            description = "The last part of the ARN of what is created.",
            javaType = "String")
    String RESOURCE_IDENTIFIER = "CamelAws2DmsResourceIdentifier";

    @Metadata(
            label = "createReplicationTask",
            description = "Tags: a map of keys to values, or a collection of the SDK's Tag.",
            javaType = "Map<String, String>")
    String TAGS = "CamelAws2DmsTags";

    @Metadata(
            label = "startReplicationTask",
            description = "How the task starts: start-replication, resume-processing or reload-target.",
            javaType = "String")
    String START_REPLICATION_TASK_TYPE = "CamelAws2DmsStartReplicationTaskType";

    @Metadata(
            label = "createReplicationTask startReplicationTask",
            description = "The time from which changes are replicated: an Instant, a Date or an ISO-8601 text with an"
                    + " offset.",
            javaType = "java.time.Instant")
    String CDC_START_TIME = "CamelAws2DmsCdcStartTime";

    @Metadata(
            label = "createReplicationTask startReplicationTask",
            description = "The position in the change log from which changes are replicated.",
            javaType = "String")
    String CDC_START_POSITION = "CamelAws2DmsCdcStartPosition";

    @Metadata(
            label = "createReplicationTask startReplicationTask",
            description = "The server_time or commit_time at which the replication of changes ends.",
            javaType = "String")
    String CDC_STOP_POSITION = "CamelAws2DmsCdcStopPosition";

    @Metadata(
            label = "createReplicationTask",
            description = "Supplemental information that some endpoints need.",
            javaType = "String")
    String TASK_DATA = "CamelAws2DmsTaskData";

    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances describeConnections",
            description = "Filters: a map of names to a value or a collection of values, or a collection of the SDK's"
                    + " Filter. They replace the filters derived from ARNs and identifiers.",
            javaType = "Map<String, Object>")
    String FILTERS = "CamelAws2DmsFilters";

    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances describeConnections",
            description = "The number of items on one page.",
            javaType = "Integer")
    String MAX_RECORDS = "CamelAws2DmsMaxRecords";

    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances describeConnections",
            description = "Where to continue: the next marker of an earlier response.",
            javaType = "String")
    String MARKER = "CamelAws2DmsMarker";

    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances describeConnections",
            description = "Whether to follow the pages to the last one.",
            javaType = "Boolean")
    String FOLLOW_PAGES = "CamelAws2DmsFollowPages";

    @Metadata(
            label = "describeReplicationTasks",
            description = "Whether to leave out the settings of the tasks.",
            javaType = "Boolean")
    String WITHOUT_SETTINGS = "CamelAws2DmsWithoutSettings";

    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances describeConnections",
            description = "Response: where the next page begins. Absent if this was the last one.",
            javaType = "String")
    String NEXT_MARKER = "CamelAws2DmsNextMarker";

    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances describeConnections",
            description = "Response: whether there are more pages.",
            javaType = "Boolean")
    String IS_TRUNCATED = "CamelAws2DmsIsTruncated";

    @Metadata(
            label = "createReplicationTask startReplicationTask stopReplicationTask deleteReplicationTask"
                    + " describeReplicationTasks",
            description = "Response: the status of the task, if the response tells of exactly one.",
            javaType = "String")
    String REPLICATION_TASK_STATUS = "CamelAws2DmsReplicationTaskStatus";

    @Metadata(
            label = "createReplicationTask startReplicationTask stopReplicationTask deleteReplicationTask"
                    + " describeReplicationTasks",
            description = "Response: why the task stopped, if the response tells of exactly one that has.",
            javaType = "String")
    String STOP_REASON = "CamelAws2DmsStopReason";

    @Metadata(
            label = "testConnection describeConnections",
            description = "Response: the status of the connection, if the response tells of exactly one.",
            javaType = "String")
    String CONNECTION_STATUS = "CamelAws2DmsConnectionStatus";
}
