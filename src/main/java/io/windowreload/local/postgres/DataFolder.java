package io.windowreload.local.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where a server keeps its data. A temporary folder goes with the server; a given one stays. */
record DataFolder(Path path, boolean temporary) {
    private static final int PATIENCE_SECONDS = 30;
    private static final int REMOVAL_SECONDS = 5;

    /** A folder that no server runs on: one whose JVM was killed and that still sits there is stopped. */
    static DataFolder open(Optional<Path> given) throws IOException {
        if (given.isEmpty()) {
            return new DataFolder(Files.createTempDirectory("window-reload-data-"), true);
        }
        var folder = new DataFolder(Files.createDirectories(given.get()), false);
        var orphan = folder.server();
        if (orphan.isPresent()) {
            // SIGTERM is PostgreSQL's smart shutdown: it waits for sessions, of which the dead JVM has none.
            orphan.get().destroy();
            awaitEnd(orphan.get());
        }
        return folder;
    }

    /** The server that runs on the folder. */
    Optional<ProcessHandle> server() throws IOException {
        var pidFile = path.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        var pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
        return ProcessHandle.of(pid)
                .filter(process -> process.info().command().orElse("").endsWith("postgres"));
    }

    /** To be called when {@code server} was told to stop: waits until it has, and removes what is temporary. */
    void release(Optional<ProcessHandle> server) throws IOException {
        if (server.isPresent()) {
            awaitEnd(server.get());
        }
        if (temporary) {
            delete();
        }
    }

    private static void awaitEnd(ProcessHandle server) throws IOException {
        try {
            server.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            server.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IOException("PostgreSQL (process " + server.pid() + ") does not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete() throws IOException {
        if (File.separatorChar == '\\') {
            deleteHere();
            return;
        }
        // By a program of its own, which ends its work when the JVM is gone: a hundred databases are 30,000 files.
        var remover = new ProcessBuilder("rm", "-rf", path.toString()).start();
        try {
            remover.waitFor(REMOVAL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deleteHere() throws IOException {
        try (var paths = Files.walk(path)) {
            for (var each : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
