package io.windowreload.component.aws2.dms;

import org.apache.camel.spi.Metadata;

/**
 * The headers of assessment runs.
 */
public interface Dms2AssessmentConstants {
    @Metadata(
            label = "cancelReplicationTaskAssessmentRun deleteReplicationTaskAssessmentRun"
                    + " describeReplicationTaskAssessmentRuns describeReplicationTaskIndividualAssessments",
            description = "The ARN of the assessment run. Responses that tell of one run set it.",
            javaType = "String")
    String REPLICATION_TASK_ASSESSMENT_RUN_ARN = "CamelAwsDmsReplicationTaskAssessmentRunArn";

    @Metadata(
            label = "startReplicationTaskAssessmentRun",
            description = "The unique name of the assessment run.",
            javaType = "String")
    String ASSESSMENT_RUN_NAME = "CamelAwsDmsAssessmentRunName";

    @Metadata(
            label = "startReplicationTaskAssessmentRun",
            description = "The ARN of the role with which DMS writes the results.",
            javaType = "String")
    String SERVICE_ACCESS_ROLE_ARN = "CamelAwsDmsServiceAccessRoleArn";

    @Metadata(
            label = "startReplicationTaskAssessmentRun",
            description = "The S3 bucket that gets the results.",
            javaType = "String")
    String RESULT_LOCATION_BUCKET = "CamelAwsDmsResultLocationBucket";

    @Metadata(
            label = "startReplicationTaskAssessmentRun",
            description = "The folder in the bucket that gets the results.",
            javaType = "String")
    String RESULT_LOCATION_FOLDER = "CamelAwsDmsResultLocationFolder";

    @Metadata(
            label = "startReplicationTaskAssessmentRun",
            description = "How the results are encrypted: SSE_S3 or SSE_KMS.",
            javaType = "String")
    String RESULT_ENCRYPTION_MODE = "CamelAwsDmsResultEncryptionMode";

    @Metadata(
            label = "startReplicationTaskAssessmentRun",
            description = "The ARN of the key that encrypts the results with SSE_KMS.",
            javaType = "String")
    String RESULT_KMS_KEY_ARN = "CamelAwsDmsResultKmsKeyArn";

    @Metadata(
            label = "startReplicationTaskAssessmentRun",
            description = "The individual assessments to run: a collection, or a text with commas. Not together"
                    + " with the excluded ones.",
            javaType = "Collection<String>")
    String INCLUDE_ONLY = "CamelAwsDmsIncludeOnly";

    @Metadata(
            label = "startReplicationTaskAssessmentRun",
            description = "The individual assessments not to run: a collection, or a text with commas.",
            javaType = "Collection<String>")
    String EXCLUDE = "CamelAwsDmsExclude";

    @Metadata(
            label = "describeApplicableIndividualAssessments",
            description = "The engine of the source.",
            javaType = "String")
    String SOURCE_ENGINE_NAME = "CamelAwsDmsSourceEngineName";

    @Metadata(
            label = "describeApplicableIndividualAssessments",
            description = "The engine of the target.",
            javaType = "String")
    String TARGET_ENGINE_NAME = "CamelAwsDmsTargetEngineName";
}
