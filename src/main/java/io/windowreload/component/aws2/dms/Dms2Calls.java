package io.windowreload.component.aws2.dms;

/** Which call an operation is. */
final class Dms2Calls {

    private Dms2Calls() {}

    static Dms2Call<?, ?> of(Dms2Operations operation) {
        return switch (operation) {
            case createReplicationTask -> Dms2TaskCalls.CREATE;
            case modifyReplicationTask -> Dms2TaskCalls.MODIFY;
            case moveReplicationTask -> Dms2TaskCalls.MOVE;
            case startReplicationTask -> Dms2TaskCalls.START;
            case stopReplicationTask -> Dms2TaskCalls.STOP;
            case deleteReplicationTask -> Dms2TaskCalls.DELETE;
            case describeReplicationTasks -> Dms2TaskCalls.DESCRIBE;
            case describeTableStatistics -> Dms2TaskCalls.TABLE_STATISTICS;
            case reloadTables -> Dms2TaskCalls.RELOAD_TABLES;
            case describeReplicationInstances -> Dms2ResourceCalls.INSTANCES;
            case describeEndpoints -> Dms2ResourceCalls.ENDPOINTS;
            case describeConnections -> Dms2ResourceCalls.CONNECTIONS;
            case testConnection -> Dms2ResourceCalls.TEST_CONNECTION;
            case describeEvents -> Dms2ResourceCalls.EVENTS;
            case describeAccountAttributes -> Dms2ResourceCalls.ACCOUNT_ATTRIBUTES;
            case addTagsToResource -> Dms2TagCalls.ADD;
            case listTagsForResource -> Dms2TagCalls.LIST;
            case removeTagsFromResource -> Dms2TagCalls.REMOVE;
            case startReplicationTaskAssessmentRun -> Dms2AssessmentCalls.START;
            case cancelReplicationTaskAssessmentRun -> Dms2AssessmentCalls.CANCEL;
            case deleteReplicationTaskAssessmentRun -> Dms2AssessmentCalls.DELETE;
            case describeReplicationTaskAssessmentRuns -> Dms2AssessmentCalls.RUNS;
            case describeReplicationTaskIndividualAssessments -> Dms2AssessmentCalls.INDIVIDUAL;
            case describeApplicableIndividualAssessments -> Dms2AssessmentCalls.APPLICABLE;
            case createReplicationConfig -> Dms2ReplicationConfigCalls.CREATE;
            case modifyReplicationConfig -> Dms2ReplicationConfigCalls.MODIFY;
            case deleteReplicationConfig -> Dms2ReplicationConfigCalls.DELETE;
            case describeReplicationConfigs -> Dms2ReplicationConfigCalls.DESCRIBE;
            case startReplication -> Dms2ReplicationCalls.START;
            case stopReplication -> Dms2ReplicationCalls.STOP;
            case describeReplications -> Dms2ReplicationCalls.DESCRIBE;
            case describeReplicationTableStatistics -> Dms2ReplicationCalls.TABLE_STATISTICS;
            case reloadReplicationTables -> Dms2ReplicationCalls.RELOAD_TABLES;
        };
    }
}
