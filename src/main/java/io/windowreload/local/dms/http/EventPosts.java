package io.windowreload.local.dms.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.windowreload.local.dms.cloud.Arns;
import io.windowreload.local.dms.cloud.Event;
import io.windowreload.local.dms.wire.WireJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts each event to an address, in EventBridge's shape and in their order; one that is not taken is lost, as it may be. */
public final class EventPosts implements Consumer<Event>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventPosts.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final URI address;
    private final HttpRequest.Builder request;
    private final Arns arns;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final ExecutorService poster = Executors.newSingleThreadExecutor(action -> {
        var thread = new Thread(action, "dms-events");
        thread.setDaemon(true);
        return thread;
    });

    /** Refuses what is no HTTP address with an {@link IllegalArgumentException}. */
    public EventPosts(URI address, Arns arns) {
        this.address = address;
        this.request = to(address).timeout(PATIENCE).header("Content-Type", "application/json");
        this.arns = arns;
    }

    private static HttpRequest.Builder to(URI address) {
        try {
            return HttpRequest.newBuilder(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + address + "' is no address for events: " + e.getMessage(), e);
        }
    }

    @Override
    public void accept(Event event) {
        poster.execute(() -> post(event));
    }

    private void post(Event event) {
        var body = BodyPublishers.ofByteArray(WireJson.bytes(json(event)));
        try {
            http.send(request.copy().POST(body).build(), BodyHandlers.discarding());
        } catch (IOException e) {
            LOG.warn("{} did not take an event: {}", address, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ObjectNode json(Event event) {
        var node = WireJson.object()
                .put("version", "0")
                .put("id", UUID.randomUUID().toString())
                .put("detail-type", "DMS Replication Task State Change")
                .put("source", "aws.dms")
                .put("account", arns.account())
                .put("time", event.date().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", arns.region());
        node.putArray("resources").add(event.taskArn());
        var detail = node.putObject("detail")
                .put("type", "REPLICATION_TASK")
                .put("category", event.kind().category())
                .put("eventType", event.kind().type());
        event.kind().id().ifPresent(id -> detail.put("eventId", id));
        detail.put("detailMessage", event.message())
                .put(
                        "resourceLink",
                        "https://console.aws.amazon.com/dms/v2/home?region=" + arns.region() + "#taskDetails/"
                                + event.taskIdentifier());
        return node;
    }

    @Override
    public void close() {
        poster.shutdownNow();
    }
}
