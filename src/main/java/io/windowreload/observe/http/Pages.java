package io.windowreload.observe.http;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/** The page's files. They are named here one by one: nothing else of the class path can be asked for. */
public final class Pages {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("status.html", "text/html; charset=utf-8"),
            Map.entry("status.css", "text/css; charset=utf-8"),
            Map.entry("age.js", SCRIPT),
            Map.entry("status.js", SCRIPT),
            Map.entry("calendar.js", SCRIPT),
            Map.entry("drift.js", SCRIPT),
            Map.entry("forms.js", SCRIPT),
            Map.entry("morph.js", SCRIPT),
            Map.entry("page.js", SCRIPT),
            Map.entry("run.js", SCRIPT),
            Map.entry("icon.svg", "image/svg+xml"),
            Map.entry("openapi.yaml", "application/yaml"));
    private static final String REQUEST_SCHEMA = "/config/request.schema.json";

    private final Answers answers = new Answers(null);
    private final Map<String, Resource> known = new ConcurrentHashMap<>();

    /** A file with the tag that changes with its content. */
    private record Resource(String content, String tag) {
        static Resource read(String name) {
            try (var in = Pages.class.getResourceAsStream(name)) {
                var content = in.readAllBytes();
                var digest = MessageDigest.getInstance("SHA-256").digest(content);
                return new Resource(
                        new String(content, StandardCharsets.UTF_8),
                        '"' + HexFormat.of().formatHex(digest, 0, 12) + '"');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** {@code GET /status}. */
    public void page(Exchange exchange) {
        send(exchange, "status.html");
    }

    /** {@code GET /ui/<file>}. */
    public void file(Exchange exchange) {
        send(exchange, new ApiRequest(exchange).part(1));
    }

    /** {@code GET /api/openapi.yaml}. */
    public void openapi(Exchange exchange) {
        send(exchange, "openapi.yaml");
    }

    /** {@code GET /api/request.schema.json}, which the description of the API refers to. */
    public void requestSchema(Exchange exchange) {
        send(exchange, REQUEST_SCHEMA, "application/schema+json");
    }

    /** {@code GET /}. */
    public void home(Exchange exchange) {
        answers.send(exchange, 302, "text/plain", new byte[0]);
        exchange.getMessage().setHeader("Location", "/status");
    }

    private void send(Exchange exchange, String name) {
        var type = TYPES.get(name);
        if (type == null) {
            throw new ReloadException(ErrorCode.ADDRESS_UNKNOWN, "the page has no file " + name);
        }
        send(exchange, "/ui/" + name, type);
    }

    private void send(Exchange exchange, String resource, String type) {
        var file = known.computeIfAbsent(resource, Resource::read);
        var same = file.tag().equals(exchange.getMessage().getHeader("If-None-Match", String.class));
        answers.send(
                exchange,
                same ? 304 : 200,
                type,
                same ? new byte[0] : file.content().getBytes(StandardCharsets.UTF_8));
        exchange.getMessage().setHeader("ETag", file.tag());
    }
}
