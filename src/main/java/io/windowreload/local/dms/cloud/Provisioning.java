package io.windowreload.local.dms.cloud;

import java.util.Locale;

/** What a serverless replication does between its start and {@code running}, in this order (user guide, "AWS DMS Serverless components"). */
enum Provisioning {
    INITIALIZING,
    PREPARING_METADATA_RESOURCES,
    TESTING_CONNECTION,
    FETCHING_METADATA,
    CALCULATING_CAPACITY,
    PROVISIONING_CAPACITY,
    REPLICATION_STARTING;

    /** As the API has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
