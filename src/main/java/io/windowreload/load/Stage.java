package io.windowreload.load;

import io.windowreload.window.LoadKind;
import java.util.Locale;

/** Where a load stands, whatever DMS calls it: tasks and serverless replications have words of their own. */
public enum Stage {
    /** Not to be started yet. */
    PREPARING,
    READY,
    /** Told to start, and not at work yet. */
    STARTING,
    RUNNING,
    STOPPING,
    STOPPED,
    FAILED,
    DELETING,
    /** No word that is known. */
    UNKNOWN;

    /** Where a task, or a replication, with this status stands. */
    static Stage of(LoadKind kind, String status) {
        return switch (kind) {
            case TASK -> ofTask(status);
            case SERVERLESS -> ofReplication(status.toLowerCase(Locale.ROOT).replace('-', '_'));
        };
    }

    /** DMS user guide, "Task status". */
    private static Stage ofTask(String status) {
        return switch (status) {
            case "creating", "modifying", "testing", "moving" -> PREPARING;
            case "ready" -> READY;
            case "starting" -> STARTING;
            case "running" -> RUNNING;
            case "stopping" -> STOPPING;
            case "stopped" -> STOPPED;
            case "failed", "failed-move" -> FAILED;
            case "deleting" -> DELETING;
            default -> UNKNOWN;
        };
    }

    /**
     * The API's reference has no list. The words are those of the user guide's states of a replication ("AWS DMS Serverless
     * components", "AWS DMS Serverless limitations"), as Terraform's AWS provider spells them (internal/service/dms/consts.go).
     */
    private static Stage ofReplication(String status) {
        return switch (status) {
            case "creating", "modifying" -> PREPARING;
            case "created", "ready" -> READY;
            case "starting",
                    "initializing",
                    "preparing_metadata",
                    "preparing_metadata_resources",
                    "testing_connection",
                    "fetching_metadata",
                    "calculating_capacity",
                    "provisioning_capacity",
                    "replication_starting" -> STARTING;
            case "running" -> RUNNING;
            case "stopping" -> STOPPING;
            case "stopped" -> STOPPED;
            case "failed", "failed_provision" -> FAILED;
            case "deleting" -> DELETING;
            default -> UNKNOWN;
        };
    }
}
