package io.windowreload.load;

/** What DMS says of a replication instance: its ARN and a status such as {@code available} or {@code storage-full}. */
public record InstanceReport(String arn, String status) {}
