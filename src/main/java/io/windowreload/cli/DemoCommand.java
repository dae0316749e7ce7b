package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.program.Engine;
import io.windowreload.program.Json;
import io.windowreload.program.Program;
import io.windowreload.reload.RunReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything embedded. */
@Command(
        name = "demo",
        description =
                "Reloads a sample window end to end on an embedded PostgreSQL, an Oracle stand-in and a DMS emulator.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload demo                        one window, and what it came to",
            "  window-reload demo --serve                keeps serving: the page, and a folder demo/inbox",
            "  window-reload demo --customers 100000 --orders 900000 --changes-per-second 0"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String REQUEST = """
            {"requestId": "2025-01-outage", "requestedBy": "demo", "reason": "January after a bad stretch of CDC",
             "from": "2025-01-01T00:00:00", "to": "2025-02-01T00:00:00", "tables": ["customers", "orders"]}
            """;

    @Mixin
    private SettingsOptions settings;

    @Option(names = "--serve", description = "Keeps serving after the sample window.")
    private boolean serve;

    @Option(names = "--customers", description = "Rows of the source's CUSTOMERS (default: ${DEFAULT-VALUE}).")
    private int customers = 2_000;

    @Option(names = "--orders", description = "Rows of the source's ORDERS (default: ${DEFAULT-VALUE}).")
    private int orders = 9_000;

    @Option(names = "--changes-per-second", description = "What CDC writes meanwhile (default: ${DEFAULT-VALUE}).")
    private double changesPerSecond = 200;

    @Option(names = "--json", description = "One JSON document instead of the closing table.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        credentialsOfTheEmulator();
        var options = CloudOptions.of(customers, orders).busy(changesPerSecond, Duration.ofMillis(500));
        try (var cloud = LocalCloud.start(options);
                var program = settings.open(keys(cloud))) {
            program.migrate();
            spec.commandLine()
                    .getErr()
                    .printf(
                            "  demo: PostgreSQL %s · DMS emulator %s · customers %,d · orders %,d · CDC on%n",
                            cloud.target().url(), cloud.dms().endpoint(), customers, orders);
            var report = sample(program);
            print(report);
            if (serve) {
                ServeCommand.serve(program, spec.commandLine());
            }
            return report.code() == null ? 0 : 1;
        }
    }

    private RunReport sample(Program program) throws InterruptedException {
        var request = program.requests().read(REQUEST.getBytes(StandardCharsets.UTF_8));
        var run = program.intake().accept(request, "cli");
        try (var engine = program.engine(Engine.Mode.RUNS_ONLY).start()) {
            return new Watch(program.ledger(), spec.commandLine().getErr()).toTheEnd(run.id());
        }
    }

    private void print(RunReport report) throws JsonProcessingException {
        var out = spec.commandLine().getOut();
        out.print(json ? Json.writer().writeValueAsString(report) + System.lineSeparator() : ClosingTable.of(report));
        out.flush();
    }

    /** The embedded cloud, and a pace that suits a person who watches. */
    private static Map<String, String> keys(LocalCloud cloud) {
        var keys = new HashMap<>(cloud.settings());
        keys.put("reload.dms.poll-interval", "500ms");
        keys.put("reload.runs.interval", "200ms");
        keys.put(
                "reload.requests.directory",
                Path.of("demo", "inbox").toAbsolutePath().toString());
        return keys;
    }

    /** The emulator takes any; without some the SDK would look for real ones and refuse to sign. */
    private static void credentialsOfTheEmulator() {
        System.setProperty("aws.accessKeyId", "demo");
        System.setProperty("aws.secretAccessKey", "demo");
    }
}
