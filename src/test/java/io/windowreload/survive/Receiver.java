package io.windowreload.survive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A webhook that keeps what it gets, and can be made to refuse it or to go away. */
final class Receiver implements AutoCloseable {
    static final String SECRET = "s3cr3t-path";

    private final int port;
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int status = 204;

    /** What came. */
    record Post(String path, String key, String type, JsonNode body) {}

    Receiver() {
        server = open(0);
        port = server.getAddress().getPort();
    }

    private HttpServer open(int wanted) {
        try {
            var opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
            opened.createContext("/", this::take);
            opened.start();
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            posts.add(new Post(
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    new ObjectMapper().readTree(exchange.getRequestBody())));
            exchange.sendResponseHeaders(status, -1);
        }
    }

    String address() {
        return "http://127.0.0.1:" + port + "/hooks/" + SECRET + "?token=" + SECRET;
    }

    void answers(int code) {
        status = code;
    }

    List<Post> posts() {
        return List.copyOf(posts);
    }

    /** The posts about a request. */
    List<Post> of(String requestId) {
        return posts.stream()
                .filter(post -> post.body().at("/run/requestId").asText().equals(requestId))
                .toList();
    }

    void goAway() {
        server.stop(0);
    }

    void comeBack() {
        server = open(port);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
