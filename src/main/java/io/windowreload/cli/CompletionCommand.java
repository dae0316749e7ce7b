package io.windowreload.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What lets a shell complete commands and options. */
@Command(
        name = "completion",
        description = "Prints a script that lets bash and zsh complete commands, options and their values.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(window-reload completion)                                            for this shell",
            "  window-reload completion > /etc/bash_completion.d/window-reload               for all users",
            "  window-reload completion > ~/.local/share/bash-completion/completions/window-reload"
        })
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var root = spec.root();
        var out = spec.commandLine().getOut();
        out.print(AutoComplete.bash(root.name(), root.commandLine()));
        out.flush();
        return 0;
    }
}
