package io.windowreload.local.dms.cloud;

/**
 * The last test of an endpoint's connection from the replication instance.
 *
 * @param status {@code testing}, {@code successful} or {@code failed}
 * @param failure why it failed, or null
 */
public record ConnectionTest(String endpointArn, String status, String failure) {
    public static final String TESTING = "testing";
    public static final String SUCCESSFUL = "successful";
    public static final String FAILED = "failed";
}
