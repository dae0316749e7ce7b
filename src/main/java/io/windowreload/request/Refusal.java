package io.windowreload.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.windowreload.window.ErrorCode;

/** What the sender of a failed request gets: enough to fix it, no stack trace, no secret. */
@JsonInclude(Include.NON_NULL)
@JsonPropertyOrder({"code", "title", "detail", "hint", "retryable", "pointer", "requestId", "run", "at"})
public record Refusal(
        ErrorCode code,
        String title,
        String detail,
        String hint,
        boolean retryable,
        String pointer,
        String requestId,
        Long run,
        String at) {

    public static Refusal of(ErrorCode code, String detail, String pointer, String requestId, Long run, String at) {
        return new Refusal(code, code.title(), detail, code.hint(), code.sendAgain(), pointer, requestId, run, at);
    }
}
