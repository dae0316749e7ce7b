package io.windowreload.observe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers on the ports of page and management while the target is awaited, before there is anything to show. It knows no secrets, reads
 * nothing that is sent, and says the same to everybody.
 */
public final class WaitingRoom implements AutoCloseable {
    private final List<HttpServer> servers = new ArrayList<>();
    private final String words;

    private WaitingRoom(String words) {
        this.words = words;
    }

    /**
     * Opens where the program will answer later. A port that is taken, or is to be chosen then, is left.
     *
     * @param doing what those who ask wait for
     */
    public static WaitingRoom open(Settings settings, Clock clock, String doing) {
        var room = new WaitingRoom(doing + " since " + clock.instant());
        room.serve(settings.http().host(), settings.http().port(), room::page);
        room.serve(settings.management().host(), settings.management().port(), room::health);
        return room;
    }

    private interface Answering {
        void to(HttpExchange exchange) throws IOException;
    }

    private void serve(String host, Optional<Integer> port, Answering answer) {
        if (port.isEmpty() || port.get() == 0) {
            return;
        }
        try {
            var server = HttpServer.create(new InetSocketAddress(host, port.get()), 20);
            server.createContext("/", exchange -> {
                try (exchange) {
                    answer.to(exchange);
                }
            });
            server.start();
            servers.add(server);
        } catch (IOException e) {
            // Whoever has the port is told of when the program itself wants it.
            return;
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().startsWith("/api/")) {
            var code = ErrorCode.TARGET_UNAVAILABLE;
            send(
                    exchange,
                    503,
                    "application/problem+json",
                    "{\"type\":\"/api/errors#%s\",\"title\":\"%s\",\"status\":503,\"detail\":\"%s\",\"code\":\"%s\",\"hint\":\"%s\",\"retryable\":true}"
                            .formatted(code, code.title(), words, code, code.hint()));
            return;
        }
        send(
                exchange,
                503,
                "text/html; charset=utf-8",
                "<!doctype html><html lang=\"en\"><meta http-equiv=\"refresh\" content=\"3\"><title>Window Reload</title><h1>Window Reload</h1><p>"
                        + words + "</p></html>");
    }

    private void health(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/observe/health/live" -> send(exchange, 200, "application/json", "{\"status\":\"UP\"}");
            case "/observe/health", "/observe/health/ready" ->
                send(
                        exchange,
                        503,
                        "application/json",
                        "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"target\",\"status\":\"DOWN\",\"message\":\""
                                + words + "\"}]}");
            case "/observe/metrics" ->
                send(exchange, 200, "text/plain; version=0.0.4", "reload_ready 0.0\nreload_target_up 0.0\n");
            default -> send(exchange, 404, "text/plain", "");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Retry-After", "3");
        // The ports are wanted by somebody else soon.
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        servers.forEach(server -> server.stop(0));
    }
}
