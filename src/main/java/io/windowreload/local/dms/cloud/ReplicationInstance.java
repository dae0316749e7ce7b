package io.windowreload.local.dms.cloud;

import java.time.Instant;

/** The replication instance that runs the tasks. There is one. */
public record ReplicationInstance(
        String arn,
        String identifier,
        String instanceClass,
        String engineVersion,
        int allocatedStorage,
        Instant created) {}
