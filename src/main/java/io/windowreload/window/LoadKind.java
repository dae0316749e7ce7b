package io.windowreload.window;

import java.util.Locale;

/** What DMS has for a load, and for ongoing replication: a task on an instance, or a serverless replication, which has a config instead. */
public enum LoadKind {
    TASK,
    SERVERLESS;

    private static final String CONFIG = ":replication-config:";

    /** The kind of what an ARN names: {@code arn:aws:dms:REGION:ACCOUNT:task:…} or {@code …:replication-config:…}. */
    public static LoadKind of(String arn) {
        return arn.contains(CONFIG) ? SERVERLESS : TASK;
    }

    /** As settings and routes spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a person calls one of it. */
    public String noun() {
        return this == TASK ? "task" : "replication";
    }
}
