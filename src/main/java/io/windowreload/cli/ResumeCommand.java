package io.windowreload.cli;

import io.windowreload.ledger.OperationLog.Word;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A run goes on. */
@Command(
        name = "resume",
        description = "Lets a run go on that was told to rest.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  window-reload resume 12"})
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings;

    @Parameters(paramLabel = "RUN", description = "The number of the run, as 'status' shows it.")
    private long run;

    @Option(names = "--reason", description = "Why, for the record.")
    private String reason;

    @Option(names = "--by", description = "Who wants it, for the record (default: ${DEFAULT-VALUE}).")
    private String actor = System.getProperty("user.name");

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (var program = settings.open()) {
            program.operations().resume(run, new Word("cli", actor, reason));
            var out = spec.commandLine().getOut();
            out.printf("run %d goes on%n", run);
            out.flush();
            return 0;
        }
    }
}
