package io.windowreload.survive;

import io.windowreload.local.LocalPostgres;
import io.windowreload.local.PostgresOptions;
import io.windowreload.local.dms.load.JdbcAddress;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server whose commits are durable, to be killed and started again. */
final class Cluster implements Closeable {
    private final Path data;
    private LocalPostgres server;

    /** A new server on a folder that is given back at the end. */
    Cluster(Path folder) {
        data = folder.resolve("data");
        server = LocalPostgres.start(PostgresOptions.DEFAULT.data(data).crashSafe());
        server.createDatabase("reload");
    }

    int port() {
        return server.port();
    }

    JdbcAddress address() {
        return new JdbcAddress(server.jdbcUrl("reload"), "postgres", "");
    }

    /** What {@code pg_ctl stop -m immediate} does: all sessions end at once, nothing is written any more. */
    void kill() {
        try {
            var pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            var postmaster = ProcessHandle.of(pid).orElseThrow();
            new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).start().waitFor();
            postmaster.onExit().get(30, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("PostgreSQL does not die", e);
        }
    }

    /** Starts it again on the same port and data. */
    void restart() {
        var port = server.port();
        server.close();
        server = LocalPostgres.start(
                PostgresOptions.DEFAULT.data(data).crashSafe().port(port));
    }

    /** It comes back as what takes nothing but reads, until it is promoted. */
    void restartAsStandby() {
        try {
            Files.createFile(data.resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        restart();
    }

    @Override
    public void close() {
        server.close();
    }
}
