package io.windowreload.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.windowreload.ledger.OperationLog.Word;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a run back. */
@Command(
        name = "undo",
        description = "Puts back what a run wrote, in every row that nobody has written since, and names the others.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload undo 12 --reason \"wrong month\"",
            "  window-reload undo 12 --json | jq .rows       the rows that were left, and why"
        })
final class UndoCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings;

    @Parameters(paramLabel = "RUN", description = "The number of the run, as 'status' shows it.")
    private long run;

    @Option(names = "--reason", description = "Why, for the record.")
    private String reason;

    @Option(names = "--by", description = "Who wants it, for the record (default: ${DEFAULT-VALUE}).")
    private String actor = System.getProperty("user.name");

    @Option(names = "--json", description = "One JSON document instead of the closing table.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        try (var program = settings.open()) {
            program.migrate();
            var undo = program.operations().undo(run, new Word("cli", actor, reason));
            var foreground = new Foreground(program, spec.commandLine());
            return foreground.printWithRows(foreground.toTheEnd(undo), json);
        }
    }
}
