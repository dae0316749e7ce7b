package io.windowreload.observe;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A real headless Chromium, driven by its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final AtomicInteger number = new AtomicInteger();
    private String session;

    private Browser(Process process, URI address) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Listener())
                .join();
        var target = call("Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .asText();
        session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asText();
        call("Page.enable", Map.of());
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
    }

    /** The program's path, where there is one. */
    static Optional<Path> executable() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start(Path profile) throws IOException {
        var process = new ProcessBuilder(
                        executable().orElseThrow().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile())
                .start();
        var port = profile.resolve("DevToolsActivePort");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(port) && Files.readAllLines(port).size() == 2);
        var lines = Files.readAllLines(port);
        return new Browser(process, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
    }

    /** Goes to a page. */
    void open(URI address) {
        call("Page.navigate", Map.of("url", address.toString()));
    }

    /** The value of an expression in the page. */
    JsonNode eval(String expression) {
        var result =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(result.get("exceptionDetails").toString());
        }
        return result.path("result").path("value");
    }

    /** The text of the element, as it is seen. */
    String text(String selector) {
        return eval("document.querySelector(" + quoted(selector) + ")?.innerText ?? ''")
                .asText();
    }

    void awaitText(String selector, String wanted) {
        await().atMost(PATIENCE).untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(text(selector))
                .contains(wanted));
    }

    void awaitTrue(String expression) {
        await().atMost(PATIENCE).until(() -> eval("Boolean(" + expression + ")").asBoolean());
    }

    /** Clicks the first element that fits and shows the text. */
    void click(String selector, String text) {
        var element = "[...document.querySelectorAll(" + quoted(selector) + ")].find(e => e.innerText.includes("
                + quoted(text) + "))";
        awaitTrue(element);
        eval(element + ".click()");
    }

    void fill(String selector, String value) {
        eval("(e => { e.value = " + quoted(value) + "; e.dispatchEvent(new Event('input', {bubbles: true})); })"
                + "(document.querySelector(" + quoted(selector) + "))");
    }

    void key(String key) {
        for (var type : List.of("keyDown", "keyUp")) {
            call("Input.dispatchKeyEvent", Map.of("type", type, "key", key, "code", key));
        }
    }

    void size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void dark(boolean dark) {
        var feature = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    void screenshot(Path file) throws IOException {
        var data = call("Page.captureScreenshot", Map.of("format", "png"))
                .get("data")
                .asText();
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(data));
    }

    /** Errors of the page's scripts and of its content policy. */
    List<String> complaints() {
        synchronized (complaints) {
            return List.copyOf(complaints);
        }
    }

    private static String quoted(String text) {
        return JSON.valueToTree(text).toString();
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        var id = number.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        answers.put(id, answer);
        var message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (session != null) {
            message.put("sessionId", session);
        }
        socket.sendText(message.toString(), true).join();
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(method, e);
        }
    }

    private void received(JsonNode message) {
        if (message.has("id")) {
            var answer = answers.remove(message.get("id").asInt());
            if (message.has("error")) {
                answer.completeExceptionally(
                        new IllegalStateException(message.get("error").toString()));
            } else {
                answer.complete(message.path("result"));
            }
            return;
        }
        var method = message.path("method").asText();
        var entry = message.path("params").path("entry");
        if (method.equals("Runtime.exceptionThrown")
                || (method.equals("Log.entryAdded")
                        && entry.path("level").asText().equals("error"))) {
            synchronized (complaints) {
                complaints.add(message.path("params").toString());
            }
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
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        await().atMost(PATIENCE).until(() -> !process.isAlive());
    }
}
