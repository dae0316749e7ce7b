package io.windowreload.local.dms.cloud;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The status of a task, in the API's lower-case words. */
public enum TaskStatus {
    CREATING,
    READY,
    STARTING,
    RUNNING,
    STOPPING,
    STOPPED,
    FAILED,
    DELETING,
    MODIFYING,
    MOVING,
    FAILED_MOVE,
    TESTING;

    /** From these a task may be started, modified and deleted. */
    public static final Set<TaskStatus> AT_REST = EnumSet.of(READY, STOPPED, FAILED, FAILED_MOVE);

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
