package io.windowreload.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.EventNotifierSupport;

/** How long the calls of DMS take and how they end, by operation. */
final class DmsMeters extends EventNotifierSupport {
    private static final Pattern OPERATION = Pattern.compile("operation=(\\w+)");
    private static final List<String> OPERATIONS = List.of(
            "createReplicationTask",
            "startReplicationTask",
            "stopReplicationTask",
            "deleteReplicationTask",
            "describeReplicationTasks",
            "describeTableStatistics",
            "describeReplicationInstances",
            "describeConnections");

    private final MeterRegistry registry;

    DmsMeters(MeterRegistry registry) {
        this.registry = registry;
        OPERATIONS.forEach(operation -> List.of("ok", "error").forEach(result -> timer(operation, result)));
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeSentEvent sent
                && sent.getEndpoint().getEndpointUri().startsWith("aws2-dms:");
    }

    @Override
    public void notify(CamelEvent event) {
        var sent = (ExchangeSentEvent) event;
        var operation = OPERATION.matcher(sent.getEndpoint().getEndpointUri());
        if (operation.find()) {
            var result = sent.getExchange().getException() == null ? "ok" : "error";
            timer(operation.group(1), result).record(Duration.ofMillis(sent.getTimeTaken()));
        }
    }

    private Timer timer(String operation, String result) {
        return Timer.builder("reload.dms.call.duration")
                .tags("operation", operation, "result", result)
                .description(MeterDescriptions.of("reload.dms.call.duration"))
                .register(registry);
    }
}
