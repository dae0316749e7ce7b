package io.windowreload.local.dms;

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

    /** Whether a program is there and ends well. */
    static boolean works(String... command) throws InterruptedException {
        try {
            return run(Map.of(), List.of(command)).exitCode() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }
}
