package io.windowreload.observe.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.windowreload.window.ErrorCode;

/** Answers a call that no route may see. */
record Rejection(ObjectWriter json) {
    void refuse(RoutingContext context, int status, ErrorCode code, String detail) {
        refuse(context.response(), status, code, detail);
    }

    void refuse(HttpServerResponse response, int status, ErrorCode code, String detail) {
        try {
            response.setStatusCode(status)
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(json.writeValueAsString(Problem.of(status, code, detail, null)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
