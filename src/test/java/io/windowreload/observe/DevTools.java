package io.windowreload.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Chromium's DevTools protocol: calls with their answers, and what the browser tells by itself. */
final class DevTools implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private final BiConsumer<String, JsonNode> told;
    private final WebSocket socket;
    private String session;

    /**
     * @param told is given the name and the parameters of every event
     */
    DevTools(URI address, BiConsumer<String, JsonNode> told) {
        this.told = told;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Listener())
                .join();
    }

    /** Opens a page; calls go to it from now on. */
    void page() {
        var target = call("Target.createTarget", Map.of("url", "about:blank")).get("targetId");
        session = call("Target.attachToTarget", Map.of("targetId", target.asText(), "flatten", true))
                .get("sessionId")
                .asText();
    }

    /** Calls and waits for the answer. */
    JsonNode call(String method, Map<String, ?> parameters) {
        var answer = new CompletableFuture<JsonNode>();
        var message =
                JSON.createObjectNode().put("id", number.incrementAndGet()).put("method", method);
        answers.put(message.get("id").asInt(), answer);
        message.set("params", JSON.valueToTree(parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        socket.sendText(message.toString(), true).join();
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(method, e);
        }
    }

    private void received(JsonNode message) {
        if (!message.has("id")) {
            told.accept(message.path("method").asText(), message.path("params"));
            return;
        }
        var answer = answers.remove(message.get("id").asInt());
        if (message.has("error")) {
            answer.completeExceptionally(
                    new IllegalStateException(message.get("error").toString()));
        } else {
            answer.complete(message.path("result"));
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    received(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
