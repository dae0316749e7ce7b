package io.windowreload.observe.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.windowreload.reload.Failure;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers as messages of their own: nothing of the request's headers goes back. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final ObjectWriter json;

    Answers(ObjectWriter json) {
        this.json = json;
    }

    /** The document as JSON. */
    void json(Exchange exchange, int status, Object document) {
        send(exchange, status, "application/json", bytes(document));
    }

    /** The document, and where the thing that it tells of can be found. */
    void at(Exchange exchange, int status, String location, Object document) {
        json(exchange, status, document);
        exchange.getMessage().setHeader("Location", location);
    }

    /** Whatever a route threw, as a problem. */
    void problem(Exchange exchange, Throwable thrown) {
        var pointer = thrown instanceof ReloadException refused ? refused.pointer() : null;
        var failure = Failure.of(thrown);
        if (failure.code() == ErrorCode.INTERNAL) {
            LOG.error("api code={}", failure.code(), thrown);
        }
        // What broke inside is for the log: it may name what a caller should not see.
        var detail = failure.code() == ErrorCode.INTERNAL ? "see the log" : failure.detail();
        var problem = Problem.of(failure.code(), detail, pointer);
        send(exchange, problem.status(), Problem.MEDIA_TYPE, bytes(problem));
    }

    void send(Exchange exchange, int status, String contentType, byte[] body) {
        var message = new DefaultMessage(exchange);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, contentType);
        message.setBody(body);
        exchange.setMessage(message);
    }

    byte[] bytes(Object document) {
        try {
            return json.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
