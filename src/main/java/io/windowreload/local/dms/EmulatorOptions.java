package io.windowreload.local.dms;

import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.local.dms.load.Reading;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an emulator is started with.
 *
 * @param source where tasks read: H2 in Oracle mode, PostgreSQL, or Oracle if its driver is on the class path
 * @param target the PostgreSQL database that tasks write
 * @param port of the loopback interface, 0 for a free one
 * @param region as it stands in ARNs
 * @param secrets secret access keys by access key id; signatures of these keys are checked, others pass
 * @param cdcLatency what the change capture task reports
 * @param state the file in which tasks survive a restart
 * @param afterConnectScript what the target endpoint says that change capture runs first in its sessions; empty for nothing
 * @param cdcMappings the table mappings of the change capture task
 * @param cdcServerless whether change capture is a serverless replication instead
 * @param events the address that gets each event of a task, in EventBridge's shape
 */
public record EmulatorOptions(
        JdbcAddress source,
        JdbcAddress target,
        int port,
        String region,
        Map<String, String> secrets,
        Delays delays,
        Reading reading,
        Supplier<Duration> cdcLatency,
        Optional<Path> state,
        Optional<URI> events,
        String afterConnectScript,
        String cdcMappings,
        boolean cdcServerless,
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
                "us-east-1",
                Map.of("test", "test"),
                Delays.DEFAULT,
                Reading.STRICT,
                () -> Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                "",
                ALL_TABLES,
                false,
                Clock.systemUTC());
    }

    public EmulatorOptions port(int number) {
        return new EmulatorOptions(
                source,
                target,
                number,
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
                clock);
    }

    public EmulatorOptions region(String name) {
        return new EmulatorOptions(
                source,
                target,
                port,
                name,
                secrets,
                delays,
                reading,
                cdcLatency,
                state,
                events,
                afterConnectScript,
                cdcMappings,
                cdcServerless,
                clock);
    }

    public EmulatorOptions delays(Delays waits) {
        return new EmulatorOptions(
                source,
                target,
                port,
                region,
                secrets,
                waits,
                reading,
                cdcLatency,
                state,
                events,
                afterConnectScript,
                cdcMappings,
                cdcServerless,
                clock);
    }

    public EmulatorOptions reading(Reading ofDoubts) {
        return new EmulatorOptions(
                source,
                target,
                port,
                region,
                secrets,
                delays,
                ofDoubts,
                cdcLatency,
                state,
                events,
                afterConnectScript,
                cdcMappings,
                cdcServerless,
                clock);
    }

    public EmulatorOptions cdcLatency(Supplier<Duration> lag) {
        return new EmulatorOptions(
                source,
                target,
                port,
                region,
                secrets,
                delays,
                reading,
                lag,
                state,
                events,
                afterConnectScript,
                cdcMappings,
                cdcServerless,
                clock);
    }

    /** Tasks, serverless replications, connection tests and tags are kept in this file and found again at the next start. */
    public EmulatorOptions state(Path file) {
        return new EmulatorOptions(
                source,
                target,
                port,
                region,
                secrets,
                delays,
                reading,
                cdcLatency,
                Optional.of(file),
                events,
                afterConnectScript,
                cdcMappings,
                cdcServerless,
                clock);
    }

    /** Each event of a task is posted there. */
    public EmulatorOptions events(URI address) {
        return new EmulatorOptions(
                source,
                target,
                port,
                region,
                secrets,
                delays,
                reading,
                cdcLatency,
                state,
                Optional.of(address),
                afterConnectScript,
                cdcMappings,
                cdcServerless,
                clock);
    }

    /** The target endpoint has this {@code AfterConnectScript}. */
    public EmulatorOptions afterConnectScript(String script) {
        return new EmulatorOptions(
                source,
                target,
                port,
                region,
                secrets,
                delays,
                reading,
                cdcLatency,
                state,
                events,
                script,
                cdcMappings,
                cdcServerless,
                clock);
    }

    /** The change capture task has these rules. */
    public EmulatorOptions cdcMappings(String mappings) {
        return new EmulatorOptions(
                source,
                target,
                port,
                region,
                secrets,
                delays,
                reading,
                cdcLatency,
                state,
                events,
                afterConnectScript,
                mappings,
                cdcServerless,
                clock);
    }

    /** Change capture is a serverless replication. */
    public EmulatorOptions cdcServerless(boolean wanted) {
        return new EmulatorOptions(
                source,
                target,
                port,
                region,
                secrets,
                delays,
                reading,
                cdcLatency,
                state,
                events,
                afterConnectScript,
                cdcMappings,
                wanted,
                clock);
    }
}
