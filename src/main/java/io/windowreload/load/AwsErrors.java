package io.windowreload.load;

import io.windowreload.window.ErrorCode;

/** AWS error codes, never messages, as our codes (DMS API reference, "Common errors" and each call's errors). */
public final class AwsErrors {
    private AwsErrors() {}

    /**
     * The code for a refused call.
     *
     * @param awsCode the error code of the response; may be empty
     * @param status the HTTP status
     */
    public static ErrorCode codeOf(String awsCode, int status) {
        return switch (awsCode) {
            case "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded" ->
                ErrorCode.DMS_THROTTLED;
            case "AccessDenied",
                    "AccessDeniedException",
                    "AccessDeniedFault",
                    "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "ExpiredTokenException",
                    "ExpiredToken",
                    "InvalidSignatureException",
                    "SignatureDoesNotMatch",
                    "MissingAuthenticationToken",
                    "NotAuthorized" -> ErrorCode.DMS_ACCESS_DENIED;
            case "ResourceNotFoundFault" -> ErrorCode.DMS_NOT_FOUND;
            default -> byStatus(status);
        };
    }

    private static ErrorCode byStatus(int status) {
        if (status >= 500) {
            return ErrorCode.DMS_UNAVAILABLE;
        }
        if (status == 429) {
            return ErrorCode.DMS_THROTTLED;
        }
        return status == 401 || status == 403 ? ErrorCode.DMS_ACCESS_DENIED : ErrorCode.DMS_REFUSED;
    }
}
