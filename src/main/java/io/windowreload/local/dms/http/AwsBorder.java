package io.windowreload.local.dms.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.windowreload.local.dms.api.ApiOperations;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.WireJson;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where HTTP ends and operations begin: AWS JSON 1.1 in and out, whatever comes in. */
final class AwsBorder implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AwsBorder.class);
    private static final String TARGET_PREFIX = "AmazonDMSv20160101.";
    private static final String NOT_DROPPED = "OK";
    private static final String DROPPED = "dropped";

    private final ApiOperations operations;
    private final Faults faults;
    private final Signature signature;
    private final Clock clock;
    private final Calls calls;

    AwsBorder(ApiOperations operations, Faults faults, Signature signature, Calls calls, Clock clock) {
        this.operations = operations;
        this.faults = faults;
        this.signature = signature;
        this.calls = calls;
        this.clock = clock;
    }

    /** An answer before it is sent; a dropped connection gets none. */
    private record Reply(int status, ObjectNode body, String code, String outcome) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var operation = operation(exchange);
            var at = clock.instant();
            var reply = reply(exchange, operation);
            // On record before the client can know: whoever has an answer finds its call.
            calls.remember(new ReceivedCall("dms", operation, at, reply.outcome()));
            if (!reply.outcome().equals(DROPPED)) {
                send(exchange, reply.status(), reply.body(), reply.code());
            }
        }
    }

    private Reply reply(HttpExchange exchange, String operation) throws IOException {
        try {
            if (faults.take(FaultKind.DROP_CONNECTION, operation).isPresent()) {
                return new Reply(0, null, null, DROPPED);
            }
            var answer = answer(exchange, operation);
            if (faults.take(FaultKind.LOSE_ANSWER, operation).isPresent()) {
                return new Reply(0, null, null, DROPPED);
            }
            wait(faults.delay(FaultKind.SLOW_ANSWER, operation));
            return new Reply(200, answer, null, NOT_DROPPED);
        } catch (AwsError e) {
            return new Reply(e.status(), error(e), e.code(), e.code());
        } catch (RuntimeException e) {
            LOG.error("{} failed inside of the emulator", operation, e);
            var code = "InternalFailure";
            return new Reply(500, error(AwsError.of(code, 500, "")), code, code);
        }
    }

    private static void wait(Duration delay) {
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ObjectNode answer(HttpExchange exchange, String operation) throws IOException {
        var body = Bodies.read(exchange.getRequestBody());
        if (!exchange.getRequestMethod().equals("POST")
                || !exchange.getRequestURI().getPath().equals("/")) {
            throw AwsError.unknownOperation();
        }
        if (!operations.knows(operation)) {
            throw AwsError.unknownOperation();
        }
        signature.check("POST", "/", exchange.getRequestHeaders(), body);
        strike(operation);
        return operations.answer(operation, body);
    }

    private void strike(String operation) {
        if (faults.take(FaultKind.THROTTLE, operation).isPresent()) {
            throw AwsError.throttled();
        }
        if (faults.take(FaultKind.INTERNAL_FAILURE, operation).isPresent()) {
            throw AwsError.of(
                    "InternalFailure", 500, "The request processing has failed because of an internal error.");
        }
        if (faults.take(FaultKind.SERVICE_UNAVAILABLE, operation).isPresent()) {
            throw AwsError.of(
                    "ServiceUnavailable", 503, "The request has failed due to a temporary failure of the server.");
        }
        faults.take(FaultKind.REFUSE, operation).ifPresent(fault -> {
            throw AwsError.of(fault.text(), 400, "Refused because a fault says so.");
        });
        if (faults.take(FaultKind.ACCESS_DENIED, operation).isPresent()) {
            throw AwsError.of(
                    "AccessDeniedException",
                    403,
                    "User: arn:aws:iam::000000000000:user/emulated is not authorized to perform: dms:" + operation);
        }
    }

    private static String operation(HttpExchange exchange) {
        var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        return target != null && target.startsWith(TARGET_PREFIX) ? target.substring(TARGET_PREFIX.length()) : "";
    }

    private static ObjectNode error(AwsError e) {
        var node = WireJson.object();
        node.put("__type", e.code());
        node.put("message", e.getMessage());
        e.members().forEach(node::put);
        return node;
    }

    private static void send(HttpExchange exchange, int status, ObjectNode answer, String errorCode)
            throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/x-amz-json-1.1");
        headers.set("x-amzn-RequestId", UUID.randomUUID().toString());
        if (errorCode != null) {
            headers.set("x-amzn-ErrorType", errorCode);
        }
        var bytes = WireJson.bytes(answer);
        var head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
