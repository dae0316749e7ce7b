package io.windowreload.cli;

import io.windowreload.ledger.OperationLog.Word;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Another person's word. */
@Command(
        name = "approve",
        description = {
            "Lets a run go on that waits for it (reload.approval=required), on whichever process moves it. The name on record",
            "is that of the account that runs the command; who has asked for the run is refused."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload status 12                            what it is about to do",
            "  window-reload approve 12 --reason \"checked with CHG-77\""
        })
final class ApproveCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings;

    @Parameters(paramLabel = "RUN", description = "The number of the run, as 'status' shows it.")
    private long run;

    @Option(names = "--reason", description = "Why, for the record.")
    private String reason;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (var program = settings.open()) {
            var actor = System.getProperty("user.name");
            program.operations().approve(run, new Word("cli", actor, reason));
            var out = spec.commandLine().getOut();
            out.printf("run %d is approved by %s, and goes on%n", run, actor);
            out.flush();
            return 0;
        }
    }
}
