package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.program.Program;
import io.windowreload.reload.RunReport;
import io.windowreload.request.RequestFile;
import io.windowreload.window.ReloadException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One request to its end. */
@Command(
        name = "run",
        description = "Runs one request to its end in the foreground. The same request twice is one run.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings;

    @Parameters(paramLabel = "FILE", description = "The window request (JSON).")
    private Path file;

    @Option(names = "--again", description = "Runs a request once more that has succeeded before.")
    private boolean again;

    @Option(
            names = "--plan",
            paramLabel = "RUN",
            description =
                    "The number of a plan: stops before it writes if it finds otherwise, beyond what CDC explains.")
    private Long plan;

    @Option(names = "--json", description = "One JSON document instead of the closing table.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        try (var program = settings.open()) {
            program.migrate();
            var foreground = new Foreground(program, spec.commandLine());
            return foreground.print(run(program, foreground), json);
        }
    }

    private RunReport run(Program program, Foreground foreground) throws InterruptedException {
        try {
            var bytes = RequestFile.read(file, program.requests().maxBytes());
            var request = plan == null
                    ? program.requests().read(bytes)
                    : program.requests().readFromPlan(bytes, plan);
            var intake = program.intake();
            var run = again ? intake.again(request, "cli") : intake.accept(request, "cli");
            if (run.state().ended()) {
                spec.commandLine()
                        .getErr()
                        .println("  this request is run " + run.id() + " already; --again runs it once more");
                return RunReport.of(program.ledger(), run);
            }
            return foreground.toTheEnd(run);
        } catch (ReloadException e) {
            if (e.code().exitCode() == 2) {
                program.intake().refuse(file.getFileName().toString(), "cli", e);
            }
            throw e;
        }
    }
}
