package io.windowreload.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A real headless Chromium with one page, as a person would use it: with mouse and keys. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Integer> KEYS =
            Map.of("Tab", 9, "Enter", 13, "Escape", 27, "ArrowLeft", 37, "ArrowUp", 38, "ArrowRight", 39);

    private final Process process;
    private final DevTools tools;
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private final List<URI> requests = Collections.synchronizedList(new ArrayList<>());

    private Browser(Process process, URI address) {
        this.process = process;
        this.tools = new DevTools(address, this::told);
        tools.page();
        Stream.of("Page.enable", "Runtime.enable", "Log.enable", "Network.enable")
                .forEach(domain -> tools.call(domain, Map.of()));
        size(1280, 900);
    }

    /** The program: where the property {@code chromium} says, or in the path. */
    private static Optional<Path> executable() {
        var said = System.getProperty("chromium");
        return said != null
                ? Optional.of(Path.of(said))
                : Stream.of(System.getenv("PATH").split(":", -1))
                        .flatMap(folder -> Stream.of(
                                        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                                .map(name -> Path.of(folder, name)))
                        .filter(Files::isExecutable)
                        .findFirst();
    }

    /** Starts one, or skips the test and says so. */
    static Browser start(Path profile) throws IOException {
        var program = executable();
        if (program.isEmpty()) {
            var loud =
                    "NOT TESTED: the page, because no Chromium is in the path. Install one, or name it: -Dchromium=/path/to/it";
            System.err.println(loud);
            abort(loud);
        }
        var command = new ProcessBuilder(
                        program.get().toString(),
                        "--headless=new",
                        // Its sandbox does not work for root, and the only page is ours.
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-breakpad",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--lang=en-GB",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + Files.createDirectories(profile),
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile());
        command.environment().putAll(Map.of("HOME", profile.toString(), "TMPDIR", profile.toString()));
        var process = command.start();
        var port = profile.resolve("DevToolsActivePort");
        await().atMost(DevTools.PATIENCE)
                .until(() -> Files.exists(port) && Files.readAllLines(port).size() == 2);
        var lines = Files.readAllLines(port);
        return new Browser(process, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
    }

    private void told(String event, JsonNode parameters) {
        switch (event) {
            case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
            case "Runtime.consoleAPICalled" -> {
                if (!parameters.path("type").asText().equals("log")) {
                    complaints.add(parameters.toString());
                }
            }
            case "Log.entryAdded" -> {
                if (parameters.at("/entry/level").asText().equals("error")) {
                    complaints.add(parameters.toString());
                }
            }
            case "Network.requestWillBeSent" ->
                requests.add(URI.create(parameters.at("/request/url").asText()));
            default -> {
                // The rest is of no interest.
            }
        }
    }

    /** Errors of the page's scripts, of its content policy and of what it asked for. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** What the page has asked for. */
    List<URI> requests() {
        return List.copyOf(requests);
    }

    /** Goes to an address, also where only its fragment differs. */
    void open(URI address) {
        tools.call("Page.navigate", Map.of("url", "about:blank"));
        tools.call("Page.navigate", Map.of("url", address.toString()));
    }

    /** The value of an expression in the page. */
    JsonNode eval(String expression) {
        var result = tools.call(
                "Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(result.get("exceptionDetails").toString());
        }
        return result.path("result").path("value");
    }

    /** The text of the first element that fits, as it is seen. */
    String text(String selector) {
        return eval("document.querySelector(" + quoted(selector) + ")?.innerText ?? ''")
                .asText();
    }

    void awaitText(String selector, String wanted) {
        await().atMost(DevTools.PATIENCE)
                .untilAsserted(() -> assertThat(text(selector)).contains(wanted));
    }

    void awaitTrue(String expression) {
        await(expression).atMost(DevTools.PATIENCE).until(() -> eval("Boolean(" + expression + ")")
                .asBoolean());
    }

    /** Clicks the first element that fits and shows the text, once it can be seen, stands still and nothing covers it. */
    void click(String selector, String text) {
        var place =
                "(e => { if (!e) return null; e.scrollIntoView({block: 'nearest'}); const r = e.getBoundingClientRect();"
                        + " const x = r.x + r.width / 2, y = r.y + r.height / 2;"
                        + " return e.contains(document.elementFromPoint(x, y)) ? {x, y} : null; })([...document.querySelectorAll("
                        + quoted(selector) + ")].find(e => e.innerText.includes(" + quoted(text) + ")))";
        var last = new JsonNode[] {null};
        var still = await("a click on " + selector + " " + text)
                .atMost(DevTools.PATIENCE)
                .until(() -> eval(place), now -> {
                    var before = last[0];
                    last[0] = now;
                    return now.isObject() && now.equals(before);
                });
        for (var type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
            tools.call(
                    "Input.dispatchMouseEvent",
                    Map.of("type", type, "x", still.get("x"), "y", still.get("y"), "button", "left", "clickCount", 1));
        }
    }

    /** Types into the field; a field with parts, like a month, is set. */
    void fill(String selector, String value) {
        awaitTrue("document.querySelector(" + quoted(selector) + ")");
        var typed =
                eval("(e => { e.focus(); if (!['month', 'datetime-local'].includes(e.type)) { e.select(); return true; }"
                                + " e.value = " + quoted(value)
                                + "; e.dispatchEvent(new Event('input', {bubbles: true})); return false; })"
                                + "(document.querySelector(" + quoted(selector) + "))")
                        .asBoolean();
        if (typed) {
            tools.call("Input.insertText", Map.of("text", value));
        }
    }

    void key(String key) {
        var code = KEYS.get(key);
        var text = key.equals("Enter") ? "\r" : "";
        tools.call(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyDown", "key", key, "code", key, "windowsVirtualKeyCode", code, "text", text));
        tools.call(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
    }

    void size(int width, int height) {
        tools.call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void dark(boolean dark) {
        var feature = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        tools.call("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** Takes a picture into {@code target/screenshots}, or with {@code -Dscreenshots=docs} into {@code docs/screenshots}. */
    void screenshot(String name) throws IOException {
        var folder = Path.of(System.getProperty("screenshots", "target"), "screenshots");
        // What differs from machine to machine, and what is gone in a moment, is not in the picture.
        eval("document.querySelectorAll('.empty code').forEach(e => e.textContent = 'inbox')");
        eval("document.querySelector('#toasts').replaceChildren()");
        var data = tools.call("Page.captureScreenshot", Map.of("format", "png"))
                .get("data")
                .asText();
        Files.write(
                Files.createDirectories(folder).resolve(name + ".png"),
                Base64.getDecoder().decode(data));
    }

    private static String quoted(String text) {
        return JSON.valueToTree(text).toString();
    }

    @Override
    public void close() {
        var children = process.descendants().toList();
        tools.close();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        await().atMost(DevTools.PATIENCE)
                .until(() -> !process.isAlive() && children.stream().noneMatch(ProcessHandle::isAlive));
    }
}
