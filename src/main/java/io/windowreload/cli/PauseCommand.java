package io.windowreload.cli;

import io.windowreload.ledger.OperationLog.Word;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A run rests. */
@Command(
        name = "pause",
        description =
                "Tells a run to rest, on whichever process it goes and across restarts: a merge does at its next chunk.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  window-reload pause 12 --reason \"month-end closing\""})
final class PauseCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings;

    @Parameters(paramLabel = "RUN", description = "The number of the run, as 'status' shows it.")
    private long run;

    @Option(names = "--reason", required = true, description = "Why, for the record.")
    private String reason;

    @Option(names = "--by", description = "Who wants it, for the record (default: ${DEFAULT-VALUE}).")
    private String actor = System.getProperty("user.name");

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (var program = settings.open()) {
            program.operations().pause(run, new Word("cli", actor, reason));
            var out = spec.commandLine().getOut();
            out.printf("run %d rests at its next chunk, or before its next load%n", run);
            out.flush();
            return 0;
        }
    }
}
