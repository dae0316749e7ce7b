package io.windowreload.component.aws2.dms;

import org.apache.camel.spi.Metadata;

/**
 * The headers of serverless replications.
 */
public interface Dms2ReplicationConstants {
    @Metadata(
            label = "createReplicationConfig modifyReplicationConfig describeReplicationConfigs"
                    + " describeReplications",
            description = "The name of the replication configuration.",
            javaType = "String")
    String REPLICATION_CONFIG_IDENTIFIER = "CamelAws2DmsReplicationConfigIdentifier";

    @Metadata(
            label = "modifyReplicationConfig deleteReplicationConfig describeReplicationConfigs startReplication"
                    + " stopReplication describeReplications describeReplicationTableStatistics reloadReplicationTables"
                    + " describeApplicableIndividualAssessments",
            description = "The ARN of the replication configuration. Responses that tell of one set it.",
            javaType = "String")
    String REPLICATION_CONFIG_ARN = "CamelAws2DmsReplicationConfigArn";

    @Metadata(
            label = "createReplicationConfig modifyReplicationConfig",
            description = "What the replication may use: the SDK's ComputeConfig, or a map of its members, for"
                    + " example maxCapacityUnits.",
            javaType = "Map<String, Object>")
    String COMPUTE_CONFIG = "CamelAws2DmsComputeConfig";

    @Metadata(
            label = "createReplicationConfig modifyReplicationConfig",
            description = "The settings of the replication as a JSON document.",
            javaType = "String")
    String REPLICATION_SETTINGS = "CamelAws2DmsReplicationSettings";

    @Metadata(
            label = "createReplicationConfig modifyReplicationConfig",
            description = "Supplemental settings as a JSON document.",
            javaType = "String")
    String SUPPLEMENTAL_SETTINGS = "CamelAws2DmsSupplementalSettings";

    @Metadata(
            label = "startReplication",
            description = "How the replication starts: start-replication, resume-processing or reload-target.",
            javaType = "String")
    String START_REPLICATION_TYPE = "CamelAws2DmsStartReplicationType";

    @Metadata(
            label = "startReplication",
            description = "The assessment to run before the replication starts, as a JSON document.",
            javaType = "String")
    String PREMIGRATION_ASSESSMENT_SETTINGS = "CamelAws2DmsPremigrationAssessmentSettings";
}
