package io.windowreload.local.dms;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Programs of this machine that tests run. */
final class Shell {
    private Shell() {}

    /**
     * What a program did.
     *
     * @param output its standard output and error together
     */
    record Result(int exitCode, String output) {}

    static Result run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        try (var output = process.getInputStream()) {
            var text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), text);
        }
    }

    /** Goes on only if a program is there and ends well; else says aloud what is skipped. */
    static void assume(String what, String... command) throws InterruptedException {
        assume(what, Map.of(), List.of(command));
    }

    /** The same with variables of the environment. */
    static void assume(String what, Map<String, String> environment, List<String> command) throws InterruptedException {
        var works = works(environment, command);
        var message = "SKIPPED: " + what + " needs '" + String.join(" ", command) + "' to work on this machine";
        if (!works) {
            System.err.println(message);
        }
        assumeTrue(works, message);
    }

    private static boolean works(Map<String, String> environment, List<String> command) throws InterruptedException {
        try {
            return run(environment, command).exitCode() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }
}
