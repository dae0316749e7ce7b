package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.request.RequestFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a run would do. */
@Command(
        name = "plan",
        description = "Loads and compares one request and shows what a run would write; production stays as it is.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload plan january.json",
            "  window-reload plan january.json --json | jq .total",
            "  window-reload run january.json --plan 17      only what plan 17 has found"
        })
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings;

    @Parameters(paramLabel = "FILE", description = "The window request (JSON).")
    private Path file;

    @Option(names = "--json", description = "One JSON document instead of the closing table.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        try (var program = settings.open()) {
            program.migrate();
            var requests = program.requests();
            var request = requests.readDryRun(RequestFile.read(file, requests.maxBytes()));
            var word = new Word("cli", System.getProperty("user.name"), request.reason());
            var plan = program.operations().plan(request, word);
            var foreground = new Foreground(program, spec.commandLine());
            var code = foreground.printWithSamples(foreground.toTheEnd(plan), json);
            if (code == 0 && !json) {
                spec.commandLine()
                        .getOut()
                        .printf("  to do exactly this: window-reload run %s --plan %d%n", file, plan.id());
                spec.commandLine().getOut().flush();
            }
            return code;
        }
    }
}
