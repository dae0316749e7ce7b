package io.windowreload.observe.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The connections of one server. There is room for so many; who comes when all are taken takes the place of the one that has said nothing for
 * longest, so that whoever opens thousands and keeps silent shuts nobody out but itself.
 */
final class ConnectionLimit {
    static final int MOST = most(Runtime.getRuntime().maxMemory());
    /** Requests with content that are held at the same time. */
    static final int MOST_BODIES = mostBodies(Runtime.getRuntime().maxMemory());

    /** What a silent connection may take, with half of a head. */
    private static final int CONNECTION = 32 * 1024;
    /** What a body may take while it comes: its buffer doubles. */
    private static final int BODY = 512 * 1024;

    private static final Duration FOR_HEAD = Duration.ofSeconds(15);
    private static final Duration FOR_BODY = Duration.ofSeconds(30);

    private final Map<HttpConnection, Guest> guests = new HashMap<>();
    private final LongSupplier nanos;

    ConnectionLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** An eighth of the heap at most, so that strangers leave the work what it needs. */
    static int most(long heap) {
        return (int) Math.max(64, Math.min(256, heap / 8 / CONNECTION));
    }

    static int mostBodies(long heap) {
        return (int) Math.max(4, Math.min(32, heap / 16 / BODY));
    }

    private static final class Guest {
        private HttpServerRequest request;
        private long since;

        Guest(long since) {
            this.since = since;
        }

        boolean waiting() {
            return request == null
                    || request.response().ended()
                    || request.response().closed();
        }

        boolean sending() {
            return !waiting() && !request.isEnded();
        }

        boolean withBody() {
            return !waiting() && hasBody(request);
        }
    }

    /** Takes a connection in. */
    void come(HttpConnection connection) {
        connection.closeHandler(closed -> go(connection));
        HttpConnection leaves;
        synchronized (this) {
            leaves = guests.size() < MOST
                    ? null
                    : longest(Guest::waiting).or(() -> longest(Guest::sending)).orElse(connection);
            guests.remove(leaves);
            if (leaves != connection) {
                guests.put(connection, new Guest(nanos.getAsLong()));
            }
        }
        if (leaves != null) {
            leaves.close();
        }
    }

    private synchronized void go(HttpConnection connection) {
        guests.remove(connection);
    }

    /** Whether there is room for what a connection asks. */
    boolean ask(HttpServerRequest request) {
        HttpConnection leaves = null;
        synchronized (this) {
            if (hasBody(request)
                    && guests.values().stream().filter(Guest::withBody).count() >= MOST_BODIES) {
                var slowest = longest(guest -> guest.withBody() && guest.sending());
                if (slowest.isEmpty()) {
                    return false;
                }
                leaves = slowest.get();
                guests.remove(leaves);
            }
            var guest = guests.get(request.connection());
            if (guest != null) {
                guest.request = request;
                guest.since = nanos.getAsLong();
            }
        }
        if (leaves != null) {
            leaves.close();
        }
        return true;
    }

    /** Sends away who has taken too long; called about once a second. */
    void look() {
        List<HttpConnection> late;
        synchronized (this) {
            var now = nanos.getAsLong();
            guests.values().stream()
                    .filter(guest -> guest.request != null && guest.waiting())
                    .forEach(guest -> {
                        guest.request = null;
                        guest.since = now;
                    });
            late = guests.entrySet().stream()
                    .filter(entry -> late(entry.getValue(), now))
                    .map(Map.Entry::getKey)
                    .toList();
        }
        late.forEach(HttpConnection::close);
    }

    private static boolean late(Guest guest, long now) {
        var been = now - guest.since;
        return guest.waiting() ? been > FOR_HEAD.toNanos() : guest.sending() && been > FOR_BODY.toNanos();
    }

    private Optional<HttpConnection> longest(Predicate<Guest> which) {
        return guests.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .min(Comparator.comparingLong(entry -> entry.getValue().since))
                .map(Map.Entry::getKey);
    }

    private static boolean hasBody(HttpServerRequest request) {
        var length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    }
}
