package io.windowreload.component.aws2.dms;

/** The operations of the producer: each is the call of the DMS API that has this name. */
public enum Dms2Operations {
    createReplicationTask,
    startReplicationTask,
    stopReplicationTask,
    deleteReplicationTask,
    describeReplicationTasks,
    describeTableStatistics,
    describeReplicationInstances,
    describeConnections,
    testConnection
}
