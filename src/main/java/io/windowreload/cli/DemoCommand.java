package io.windowreload.cli;

import io.windowreload.ledger.Run;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.program.Program;
import io.windowreload.settings.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
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
            "  window-reload plan january.json --config demo/demo.properties     any other command, beside it",
            "  window-reload demo --customers 100000 --orders 900000 --changes-per-second 0"
        })
final class DemoCommand implements Callable<Integer> {
    private static final Path FOLDER = Path.of("demo");
    private static final Path SETTINGS = FOLDER.resolve("demo.properties");

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
    public Integer call() throws InterruptedException, IOException {
        credentialsOfTheEmulator();
        var options = CloudOptions.of(customers, orders).busy(changesPerSecond, Duration.ofMillis(500));
        try (var cloud = LocalCloud.start(options)) {
            return play(cloud, keys(cloud));
        }
    }

    private int play(LocalCloud cloud, Map<String, String> keys) throws InterruptedException, IOException {
        try (var program = settings.open(keys)) {
            program.migrate();
            spec.commandLine()
                    .getErr()
                    .printf(
                            "  demo: PostgreSQL %s · DMS emulator %s · customers %,d · orders %,d · CDC on%n",
                            cloud.target().url(), cloud.dms().endpoint(), customers, orders);
            var foreground = new Foreground(program, spec.commandLine());
            var code = foreground.print(foreground.toTheEnd(sample(program)), json);
            if (serve) {
                serve(program, keys);
            }
            return code;
        }
    }

    /** As long as it goes on, a settings file lets other commands, of other processes, work beside it. */
    private void serve(Program program, Map<String, String> keys) throws InterruptedException, IOException {
        Files.createDirectories(SETTINGS.getParent());
        try (var writer = Files.newBufferedWriter(SETTINGS)) {
            var properties = new Properties();
            properties.putAll(settings.over(keys));
            properties.store(writer, "The demo that is running. The DMS emulator takes any AWS credentials.");
        }
        try {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "  demo: for other commands, with any AWS credentials in the environment: --config %s%n",
                            SETTINGS);
            ServeCommand.serve(program, spec.commandLine());
        } finally {
            Files.deleteIfExists(SETTINGS);
        }
    }

    private static Run sample(Program program) {
        return program.intake().accept(program.requests().read(REQUEST.getBytes(StandardCharsets.UTF_8)), "cli");
    }

    /** The embedded cloud, and a pace that suits a person who watches. */
    private static Map<String, String> keys(LocalCloud cloud) {
        var keys = new HashMap<>(cloud.settings());
        keys.put(
                "reload.tables",
                Home.resolve("config/tables.json").toAbsolutePath().toString());
        keys.put("reload.dms.poll-interval", "500ms");
        keys.put("reload.runs.interval", "200ms");
        keys.put(
                "reload.requests.directory",
                FOLDER.resolve("inbox").toAbsolutePath().toString());
        return keys;
    }

    /** The emulator takes any; without some the SDK would look for real ones and refuse to sign. */
    private static void credentialsOfTheEmulator() {
        System.setProperty("aws.accessKeyId", "demo");
        System.setProperty("aws.secretAccessKey", "demo");
    }
}
