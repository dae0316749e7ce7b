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
    String REPLICATION_CONFIG_IDENTIFIER = "CamelAwsDmsReplicationConfigIdentifier";

    @Metadata(
            label = "modifyReplicationConfig deleteReplicationConfig describeReplicationConfigs startReplication"
                    + " stopReplication describeReplications describeReplicationTableStatistics reloadReplicationTables"
                    + " describeApplicableIndividualAssessments",
            description = "The ARN of the replication configuration. Responses that tell of one set it.",
            javaType = "String")
    String REPLICATION_CONFIG_ARN = "CamelAwsDmsReplicationConfigArn";

    @Metadata(
            label = "createReplicationConfig modifyReplicationConfig",
            description = "What the replication may use: the SDK's ComputeConfig, or a map of its members, for"
                    + " example maxCapacityUnits.",
            javaType = "Map<String, Object>")
    String COMPUTE_CONFIG = "CamelAwsDmsComputeConfig";

    @Metadata(
            label = "createReplicationConfig modifyReplicationConfig",
            description = "The settings of the replication as a JSON document.",
            javaType = "String")
    String REPLICATION_SETTINGS = "CamelAwsDmsReplicationSettings";

    @Metadata(
            label = "createReplicationConfig modifyReplicationConfig",
            description = "Supplemental settings as a JSON document.",
            javaType = "String")
    String SUPPLEMENTAL_SETTINGS = "CamelAwsDmsSupplementalSettings";

    @Metadata(
            label = "startReplication",
            description = "How the replication starts: start-replication, resume-processing or reload-target.",
            javaType = "String")
    String START_REPLICATION_TYPE = "CamelAwsDmsStartReplicationType";

    @Metadata(
            label = "startReplication",
            description = "The assessment to run before the replication starts, as a JSON document.",
            javaType = "String")
    String PREMIGRATION_ASSESSMENT_SETTINGS = "CamelAwsDmsPremigrationAssessmentSettings";
}
