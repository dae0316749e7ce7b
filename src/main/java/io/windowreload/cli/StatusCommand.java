package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.program.Json;
import io.windowreload.reload.RunReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the ledger knows. */
@Command(name = "status", description = "Lists the newest runs of the ledger.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings;

    @Option(names = "--limit", description = "How many runs (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--json", description = "One JSON document instead of a table.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        try (var program = settings.open()) {
            var ledger = program.ledger();
            var runs = ledger.list(limit).stream()
                    .map(run -> RunReport.of(ledger, run))
                    .toList();
            var out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.writer().writeValueAsString(runs));
            } else {
                out.print(StatusTable.of(runs));
            }
            out.flush();
            return 0;
        }
    }
}
