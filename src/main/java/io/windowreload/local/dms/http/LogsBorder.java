package io.windowreload.local.dms.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.windowreload.local.dms.cloud.Cloud;
import io.windowreload.local.dms.cloud.Event;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.WireJson;
import java.io.IOException;
import java.util.List;

/**
 * The one thing of CloudWatch Logs that DMS's clients need: {@code GetLogEvents} for the log of a task, which outlives the task. Its
 * lines are what the task has told as events, in DMS's manner.
 */
final class LogsBorder implements HttpHandler {
    private static final String PREFIX = "Logs_20140328.";
    private static final String OPERATION = "GetLogEvents";

    private final Cloud cloud;
    private final Signature signature;
    private final Calls calls;

    LogsBorder(Cloud cloud, Signature signature, Calls calls) {
        this.cloud = cloud;
        this.signature = signature;
        this.calls = calls;
    }

    /** Whether a request is meant for CloudWatch Logs. */
    static boolean understands(HttpExchange exchange) {
        var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        return target != null && target.startsWith(PREFIX);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var operation =
                    exchange.getRequestHeaders().getFirst("X-Amz-Target").substring(PREFIX.length());
            try {
                var answer = answer(exchange, operation);
                calls.remember(new ReceivedCall("logs", operation, cloud.now(), "OK"));
                send(exchange, 200, answer);
            } catch (AwsError e) {
                calls.remember(new ReceivedCall("logs", operation, cloud.now(), e.code()));
                send(
                        exchange,
                        e.status(),
                        WireJson.object().put("__type", e.code()).put("message", e.getMessage()));
            }
        }
    }

    private ObjectNode answer(HttpExchange exchange, String operation) throws IOException {
        var body = Bodies.read(exchange.getRequestBody());
        signature.check("POST", "/", exchange.getRequestHeaders(), body);
        if (!operation.equals(OPERATION)) {
            throw AwsError.of("UnknownOperationException", 400, "only " + OPERATION + " is emulated");
        }
        if (cloud.faults().take(FaultKind.ACCESS_DENIED, OPERATION).isPresent()) {
            throw AwsError.of("AccessDeniedException", 400, "not authorized to perform: logs:" + OPERATION);
        }
        return page(WireJson.read(body));
    }

    private ObjectNode page(JsonNode request) {
        var lines = lines(
                request.path("logGroupName").asText(),
                request.path("logStreamName").asText());
        if (lines.isEmpty()) {
            throw AwsError.of("ResourceNotFoundException", 400, "The specified log stream does not exist.");
        }
        var limit = request.path("limit").asInt(10_000);
        var from = request.path("startFromHead").asBoolean() ? 0 : Math.max(0, lines.size() - limit);
        var page = WireJson.object();
        var events = page.putArray("events");
        for (var event : lines.subList(from, Math.min(lines.size(), from + limit))) {
            var at = event.date().toEpochMilli();
            events.addObject().put("timestamp", at).put("ingestionTime", at).put("message", line(event));
        }
        return page.put("nextForwardToken", "f/1").put("nextBackwardToken", "b/1");
    }

    private List<Event> lines(String group, String stream) {
        synchronized (cloud) {
            return cloud.events().stream()
                    .filter(event -> group.equals(group(event.taskArn())) && stream.equals(stream(event.taskArn())))
                    .toList();
        }
    }

    private String group(String arn) {
        return serverless(arn)
                ? "dms-serverless-replication-" + resource(arn)
                : "dms-tasks-" + cloud.instance().identifier();
    }

    private static String stream(String arn) {
        return (serverless(arn) ? "dms-serverless-replication-orchestrator-" : "dms-task-") + resource(arn);
    }

    private static boolean serverless(String arn) {
        return arn.contains(":replication-config:");
    }

    private static String resource(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    private static String line(Event event) {
        return event.date() + " [TASK_MANAGER    ]I:  " + event.message() + " (replicationtask.c:1)";
    }

    private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        var bytes = WireJson.bytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
