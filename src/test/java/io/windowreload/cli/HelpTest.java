package io.windowreload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The words of the command line, and what completes them. */
class HelpTest {
    @TempDir
    private Path folder;

    static Set<String> commands() {
        return WindowReload.commandLine().getSubcommands().keySet();
    }

    private static String said(String... words) {
        var out = new StringWriter();
        assertThat(WindowReload.commandLine().setOut(new PrintWriter(out)).execute(words))
                .isZero();
        return out.toString();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_has_examples_of_itself(String command) {
        assertThat(said(command, "--help")).contains("Examples:", "window-reload " + command);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void the_readme_names_every_command(String command) throws Exception {
        assertThat(Files.readString(Path.of("README.md"))).containsPattern("\\| `" + command + "\\b");
    }

    @Test
    void the_help_tells_the_first_steps_and_the_exit_codes() {
        assertThat(said("--help")).contains("window-reload check", "window-reload plan", "Exit codes", "70");
    }

    @Test
    void bash_completes_commands_options_and_values() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        var script = Files.writeString(folder.resolve("completion"), said("completion"));

        assertThat(completed(script, "chec")).containsExactly("check");
        assertThat(completed(script, "run", "--mon")).containsExactly("--month");
        assertThat(completed(script, "status", "--state", "FAI")).containsExactly("FAILED");
    }

    /** What bash proposes for the last word. */
    private static String[] completed(Path script, String... words) throws Exception {
        var line =
                "source '%s'; COMP_WORDS=(window-reload %s); COMP_CWORD=%d; _complete_window-reload; echo \"${COMPREPLY[@]}\""
                        .formatted(script, String.join(" ", words), words.length);
        var process = new ProcessBuilder("/bin/bash", "-c", line)
                // Outside of a real completion, bash has a word about compopt.
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(answer).isZero();
        return answer.split("\\s+", -1);
    }
}
