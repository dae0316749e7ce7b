package io.windowreload.local.dms.wire;

import java.util.Map;

/**
 * An answer that is no success: what AWS calls a fault (modelled by the service) or a common error.
 * Codes and HTTP status follow the service model of 2016-01-01 and the page "Common Error Types" of the DMS API reference.
 */
public final class AwsError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final transient Map<String, String> members;

    private AwsError(String code, int status, String message, Map<String, String> members) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
        this.members = members;
    }

    public String code() {
        return code;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Members beside the message, such as {@code resourceArn}. */
    public Map<String, String> members() {
        return members;
    }

    public static AwsError of(String code, int status, String message) {
        return new AwsError(code, status, message, Map.of());
    }

    public static AwsError invalidValue(String message) {
        return of("InvalidParameterValueException", 400, message);
    }

    public static AwsError invalidCombination(String message) {
        return of("InvalidParameterCombinationException", 400, message);
    }

    public static AwsError invalidState(String message) {
        return of("InvalidResourceStateFault", 400, message);
    }

    public static AwsError notFound(String message) {
        return of("ResourceNotFoundFault", 400, message);
    }

    public static AwsError alreadyExists(String message, String arn) {
        return new AwsError("ResourceAlreadyExistsFault", 400, message, Map.of("resourceArn", arn));
    }

    public static AwsError serialization(String message) {
        return of("SerializationException", 400, message);
    }

    public static AwsError unknownOperation() {
        return of("UnknownOperationException", 404, "");
    }

    public static AwsError throttled() {
        return of("ThrottlingException", 400, "Rate exceeded");
    }
}
