package io.windowreload.local.dms.cloud;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * The configuration of a serverless replication and the replication itself, which lives like a task without an instance.
 *
 * @param compute as it was given
 * @param supplementalSettings as given, or null
 */
public record ReplicationConfig(
        ReplicationTask replication, ObjectNode compute, String supplementalSettings, Instant updated) {}
