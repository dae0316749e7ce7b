package io.windowreload.component.aws2.dms;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server on the loopback that speaks AWS JSON 1.1 and answers each DMS operation as a test says. */
final class DmsStub implements AutoCloseable {
    /** Keeps numbers as they were written, so that a test sees what went over the wire. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final String TARGET = "AmazonDMSv20160101.";

    /** What came in: the operation of X-Amz-Target, the JSON body and the headers. */
    record Request(String operation, JsonNode body, Headers headers) {}

    /** What goes out. */
    record Reply(int status, String json) {
        static Reply ok(String json) {
            return new Reply(200, json);
        }

        static Reply fault(String type, String message) {
            return new Reply(400, "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(type, message));
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Function<JsonNode, Reply>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    DmsStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    DmsStub on(String operation, Function<JsonNode, Reply> answer) {
        answers.put(operation, answer);
        return this;
    }

    DmsStub on(String operation, String json) {
        return on(operation, body -> Reply.ok(json));
    }

    List<Request> requests() {
        return requests;
    }

    /** The body of the only request that came in. */
    JsonNode onlyRequest(String operation) {
        List<Request> matching =
                requests.stream().filter(r -> r.operation().equals(operation)).toList();
        if (matching.size() != 1) {
            throw new AssertionError("expected one %s but got %s".formatted(operation, requests));
        }
        return matching.get(0).body();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** An endpoint URI that calls this server. */
    String uri(String options) {
        return "aws2-dms:tasks?accessKey=key&secretKey=secret&region=eu-west-1&overrideEndpoint=true&uriEndpointOverride="
                + url() + (options.isEmpty() ? "" : "&" + options);
    }

    private void handle(HttpExchange http) throws IOException {
        String target = String.valueOf(http.getRequestHeaders().getFirst("X-Amz-Target"));
        String operation = target.startsWith(TARGET) ? target.substring(TARGET.length()) : target;
        JsonNode body = JSON.readTree(http.getRequestBody());
        requests.add(new Request(operation, body, http.getRequestHeaders()));
        Reply reply = answers.getOrDefault(
                        operation, ignored -> Reply.fault("UnknownOperationException", "no answer for " + operation))
                .apply(body);
        byte[] bytes = reply.json().getBytes(StandardCharsets.UTF_8);
        http.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        http.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        http.getResponseBody().write(bytes);
        http.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
