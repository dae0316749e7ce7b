package io.windowreload.cli;

import io.windowreload.local.dms.DmsEmulator;
import io.windowreload.local.dms.EmulatorOptions;
import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.http.FaultJson;
import io.windowreload.local.dms.load.DocumentReading;
import io.windowreload.local.dms.load.JdbcAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The DMS emulator alone. */
@Command(
        name = "dms",
        description = "Emulates AWS DMS on the loopback interface: speaks its API and really moves rows over JDBC.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload dms --source jdbc:h2:mem:src --target jdbc:postgresql://127.0.0.1/shop --target-user dms",
            "  window-reload dms --port 0 --state dms.json --faults faults.json --source … --target …"
        })
public final class DmsCommand implements Callable<Integer> {
    private static final int CONFLICT = 4;

    @Option(
            names = "--listen",
            description = "Address to listen on, 0.0.0.0 for all in a container (default: ${DEFAULT-VALUE}).")
    private String listen = "127.0.0.1";

    @Option(names = "--port", description = "Port, 0 for a free one (default: ${DEFAULT-VALUE}).")
    private int port = 4566;

    @Option(names = "--source", required = true, description = "JDBC address of the source: H2, PostgreSQL or Oracle.")
    private String source;

    @Option(names = "--source-user", description = "User at the source.", defaultValue = "")
    private String sourceUser;

    @Option(
            names = "--source-password",
            description = "Password at the source (default: environment variable DMS_SOURCE_PASSWORD).",
            showDefaultValue = Visibility.NEVER,
            defaultValue = "${env:DMS_SOURCE_PASSWORD:-}")
    private String sourcePassword;

    @Option(names = "--target", required = true, description = "JDBC address of the target: PostgreSQL.")
    private String target;

    @Option(names = "--target-user", description = "User at the target.", defaultValue = "")
    private String targetUser;

    @Option(
            names = "--target-password",
            description = "Password at the target (default: environment variable DMS_TARGET_PASSWORD).",
            showDefaultValue = Visibility.NEVER,
            defaultValue = "${env:DMS_TARGET_PASSWORD:-}")
    private String targetPassword;

    @Option(names = "--region", description = "Region of the ARNs (default: ${DEFAULT-VALUE}).")
    private String region = "us-east-1";

    @Option(names = "--delay", description = "How long each step takes, ISO 8601 (default: ${DEFAULT-VALUE}).")
    private Duration delay = Duration.ofMillis(200);

    @Option(names = "--state", description = "File in which tasks survive a restart.")
    private Path state;

    @Option(names = "--faults", description = "JSON file with faults to begin with.")
    private Path faults;

    @Option(names = "--events", description = "Address to which each event of a task is posted, as EventBridge has it.")
    private URI events;

    @Option(
            names = "--after-connect",
            description = "AfterConnectScript that the target endpoint has, as SQL.",
            defaultValue = "")
    private String afterConnect;

    @Option(
            names = "--capture",
            description = "The change capture task moves changes itself; the source must be PostgreSQL with"
                    + " wal_level=logical. By default it runs and somebody else moves them.")
    private boolean capture;

    @Option(
            names = "--capture-latency",
            description = "How long tasks that move changes hold one back after its commit, ISO 8601 (default:"
                    + " ${DEFAULT-VALUE}).")
    private Duration captureLatency = Duration.ZERO;

    @Option(names = "--copy-by-name", description = "Copies with a column list; by default the columns' order counts.")
    private boolean copyByName;

    @Option(
            names = "--fail-on-lob-truncation",
            description =
                    "A large object above LobMaxSize fails the task; by default it is cut, with a warning in the log.")
    private boolean failOnLobTruncation;

    @Option(names = "--ignore-unknown-settings", description = "Takes task settings that DMS does not document.")
    private boolean ignoreUnknownSettings;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var given = faults();
        try (var dms = DmsEmulator.start(options())) {
            given.forEach(dms.faults()::add);
            announce(dms);
            awaitEnd(dms);
            return 0;
        } catch (UncheckedIOException portTaken) {
            spec.commandLine().getErr().println(portTaken.getMessage());
            return CONFLICT;
        } catch (IllegalStateException | IllegalArgumentException badOption) {
            throw new ParameterException(spec.commandLine(), badOption.getMessage(), badOption);
        }
    }

    private List<Fault> faults() {
        try {
            return faults == null ? List.of() : FaultJson.read(faults);
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--faults " + faults + ": " + e.getMessage(), e);
        }
    }

    private EmulatorOptions options() {
        var order = copyByName ? DocumentReading.STRICT.copyByName() : DocumentReading.STRICT;
        var reading = failOnLobTruncation ? order.failOnCut() : order;
        var options = EmulatorOptions.of(
                        new JdbcAddress(source, sourceUser, sourcePassword),
                        new JdbcAddress(target, targetUser, targetPassword))
                .listen(listen)
                .port(port)
                .region(region)
                .delays(Delays.all(delay))
                .afterConnectScript(afterConnect)
                .capture(capture)
                .captureLatency(captureLatency)
                .reading(ignoreUnknownSettings ? reading.ignoreUnknownSettings() : reading);
        var keeping = state == null ? options : options.state(state);
        return events == null ? keeping : keeping.events(events);
    }

    private void announce(DmsEmulator dms) {
        var out = spec.commandLine().getOut();
        out.println("endpoint              " + dms.endpoint());
        out.println("replication instance  " + dms.replicationInstanceArn());
        out.println("source endpoint       " + dms.sourceEndpointArn());
        out.println("target endpoint       " + dms.targetEndpointArn());
        out.println("change capture task   " + dms.cdcTaskArn());
        out.flush();
        dms.captureFailure()
                .ifPresent(why -> spec.commandLine().getErr().println("the change capture task failed: " + why));
    }

    private static void awaitEnd(DmsEmulator dms) throws InterruptedException {
        var end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            end.countDown();
            dms.close();
        }));
        end.await();
    }
}
