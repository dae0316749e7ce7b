package io.windowreload.load;

/**
 * The last test of a connection between a replication instance and an endpoint.
 *
 * @param status {@code successful}, {@code testing}, {@code failed} or {@code deleting}
 * @param failure the last failure message, or null
 */
public record ConnectionReport(String endpointArn, String status, String failure) {}
