package io.windowreload.local.dms.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.wire.AwsError;
import io.windowreload.local.dms.wire.WireJson;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What AWS has not: {@code /_emulator/faults} (POST adds one or a list, GET shows, DELETE clears), {@code /_emulator/calls}
 * and {@code /_emulator/metrics}, which tells the change capture's latency in seconds as CloudWatch would.
 */
final class AdminBorder implements HttpHandler {
    private final Faults faults;
    private final Supplier<List<ReceivedCall>> calls;
    private final Supplier<Duration> latency;

    AdminBorder(Faults faults, Supplier<List<ReceivedCall>> calls, Supplier<Duration> latency) {
        this.faults = faults;
        this.calls = calls;
        this.latency = latency;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var method = exchange.getRequestMethod();
            switch (method + " " + path) {
                case "POST /_emulator/faults" -> add(exchange);
                case "GET /_emulator/faults" -> send(exchange, 200, shown());
                case "DELETE /_emulator/faults" -> {
                    faults.clear();
                    send(exchange, 200, shown());
                }
                case "GET /_emulator/calls" -> send(exchange, 200, calls());
                case "GET /_emulator/metrics" -> send(exchange, 200, metrics());
                default -> send(exchange, 404, WireJson.object().put("message", "There is no " + method + " " + path));
            }
        }
    }

    private void add(HttpExchange exchange) throws IOException {
        try {
            FaultJson.read(WireJson.read(Bodies.read(exchange.getRequestBody())))
                    .forEach(faults::add);
        } catch (AwsError e) {
            send(exchange, e.status(), WireJson.object().put("message", e.getMessage()));
            return;
        } catch (IOException | IllegalArgumentException e) {
            send(exchange, 400, WireJson.object().put("message", e.getMessage()));
            return;
        }
        send(exchange, 200, shown());
    }

    private ObjectNode shown() {
        var node = WireJson.object();
        var list = node.putArray("faults");
        faults.waiting().stream().map(FaultJson::write).forEach(list::add);
        return node;
    }

    private ObjectNode calls() {
        var node = WireJson.object();
        var list = node.putArray("calls");
        for (var call : calls.get()) {
            var entry = list.addObject()
                    .put("service", call.service())
                    .put("operation", call.operation())
                    .put("outcome", call.outcome());
            WireJson.put(entry, "at", call.at());
        }
        return node;
    }

    private ObjectNode metrics() {
        var seconds = latency.get().toMillis() / 1000.0;
        return WireJson.object().put("CDCLatencySource", seconds).put("CDCLatencyTarget", seconds);
    }

    private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        var bytes = WireJson.bytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
