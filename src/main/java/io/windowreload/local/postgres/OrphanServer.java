package io.windowreload.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server whose JVM was killed and that still sits on its data folder. */
final class OrphanServer {
    private static final int PATIENCE_SECONDS = 30;

    private OrphanServer() {}

    /** Stops the server that runs on a data folder, if one does. */
    static void stop(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        var pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
        var server = ProcessHandle.of(pid)
                .filter(process -> process.info().command().orElse("").endsWith("postgres"));
        if (server.isPresent()) {
            await(server.get());
        }
    }

    // SIGTERM is PostgreSQL's smart shutdown: it waits for sessions, of which the dead JVM has none.
    private static void await(ProcessHandle server) throws IOException {
        server.destroy();
        try {
            server.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("PostgreSQL (process " + server.pid() + ") does not let go of its data folder", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
