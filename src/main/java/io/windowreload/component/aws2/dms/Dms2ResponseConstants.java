package io.windowreload.component.aws2.dms;

import org.apache.camel.spi.Metadata;

/**
 * The headers that tell key values of a response, or of a change that the consumer saw.
 */
public interface Dms2ResponseConstants {
    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances"
                    + " describeEndpoints describeConnections describeEvents describeReplicationTaskAssessmentRuns"
                    + " describeReplicationTaskIndividualAssessments describeApplicableIndividualAssessments"
                    + " describeReplicationConfigs describeReplications describeReplicationTableStatistics",
            description = "Where the next page begins. Absent if this was the last one.",
            javaType = "String")
    String NEXT_MARKER = "CamelAwsDmsNextMarker";

    @Metadata(
            label = "describeReplicationTasks describeTableStatistics describeReplicationInstances"
                    + " describeEndpoints describeConnections describeEvents describeReplicationTaskAssessmentRuns"
                    + " describeReplicationTaskIndividualAssessments describeApplicableIndividualAssessments"
                    + " describeReplicationConfigs describeReplications describeReplicationTableStatistics",
            description = "Whether there are more pages.",
            javaType = "Boolean")
    String IS_TRUNCATED = "CamelAwsDmsIsTruncated";

    @Metadata(
            label = "createReplicationTask modifyReplicationTask moveReplicationTask startReplicationTask"
                    + " stopReplicationTask deleteReplicationTask describeReplicationTasks consumer",
            description = "The status of the task, if the response tells of exactly one.",
            javaType = "String")
    String REPLICATION_TASK_STATUS = "CamelAwsDmsReplicationTaskStatus";

    @Metadata(
            label = "createReplicationTask modifyReplicationTask moveReplicationTask startReplicationTask"
                    + " stopReplicationTask deleteReplicationTask describeReplicationTasks startReplication stopReplication"
                    + " describeReplications consumer",
            description = "Why the task or the replication stopped, if the response tells of exactly one that has.",
            javaType = "String")
    String STOP_REASON = "CamelAwsDmsStopReason";

    @Metadata(
            label = "testConnection describeConnections",
            description = "The status of the connection, if the response tells of exactly one.",
            javaType = "String")
    String CONNECTION_STATUS = "CamelAwsDmsConnectionStatus";

    @Metadata(
            label = "startReplicationTaskAssessmentRun cancelReplicationTaskAssessmentRun"
                    + " deleteReplicationTaskAssessmentRun describeReplicationTaskAssessmentRuns",
            description = "The status of the assessment run, if the response tells of exactly one.",
            javaType = "String")
    String REPLICATION_TASK_ASSESSMENT_RUN_STATUS = "CamelAwsDmsReplicationTaskAssessmentRunStatus";

    @Metadata(
            label = "startReplication stopReplication describeReplications",
            description = "The status of the serverless replication, if the response tells of exactly one.",
            javaType = "String")
    String REPLICATION_STATUS = "CamelAwsDmsReplicationStatus";

    @Metadata(label = "consumer", description = "What changed: taskStatus or tableState.", javaType = "String")
    String CHANGE = "CamelAwsDmsChange";

    @Metadata(
            label = "consumer",
            description = "The status or the state before the change, if the consumer saw it.",
            javaType = "String")
    String PREVIOUS_STATE = "CamelAwsDmsPreviousState";

    @Metadata(label = "consumer", description = "The last failure message of the task.", javaType = "String")
    String LAST_FAILURE_MESSAGE = "CamelAwsDmsLastFailureMessage";

    @Metadata(
            label = "consumer",
            description = "The schema, in the source, of the table that changed.",
            javaType = "String")
    String SCHEMA_NAME = "CamelAwsDmsSchemaName";

    @Metadata(
            label = "consumer",
            description = "The name, in the source, of the table that changed.",
            javaType = "String")
    String TABLE_NAME = "CamelAwsDmsTableName";

    @Metadata(label = "consumer", description = "The state of the table that changed.", javaType = "String")
    String TABLE_STATE = "CamelAwsDmsTableState";
}
