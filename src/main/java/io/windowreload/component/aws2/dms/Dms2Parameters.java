package io.windowreload.component.aws2.dms;

import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.databasemigration.model.ComputeConfig;
import software.amazon.awssdk.services.databasemigration.model.Filter;
import software.amazon.awssdk.services.databasemigration.model.TableToReload;
import software.amazon.awssdk.services.databasemigration.model.Tag;

/** The values that calls can need: each a header and the option of the same name. */
final class Dms2Parameters {
    static final Dms2Parameter<Dms2Operations> OPERATION =
            Dms2Parameter.of(Dms2Constants.OPERATION, Dms2Operations.class, Dms2Configuration::getOperation);
    static final Dms2Parameter<String> REPLICATION_TASK_IDENTIFIER = Dms2Parameter.text(
            Dms2Constants.REPLICATION_TASK_IDENTIFIER, Dms2Configuration::getReplicationTaskIdentifier);
    static final Dms2Parameter<String> REPLICATION_TASK_ARN =
            Dms2Parameter.text(Dms2Constants.REPLICATION_TASK_ARN, Dms2Configuration::getReplicationTaskArn);
    static final Dms2Parameter<String> REPLICATION_INSTANCE_ARN =
            Dms2Parameter.text(Dms2Constants.REPLICATION_INSTANCE_ARN, Dms2Configuration::getReplicationInstanceArn);
    static final Dms2Parameter<String> TARGET_REPLICATION_INSTANCE_ARN = Dms2Parameter.text(
            Dms2Constants.TARGET_REPLICATION_INSTANCE_ARN, Dms2Configuration::getTargetReplicationInstanceArn);
    static final Dms2Parameter<String> SOURCE_ENDPOINT_ARN =
            Dms2Parameter.text(Dms2Constants.SOURCE_ENDPOINT_ARN, Dms2Configuration::getSourceEndpointArn);
    static final Dms2Parameter<String> TARGET_ENDPOINT_ARN =
            Dms2Parameter.text(Dms2Constants.TARGET_ENDPOINT_ARN, Dms2Configuration::getTargetEndpointArn);
    static final Dms2Parameter<String> ENDPOINT_ARN =
            Dms2Parameter.text(Dms2Constants.ENDPOINT_ARN, Dms2Configuration::getEndpointArn);
    static final Dms2Parameter<String> MIGRATION_TYPE =
            Dms2Parameter.text(Dms2Constants.MIGRATION_TYPE, Dms2Configuration::getMigrationType);
    static final Dms2Parameter<String> TABLE_MAPPINGS =
            Dms2Parameter.text(Dms2Constants.TABLE_MAPPINGS, Dms2Configuration::getTableMappings);
    static final Dms2Parameter<String> REPLICATION_TASK_SETTINGS =
            Dms2Parameter.text(Dms2Constants.REPLICATION_TASK_SETTINGS, Dms2Configuration::getReplicationTaskSettings);
    static final Dms2Parameter<String> RESOURCE_IDENTIFIER =
            Dms2Parameter.text(Dms2Constants.RESOURCE_IDENTIFIER, Dms2Configuration::getResourceIdentifier);
    static final Dms2Parameter<List<Tag>> TAGS =
            new Dms2Parameter<>(Dms2Constants.TAGS, Dms2Configuration::getTags, Dms2Values::tags);
    static final Dms2Parameter<List<String>> TAG_KEYS =
            new Dms2Parameter<>(Dms2Constants.TAG_KEYS, Dms2Configuration::getTagKeys, Dms2Values::strings);
    static final Dms2Parameter<String> RESOURCE_ARN =
            Dms2Parameter.text(Dms2Constants.RESOURCE_ARN, Dms2Configuration::getResourceArn);
    static final Dms2Parameter<List<String>> RESOURCE_ARN_LIST = new Dms2Parameter<>(
            Dms2Constants.RESOURCE_ARN_LIST, Dms2Configuration::getResourceArnList, Dms2Values::strings);
    static final Dms2Parameter<String> START_REPLICATION_TASK_TYPE = Dms2Parameter.text(
            Dms2Constants.START_REPLICATION_TASK_TYPE, Dms2Configuration::getStartReplicationTaskType);
    static final Dms2Parameter<Instant> CDC_START_TIME =
            new Dms2Parameter<>(Dms2Constants.CDC_START_TIME, Dms2Configuration::getCdcStartTime, Dms2Values::instant);
    static final Dms2Parameter<String> CDC_START_POSITION =
            Dms2Parameter.text(Dms2Constants.CDC_START_POSITION, Dms2Configuration::getCdcStartPosition);
    static final Dms2Parameter<String> CDC_STOP_POSITION =
            Dms2Parameter.text(Dms2Constants.CDC_STOP_POSITION, Dms2Configuration::getCdcStopPosition);
    static final Dms2Parameter<String> TASK_DATA =
            Dms2Parameter.text(Dms2Constants.TASK_DATA, Dms2Configuration::getTaskData);
    static final Dms2Parameter<List<TableToReload>> TABLES_TO_RELOAD = new Dms2Parameter<>(
            Dms2Constants.TABLES_TO_RELOAD, Dms2Configuration::getTablesToReload, Dms2Values::tables);
    static final Dms2Parameter<String> RELOAD_OPTION =
            Dms2Parameter.text(Dms2Constants.RELOAD_OPTION, Dms2Configuration::getReloadOption);
    static final Dms2Parameter<List<Filter>> FILTERS =
            new Dms2Parameter<>(Dms2Constants.FILTERS, Dms2Configuration::getFilters, Dms2Values::filters);
    static final Dms2Parameter<Integer> MAX_RECORDS =
            Dms2Parameter.of(Dms2Constants.MAX_RECORDS, Integer.class, Dms2Configuration::getMaxRecords);
    static final Dms2Parameter<String> MARKER = Dms2Parameter.text(Dms2Constants.MARKER, Dms2Configuration::getMarker);
    static final Dms2Parameter<Boolean> FOLLOW_PAGES =
            Dms2Parameter.of(Dms2Constants.FOLLOW_PAGES, Boolean.class, Dms2Configuration::isFollowPages);
    static final Dms2Parameter<Boolean> WITHOUT_SETTINGS =
            Dms2Parameter.of(Dms2Constants.WITHOUT_SETTINGS, Boolean.class, Dms2Configuration::isWithoutSettings);
    static final Dms2Parameter<String> SOURCE_IDENTIFIER =
            Dms2Parameter.text(Dms2Constants.SOURCE_IDENTIFIER, Dms2Configuration::getSourceIdentifier);
    static final Dms2Parameter<String> SOURCE_TYPE =
            Dms2Parameter.text(Dms2Constants.SOURCE_TYPE, Dms2Configuration::getSourceType);
    static final Dms2Parameter<Instant> START_TIME =
            new Dms2Parameter<>(Dms2Constants.START_TIME, Dms2Configuration::getStartTime, Dms2Values::instant);
    static final Dms2Parameter<Instant> END_TIME =
            new Dms2Parameter<>(Dms2Constants.END_TIME, Dms2Configuration::getEndTime, Dms2Values::instant);
    static final Dms2Parameter<Integer> DURATION =
            Dms2Parameter.of(Dms2Constants.DURATION, Integer.class, Dms2Configuration::getDuration);
    static final Dms2Parameter<List<String>> EVENT_CATEGORIES = new Dms2Parameter<>(
            Dms2Constants.EVENT_CATEGORIES, Dms2Configuration::getEventCategories, Dms2Values::strings);
    static final Dms2Parameter<String> REPLICATION_TASK_ASSESSMENT_RUN_ARN = Dms2Parameter.text(
            Dms2Constants.REPLICATION_TASK_ASSESSMENT_RUN_ARN, Dms2Configuration::getReplicationTaskAssessmentRunArn);
    static final Dms2Parameter<String> ASSESSMENT_RUN_NAME =
            Dms2Parameter.text(Dms2Constants.ASSESSMENT_RUN_NAME, Dms2Configuration::getAssessmentRunName);
    static final Dms2Parameter<String> SERVICE_ACCESS_ROLE_ARN =
            Dms2Parameter.text(Dms2Constants.SERVICE_ACCESS_ROLE_ARN, Dms2Configuration::getServiceAccessRoleArn);
    static final Dms2Parameter<String> RESULT_LOCATION_BUCKET =
            Dms2Parameter.text(Dms2Constants.RESULT_LOCATION_BUCKET, Dms2Configuration::getResultLocationBucket);
    static final Dms2Parameter<String> RESULT_LOCATION_FOLDER =
            Dms2Parameter.text(Dms2Constants.RESULT_LOCATION_FOLDER, Dms2Configuration::getResultLocationFolder);
    static final Dms2Parameter<String> RESULT_ENCRYPTION_MODE =
            Dms2Parameter.text(Dms2Constants.RESULT_ENCRYPTION_MODE, Dms2Configuration::getResultEncryptionMode);
    static final Dms2Parameter<String> RESULT_KMS_KEY_ARN =
            Dms2Parameter.text(Dms2Constants.RESULT_KMS_KEY_ARN, Dms2Configuration::getResultKmsKeyArn);
    static final Dms2Parameter<List<String>> INCLUDE_ONLY =
            new Dms2Parameter<>(Dms2Constants.INCLUDE_ONLY, Dms2Configuration::getIncludeOnly, Dms2Values::strings);
    static final Dms2Parameter<List<String>> EXCLUDE =
            new Dms2Parameter<>(Dms2Constants.EXCLUDE, Dms2Configuration::getExclude, Dms2Values::strings);
    static final Dms2Parameter<String> SOURCE_ENGINE_NAME =
            Dms2Parameter.text(Dms2Constants.SOURCE_ENGINE_NAME, Dms2Configuration::getSourceEngineName);
    static final Dms2Parameter<String> TARGET_ENGINE_NAME =
            Dms2Parameter.text(Dms2Constants.TARGET_ENGINE_NAME, Dms2Configuration::getTargetEngineName);
    static final Dms2Parameter<String> REPLICATION_CONFIG_IDENTIFIER = Dms2Parameter.text(
            Dms2Constants.REPLICATION_CONFIG_IDENTIFIER, Dms2Configuration::getReplicationConfigIdentifier);
    static final Dms2Parameter<String> REPLICATION_CONFIG_ARN =
            Dms2Parameter.text(Dms2Constants.REPLICATION_CONFIG_ARN, Dms2Configuration::getReplicationConfigArn);
    static final Dms2Parameter<ComputeConfig> COMPUTE_CONFIG =
            new Dms2Parameter<>(Dms2Constants.COMPUTE_CONFIG, Dms2Configuration::getComputeConfig, Dms2Compute::config);
    static final Dms2Parameter<String> REPLICATION_SETTINGS =
            Dms2Parameter.text(Dms2Constants.REPLICATION_SETTINGS, Dms2Configuration::getReplicationSettings);
    static final Dms2Parameter<String> SUPPLEMENTAL_SETTINGS =
            Dms2Parameter.text(Dms2Constants.SUPPLEMENTAL_SETTINGS, Dms2Configuration::getSupplementalSettings);
    static final Dms2Parameter<String> START_REPLICATION_TYPE =
            Dms2Parameter.text(Dms2Constants.START_REPLICATION_TYPE, Dms2Configuration::getStartReplicationType);
    static final Dms2Parameter<String> PREMIGRATION_ASSESSMENT_SETTINGS = Dms2Parameter.text(
            Dms2Constants.PREMIGRATION_ASSESSMENT_SETTINGS, Dms2Configuration::getPremigrationAssessmentSettings);

    private Dms2Parameters() {}
}
