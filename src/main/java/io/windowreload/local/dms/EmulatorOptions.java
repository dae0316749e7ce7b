package io.windowreload.local.dms;

import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.load.DocumentReading;
import io.windowreload.local.dms.load.JdbcAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What an emulator is started with.
 *
 * @param source where tasks read: H2 in Oracle mode, PostgreSQL, or Oracle if its driver is on the class path
 * @param target the PostgreSQL database that tasks write
 * @param port 0 for a free one
 * @param listen the address to listen on: the loopback interface, or all of them in a container
 * @param region as it stands in ARNs
 * @param secrets secret access keys by access key id; signatures of these keys are checked, others pass
 * @param cdcLatency what the change capture task reports
 * @param state the file in which tasks survive a restart
 * @param afterConnectScript what the target endpoint says that change capture runs first in its sessions; empty for nothing
 * @param cdcMappings the table mappings of the change capture task
 * @param cdcServerless whether change capture is a serverless replication instead
 * @param capture whether the change capture task moves changes itself, from PostgreSQL; else somebody else moves them
 * @param captureLatency how long tasks that move changes hold one back after its commit
 * @param events the address that gets each event of a task, in EventBridge's shape
 */
public record EmulatorOptions(
        JdbcAddress source,
        JdbcAddress target,
        int port,
        String listen,
        String region,
        Map<String, String> secrets,
        Delays delays,
        DocumentReading reading,
        Supplier<Duration> cdcLatency,
        Optional<Path> state,
        Optional<URI> events,
        String afterConnectScript,
        String cdcMappings,
        boolean cdcServerless,
        boolean capture,
        Duration captureLatency,
        Clock clock) {
    private static final String ALL_TABLES = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"all","rule-action":"include",
              "object-locator":{"schema-name":"%","table-name":"%"}}]}""";

    /** A free port, short delays, the strict reading, the credentials test/test. */
    public static EmulatorOptions of(JdbcAddress source, JdbcAddress target) {
        return new EmulatorOptions(
                source,
                target,
                0,
                "127.0.0.1",
                "us-east-1",
                Map.of("test", "test"),
                Delays.DEFAULT,
                DocumentReading.STRICT,
                () -> Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                "",
                ALL_TABLES,
                false,
                false,
                Duration.ZERO,
                Clock.systemUTC());
    }

    public EmulatorOptions port(int number) {
        return with(draft -> draft.port = number);
    }

    /** Listens on that address, {@code 0.0.0.0} for all: only where nobody else can come in, such as in a container. */
    public EmulatorOptions listen(String address) {
        return with(draft -> draft.listen = address);
    }

    public EmulatorOptions region(String name) {
        return with(draft -> draft.region = name);
    }

    public EmulatorOptions delays(Delays waits) {
        return with(draft -> draft.delays = waits);
    }

    public EmulatorOptions reading(DocumentReading ofDoubts) {
        return with(draft -> draft.reading = ofDoubts);
    }

    public EmulatorOptions cdcLatency(Supplier<Duration> lag) {
        return with(draft -> draft.cdcLatency = lag);
    }

    /** Tasks, serverless replications, connection tests and tags are kept in this file and found again at the next start. */
    public EmulatorOptions state(Path file) {
        return with(draft -> draft.state = Optional.of(file));
    }

    /** Each event of a task is posted there. */
    public EmulatorOptions events(URI address) {
        return with(draft -> draft.events = Optional.of(address));
    }

    /** The target endpoint has this {@code AfterConnectScript}. */
    public EmulatorOptions afterConnectScript(String script) {
        return with(draft -> draft.afterConnectScript = script);
    }

    /** The change capture task has these rules. */
    public EmulatorOptions cdcMappings(String mappings) {
        return with(draft -> draft.cdcMappings = mappings);
    }

    /** The change capture task moves changes itself; its source must be PostgreSQL. */
    public EmulatorOptions capture(boolean wanted) {
        return with(draft -> draft.capture = wanted);
    }

    /** Tasks that move changes hold each back so long after its commit. */
    public EmulatorOptions captureLatency(Duration held) {
        return with(draft -> draft.captureLatency = held);
    }

    /** Change capture is a serverless replication. */
    public EmulatorOptions cdcServerless(boolean wanted) {
        return with(draft -> draft.cdcServerless = wanted);
    }

    private EmulatorOptions with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** A copy that may still change: one option of many. */
    private static final class Draft {
        private JdbcAddress source;
        private JdbcAddress target;
        private int port;
        private String listen;
        private String region;
        private Map<String, String> secrets;
        private Delays delays;
        private DocumentReading reading;
        private Supplier<Duration> cdcLatency;
        private Optional<Path> state;
        private Optional<URI> events;
        private String afterConnectScript;
        private String cdcMappings;
        private boolean cdcServerless;
        private boolean capture;
        private Duration captureLatency;
        private Clock clock;

        Draft(EmulatorOptions from) {
            source = from.source;
            target = from.target;
            port = from.port;
            listen = from.listen;
            region = from.region;
            secrets = from.secrets;
            delays = from.delays;
            reading = from.reading;
            cdcLatency = from.cdcLatency;
            state = from.state;
            events = from.events;
            afterConnectScript = from.afterConnectScript;
            cdcMappings = from.cdcMappings;
            cdcServerless = from.cdcServerless;
            capture = from.capture;
            captureLatency = from.captureLatency;
            clock = from.clock;
        }

        EmulatorOptions done() {
            return new EmulatorOptions(
                    source,
                    target,
                    port,
                    listen,
                    region,
                    secrets,
                    delays,
                    reading,
                    cdcLatency,
                    state,
                    events,
                    afterConnectScript,
                    cdcMappings,
                    cdcServerless,
                    capture,
                    captureLatency,
                    clock);
        }
    }
}
