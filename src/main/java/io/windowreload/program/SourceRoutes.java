package io.windowreload.program;

import io.windowreload.check.Source;
import io.windowreload.routes.CdcMetrics;
import io.windowreload.routes.DmsClient;
import io.windowreload.routes.DmsReports;
import io.windowreload.routes.SourceLook;
import io.windowreload.settings.Home;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.camel.main.Main;

/** A Camel context with the routes that ask the source, and nothing that moves. */
final class SourceRoutes implements AutoCloseable {
    private static final List<String> FILES = List.of("_errors", "source", "cdc", "dms-task", "dms-serverless");

    private final Main main = new Main();
    private final CdcMetrics metrics;
    private final DmsClient dms;

    SourceRoutes(Settings settings, Map<String, String> keys, Clock clock) {
        metrics = new CdcMetrics(settings.dms(), settings.cdc(), clock);
        dms = new DmsClient(settings.dms());
        keys.forEach((key, value) -> {
            if (key.startsWith("reload.dms.") || key.startsWith("camel.main.")) {
                main.addInitialProperty(key, value);
            }
        });
        var folder = Home.resolve("routes");
        var place = Files.isDirectory(folder) ? "file:" + folder : "classpath:routes";
        main.configure()
                .withRoutesIncludePattern(String.join(
                        ",",
                        FILES.stream()
                                .map(file -> place + "/" + file + ".camel.yaml")
                                .toList()));
        main.configure().withJmxEnabled(false);
        main.bind("dms", new DmsReports());
        main.bind("cdcMetrics", metrics);
        main.bind("aws2-dms", dms.component());
        try {
            dms.open();
            main.start();
        } catch (Exception e) {
            var fault = RouteFault.of(e, main.getCamelContext());
            close();
            throw new ReloadException(ErrorCode.SETTINGS_INVALID, fault, e);
        }
    }

    Source source() {
        return new SourceLook(main.getCamelContext().createProducerTemplate());
    }

    @Override
    public void close() {
        main.stop();
        metrics.close();
        dms.close();
    }
}
