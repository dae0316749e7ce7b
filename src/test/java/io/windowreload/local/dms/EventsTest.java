package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody is told of a task who does not ask. */
class EventsTest {
    private final List<JsonNode> posted = new CopyOnWriteArrayList<>();
    private HttpServer listener;
    private Emulated emulated;

    @BeforeEach
    void start() throws IOException {
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", this::take);
        listener.start();
        var address = URI.create("http://127.0.0.1:" + listener.getAddress().getPort() + "/");
        emulated = new Emulated(options -> options.events(address));
    }

    @AfterEach
    void stop() {
        emulated.close();
        listener.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            posted.add(new ObjectMapper().readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Test
    void each_event_is_posted_as_event_bridge_has_it_and_a_failure_has_no_id() {
        emulated.dms.faults().add(Fault.of(FaultKind.FAIL).text("out of luck"));
        var arn = emulated.load(Emulated.JANUARY, Emulated.CAREFUL).replicationTaskArn();
        emulated.client.deleteReplicationTask(delete -> delete.replicationTaskArn(arn));

        await().until(() -> types(arn).contains("REPLICATION_TASK_DELETED"));
        assertThat(types(arn))
                .containsExactly(
                        "REPLICATION_TASK_CREATED",
                        "REPLICATION_TASK_STARTED",
                        "REPLICATION_TASK_FAILED",
                        "REPLICATION_TASK_DELETED");
        var started = of(arn).get(1);
        assertThat(started.path("source").asText()).isEqualTo("aws.dms");
        assertThat(started.path("detail-type").asText()).isEqualTo("DMS Replication Task State Change");
        assertThat(started.at("/detail/eventId").asText()).isEqualTo("DMS-EVENT-0069");
        assertThat(started.at("/detail/category").asText()).isEqualTo("StateChange");
        var failed = of(arn).get(2);
        assertThat(failed.at("/detail").has("eventId")).isFalse();
        assertThat(failed.at("/detail/detailMessage").asText()).contains("out of luck");
    }

    @Test
    void a_listener_that_is_gone_holds_up_nothing() {
        listener.stop(0);

        var task = emulated.load(Emulated.JANUARY, Emulated.CAREFUL);
        assertThat(task.stopReason()).isEqualTo("Stop Reason FULL_LOAD_ONLY_FINISHED");
    }

    private List<String> types(String arn) {
        return of(arn).stream()
                .map(event -> event.at("/detail/eventType").asText())
                .toList();
    }

    private List<JsonNode> of(String arn) {
        return posted.stream()
                .filter(event -> event.at("/resources/0").asText().equals(arn))
                .toList();
    }
}
