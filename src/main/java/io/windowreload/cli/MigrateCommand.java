package io.windowreload.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes or updates the schemas. */
@Command(
        name = "migrate",
        description = "Makes or updates the schemas admin and staging of the target, and registers tables.json.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  window-reload migrate                     'serve' and 'run' do the same at their start"})
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (var program = settings.open()) {
            var done = program.migrate();
            PrintWriter out = spec.commandLine().getOut();
            done.migrations()
                    .forEach(step -> out.printf(
                            "%-10s %-30s %s%n",
                            step.version() == null ? "repeatable" : step.version(),
                            step.description(),
                            step.millis() + " ms"));
            out.printf(
                    "%d migrations run; schema admin is at version %s%n",
                    done.migrations().size(), done.version());
            out.flush();
            return 0;
        }
    }
}
