package io.windowreload.observe.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.windowreload.window.ErrorCode;

/**
 * What a caller gets instead of an answer: RFC 9457, with the code, the hint and, for a request's content, the pointer to the place.
 *
 * @param type where the code is explained
 * @param status the HTTP status, RFC 9110
 */
@JsonInclude(Include.NON_NULL)
record Problem(
        String type,
        String title,
        int status,
        String detail,
        ErrorCode code,
        String hint,
        boolean retryable,
        String pointer) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(ErrorCode code, String detail, String pointer) {
        return of(status(code), code, detail, pointer);
    }

    static Problem of(int status, ErrorCode code, String detail, String pointer) {
        return new Problem(
                "/api/errors#" + code, code.title(), status, detail, code, code.hint(), code.sendAgain(), pointer);
    }

    /** The status that says most of what the code says. */
    static int status(ErrorCode code) {
        return switch (code) {
            case RUN_UNKNOWN, ADDRESS_UNKNOWN -> 404;
            case REQUEST_UNREADABLE -> 400;
            case ACCESS_DENIED, READ_ONLY -> 403;
            default ->
                switch (code.category()) {
                    case REQUEST -> 422;
                    case CONFLICT -> 409;
                    case UNAVAILABLE -> 503;
                    case FAILED, INTERNAL -> 500;
                };
        };
    }
}
