package io.windowreload.component.aws2.dms;

import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.databasemigration.model.Filter;
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
    static final Dms2Parameter<List<Filter>> FILTERS =
            new Dms2Parameter<>(Dms2Constants.FILTERS, Dms2Configuration::getFilters, Dms2Values::filters);
    static final Dms2Parameter<Integer> MAX_RECORDS =
            Dms2Parameter.of(Dms2Constants.MAX_RECORDS, Integer.class, Dms2Configuration::getMaxRecords);
    static final Dms2Parameter<String> MARKER = Dms2Parameter.text(Dms2Constants.MARKER, Dms2Configuration::getMarker);
    static final Dms2Parameter<Boolean> FOLLOW_PAGES =
            Dms2Parameter.of(Dms2Constants.FOLLOW_PAGES, Boolean.class, Dms2Configuration::isFollowPages);
    static final Dms2Parameter<Boolean> WITHOUT_SETTINGS =
            Dms2Parameter.of(Dms2Constants.WITHOUT_SETTINGS, Boolean.class, Dms2Configuration::isWithoutSettings);

    private Dms2Parameters() {}
}
