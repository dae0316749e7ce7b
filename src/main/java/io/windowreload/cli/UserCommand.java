package io.windowreload.cli;

import io.windowreload.settings.Home;
import io.windowreload.settings.SettingsException;
import io.windowreload.settings.UsersFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who may use page and API. */
@Command(
        name = "user",
        description = "Writes who may use page, API and Jolokia into reload.http.users-file.",
        mixinStandardHelpOptions = true,
        subcommands = UserCommand.Add.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  window-reload user add mira                         makes a secret, and prints it once",
            "  window-reload user add mira --secret-stdin < file   takes the first line as the secret"
        })
final class UserCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    @Command(
            name = "add",
            description = "Adds a name with a secret, or gives a name a new one; the file keeps a hash of it.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  window-reload user add mira")
    static final class Add implements Callable<Integer> {
        @Mixin
        private SettingsOptions settings;

        @Parameters(paramLabel = "NAME", description = "Who; this name is on record for what is done.")
        private String name;

        @Option(
                names = "--secret-stdin",
                description = "Reads the secret from the first line of stdin instead of making one.")
        private boolean secretStdin;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException {
            var file = settings.keys().getOrDefault("reload.http.users-file", "");
            if (file.isBlank()) {
                throw new SettingsException(
                        "reload.http.users-file is empty: name the file there, then add users to it");
            }
            var secret = secretStdin ? firstLine() : UsersFile.newSecret();
            UsersFile.write(Home.resolve(file.strip()), name, secret);
            var out = spec.commandLine().getOut();
            if (!secretStdin) {
                out.println(secret);
            }
            out.flush();
            spec.commandLine()
                    .getErr()
                    .println("  " + file.strip() + " has a hash of it; restart 'serve' to let " + name + " in");
            return 0;
        }

        private static String firstLine() throws IOException {
            var line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        }
    }
}
