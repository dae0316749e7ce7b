package io.windowreload.local.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server that root starts as the user {@code nobody}: for machines that forbid user namespaces, as many containers do. */
final class SwitchedUserServer implements PostgresServer {
    private static final String NOBODY = "65534";
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    private final Path binaries;
    private final Path data;
    private final boolean temporary;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private SwitchedUserServer(Path binaries, Path data, boolean temporary, int port) {
        this.binaries = binaries;
        this.data = data;
        this.temporary = temporary;
        this.port = port;
    }

    static PostgresServer start(Optional<Path> given, Map<String, String> settings, int port) throws IOException {
        var data = given.isPresent()
                ? Files.createDirectories(given.get())
                : Files.createTempDirectory("window-reload-data-");
        OrphanServer.stop(data);
        var server = new SwitchedUserServer(
                PostgresBinaries.unpacked(), data, given.isEmpty(), port == 0 ? freePort() : port);
        server.begin(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(server::closeAtExit));
        return server;
    }

    private void begin(Map<String, String> settings) throws IOException {
        run(List.of("chown", "-R", NOBODY + ":" + NOBODY, data.toString()));
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            asNobody("initdb", "-A", "trust", "-U", SUPERUSER, "-D", data.toString(), "-E", "UTF-8");
        }
        var options = new StringBuilder("-p " + port + " -k " + data);
        settings.forEach(
                (key, value) -> options.append(" -c ").append(key).append('=').append(value));
        asNobody("pg_ctl", "-D", data.toString(), "-o", options.toString(), "-l", data + "/server.log", "-w", "start");
    }

    private void asNobody(String program, String... arguments) throws IOException {
        var command = new ArrayList<>(AS_NOBODY);
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private void run(List<String> command) throws IOException {
        // Into a file, not a pipe: the server inherits what its starter writes to, and a pipe would never end.
        var output = Files.createTempFile("window-reload-postgres-", ".log");
        try {
            var process = new ProcessBuilder(command)
                    .directory(data.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IOException(command + " ended with " + process.exitValue() + ": " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " ran", e);
        } finally {
            Files.delete(output);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        asNobody("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
        if (temporary) {
            delete(data);
        }
    }

    private void closeAtExit() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("PostgreSQL in " + data + " does not stop: " + e.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
