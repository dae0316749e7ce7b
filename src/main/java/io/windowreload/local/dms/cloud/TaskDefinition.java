package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.mapping.ParsedMappings;
import io.windowreload.local.dms.mapping.ParsedSettings;

/**
 * What a task, or a serverless replication, shall do.
 *
 * @param instanceArn null for a serverless replication, which has none
 * @param migrationType {@code full-load}, {@code cdc} or {@code full-load-and-cdc}
 * @param mappingsText the mappings as they were given, which is how they are returned
 * @param cdcStartPosition as given, or null
 */
public record TaskDefinition(
        String identifier,
        String sourceArn,
        String targetArn,
        String instanceArn,
        String migrationType,
        String mappingsText,
        ParsedMappings mappings,
        ParsedSettings settings,
        String cdcStartPosition,
        String cdcStopPosition,
        String taskData) {
    public static final String FULL_LOAD = "full-load";
    public static final String CDC = "cdc";
    public static final String FULL_LOAD_AND_CDC = "full-load-and-cdc";

    public boolean loads() {
        return !migrationType.equals(CDC);
    }

    public boolean capturesChanges() {
        return !migrationType.equals(FULL_LOAD);
    }

    public boolean serverless() {
        return instanceArn == null;
    }
}
