package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.load.TableCounters;
import java.time.Instant;
import java.util.List;

/** Everything about a task that survives a restart, as it stands in the state file. */
record TaskMemo(
        String arn,
        Instant created,
        String identifier,
        String sourceArn,
        String targetArn,
        String instanceArn,
        String migrationType,
        String mappings,
        String settings,
        String cdcStartPosition,
        String cdcStopPosition,
        String taskData,
        TaskStatus status,
        String stopReason,
        String lastFailure,
        Instant freshStart,
        Instant start,
        Instant stop,
        Instant loadEnd,
        List<TableCounters.Snapshot> tables) {}
