package io.windowreload.component.aws2.dms;

import static io.windowreload.component.aws2.dms.Dms2Parameters.*;

import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.CancelReplicationTaskAssessmentRunRequest;
import software.amazon.awssdk.services.databasemigration.model.CancelReplicationTaskAssessmentRunResponse;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationTaskAssessmentRunRequest;
import software.amazon.awssdk.services.databasemigration.model.DeleteReplicationTaskAssessmentRunResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeApplicableIndividualAssessmentsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeApplicableIndividualAssessmentsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTaskAssessmentRunsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTaskAssessmentRunsResponse;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTaskIndividualAssessmentsRequest;
import software.amazon.awssdk.services.databasemigration.model.DescribeReplicationTaskIndividualAssessmentsResponse;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentRunRequest;
import software.amazon.awssdk.services.databasemigration.model.StartReplicationTaskAssessmentRunResponse;

/** The calls about assessment runs: what could go wrong with a task, before it starts. */
final class Dms2AssessmentCalls {
    static final Dms2Call<StartReplicationTaskAssessmentRunRequest, StartReplicationTaskAssessmentRunResponse> START =
            Dms2Call.single(
                    StartReplicationTaskAssessmentRunRequest.class,
                    Dms2AssessmentCalls::start,
                    DatabaseMigrationClient::startReplicationTaskAssessmentRun,
                    (response, message) -> Dms2Headers.assessmentRun(response.replicationTaskAssessmentRun(), message));

    static final Dms2Call<CancelReplicationTaskAssessmentRunRequest, CancelReplicationTaskAssessmentRunResponse>
            CANCEL = Dms2Call.single(
                    CancelReplicationTaskAssessmentRunRequest.class,
                    input -> CancelReplicationTaskAssessmentRunRequest.builder()
                            .replicationTaskAssessmentRunArn(input.required(REPLICATION_TASK_ASSESSMENT_RUN_ARN))
                            .build(),
                    DatabaseMigrationClient::cancelReplicationTaskAssessmentRun,
                    (response, message) -> Dms2Headers.assessmentRun(response.replicationTaskAssessmentRun(), message));

    static final Dms2Call<DeleteReplicationTaskAssessmentRunRequest, DeleteReplicationTaskAssessmentRunResponse>
            DELETE = Dms2Call.single(
                    DeleteReplicationTaskAssessmentRunRequest.class,
                    input -> DeleteReplicationTaskAssessmentRunRequest.builder()
                            .replicationTaskAssessmentRunArn(input.required(REPLICATION_TASK_ASSESSMENT_RUN_ARN))
                            .build(),
                    DatabaseMigrationClient::deleteReplicationTaskAssessmentRun,
                    (response, message) -> Dms2Headers.assessmentRun(response.replicationTaskAssessmentRun(), message));

    static final Dms2Call<DescribeReplicationTaskAssessmentRunsRequest, DescribeReplicationTaskAssessmentRunsResponse>
            RUNS = new Dms2Call<>(
                    DescribeReplicationTaskAssessmentRunsRequest.class,
                    input -> DescribeReplicationTaskAssessmentRunsRequest.builder()
                            .filters(Dms2Filters.ofAssessmentRuns(input))
                            .maxRecords(input.optional(MAX_RECORDS))
                            .marker(input.optional(MARKER))
                            .build(),
                    DatabaseMigrationClient::describeReplicationTaskAssessmentRuns,
                    new Dms2Pages<>(
                            DatabaseMigrationClient::describeReplicationTaskAssessmentRunsPaginator,
                            DescribeReplicationTaskAssessmentRunsResponse::replicationTaskAssessmentRuns,
                            DescribeReplicationTaskAssessmentRunsResponse::marker,
                            (last, all) -> last.toBuilder()
                                    .replicationTaskAssessmentRuns(all)
                                    .marker(null)
                                    .build()),
                    (response, message) -> Dms2Headers.only(
                            response.replicationTaskAssessmentRuns(),
                            message,
                            Dms2Headers::assessmentRun,
                            Dms2Constants.REPLICATION_TASK_ASSESSMENT_RUN_STATUS));

    static final Dms2Call<
                    DescribeReplicationTaskIndividualAssessmentsRequest,
                    DescribeReplicationTaskIndividualAssessmentsResponse>
            INDIVIDUAL = new Dms2Call<>(
                    DescribeReplicationTaskIndividualAssessmentsRequest.class,
                    input -> DescribeReplicationTaskIndividualAssessmentsRequest.builder()
                            .filters(Dms2Filters.ofAssessments(input))
                            .maxRecords(input.optional(MAX_RECORDS))
                            .marker(input.optional(MARKER))
                            .build(),
                    DatabaseMigrationClient::describeReplicationTaskIndividualAssessments,
                    new Dms2Pages<>(
                            DatabaseMigrationClient::describeReplicationTaskIndividualAssessmentsPaginator,
                            DescribeReplicationTaskIndividualAssessmentsResponse::replicationTaskIndividualAssessments,
                            DescribeReplicationTaskIndividualAssessmentsResponse::marker,
                            (last, all) -> last.toBuilder()
                                    .replicationTaskIndividualAssessments(all)
                                    .marker(null)
                                    .build()),
                    (response, message) -> {});

    static final Dms2Call<
                    DescribeApplicableIndividualAssessmentsRequest, DescribeApplicableIndividualAssessmentsResponse>
            APPLICABLE = new Dms2Call<>(
                    DescribeApplicableIndividualAssessmentsRequest.class,
                    input -> DescribeApplicableIndividualAssessmentsRequest.builder()
                            .applyMutation(request -> subject(input, request))
                            .maxRecords(input.optional(MAX_RECORDS))
                            .marker(input.optional(MARKER))
                            .build(),
                    DatabaseMigrationClient::describeApplicableIndividualAssessments,
                    new Dms2Pages<>(
                            DatabaseMigrationClient::describeApplicableIndividualAssessmentsPaginator,
                            DescribeApplicableIndividualAssessmentsResponse::individualAssessmentNames,
                            DescribeApplicableIndividualAssessmentsResponse::marker,
                            (last, all) -> last.toBuilder()
                                    .individualAssessmentNames(all)
                                    .marker(null)
                                    .build()),
                    (response, message) -> {});

    private Dms2AssessmentCalls() {}

    private static StartReplicationTaskAssessmentRunRequest start(Dms2Input input) {
        return StartReplicationTaskAssessmentRunRequest.builder()
                .replicationTaskArn(input.required(REPLICATION_TASK_ARN))
                .serviceAccessRoleArn(input.required(SERVICE_ACCESS_ROLE_ARN))
                .resultLocationBucket(input.required(RESULT_LOCATION_BUCKET))
                .resultLocationFolder(input.optional(RESULT_LOCATION_FOLDER))
                .resultEncryptionMode(input.optional(RESULT_ENCRYPTION_MODE))
                .resultKmsKeyArn(input.optional(RESULT_KMS_KEY_ARN))
                .assessmentRunName(input.required(ASSESSMENT_RUN_NAME))
                .includeOnly(input.optional(INCLUDE_ONLY))
                .exclude(input.optional(EXCLUDE))
                .tags(input.optional(TAGS))
                .build();
    }

    /** An existing task or replication, or else a thought one: DMS does not take both. */
    private static void subject(Dms2Input input, DescribeApplicableIndividualAssessmentsRequest.Builder request) {
        if (input.optional(REPLICATION_TASK_ARN) != null) {
            request.replicationTaskArn(input.optional(REPLICATION_TASK_ARN));
        } else if (input.optional(REPLICATION_CONFIG_ARN) != null) {
            request.replicationConfigArn(input.optional(REPLICATION_CONFIG_ARN));
        } else {
            request.replicationInstanceArn(input.optional(REPLICATION_INSTANCE_ARN))
                    .sourceEngineName(input.required(SOURCE_ENGINE_NAME))
                    .targetEngineName(input.required(TARGET_ENGINE_NAME))
                    .migrationType(input.optional(MIGRATION_TYPE));
        }
    }
}
