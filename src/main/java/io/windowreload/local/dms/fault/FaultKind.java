package io.windowreload.local.dms.fault;

/** What can be made to go wrong. {@code on} of a fault names an operation, a task, a table or an endpoint, as said here. */
public enum FaultKind {
    /** On an operation: answered with {@code ThrottlingException}. */
    THROTTLE,
    /** On an operation: the connection ends before anything is done. */
    DROP_CONNECTION,
    /** On an operation: it is carried out, then the connection ends without an answer. */
    LOSE_ANSWER,
    /** On an operation: answered with HTTP 500 {@code InternalFailure}. */
    INTERNAL_FAILURE,
    /** On an operation: answered with HTTP 503 {@code ServiceUnavailable}. */
    SERVICE_UNAVAILABLE,
    /** On an operation: answered with {@code AccessDeniedException}. */
    ACCESS_DENIED,
    /** On an operation: refused with the error code in the fault's text, as HTTP 400. */
    REFUSE,
    /** On an operation: it is carried out, and answered only after the fault's duration. */
    SLOW_ANSWER,
    /** On a task: stays {@code creating} for the fault's duration longer. */
    SLOW_READY,
    /** On a task: goes from {@code starting} to its end; no call ever sees {@code running}. */
    NEVER_RUNNING,
    /** On a task: the load is done, then it stops with the stop reason in the fault's text, such as {@code NORMAL}. */
    STOP_REASON,
    /** On a task: the load is done, then it is {@code failed} with the fault's text as the last failure message. */
    FAIL,
    /** On a task: the load is done, or it is moved, and then it is {@code failed-move}. */
    FAILED_MOVE,
    /** On a task: somebody else deletes it the fault's duration after it began to run. */
    DELETED_BY_ANOTHER,
    /** On a task: stays {@code deleting} for the fault's duration longer. */
    SLOW_DELETE,
    /** On a task: statistics and stop date show the end only the fault's duration after the status does. */
    LATE_STATISTICS,
    /** On a table: not one row is loaded, {@code Table error} with the fault's text. */
    TABLE_ERROR,
    /** On a table: the fault's number of rows are counted but not written. */
    FEWER_ROWS,
    /** On a table: its filters are not obeyed, so rows outside of the window come too. */
    IGNORE_FILTERS,
    /** On a table: waits for the fault's duration before each batch of rows. */
    SLOW_LOAD,
    /** On an endpoint ({@code source} or {@code target}): no connection test has been made; one that is made succeeds. */
    UNTESTED_CONNECTION,
    /** On an endpoint ({@code source} or {@code target}): connection tests fail with the fault's text, and so does a serverless replication at its own. */
    FAILED_CONNECTION,
    /** On a serverless replication: stays {@code provisioning_capacity} for the fault's duration longer. */
    SLOW_PROVISION,
    /** On a serverless replication: no capacity is to be had, it is {@code failed} with the fault's text. */
    FAILED_PROVISION,
    /** On a serverless replication: once started it has the fault's text for a status, and fails after the fault's duration, if it has one. */
    STRANGE_STATUS,
    /** On a premigration assessment, by name: it fails. */
    FAILED_ASSESSMENT,
    /** On a task that captures changes: its latency is the fault's duration. */
    CDC_LATENCY,
    /** CloudWatch has no point of any metric. */
    NO_METRICS,
    /** The replication instance's status is the fault's text, {@code storage-full} if it has none. */
    INSTANCE_STATUS
}
