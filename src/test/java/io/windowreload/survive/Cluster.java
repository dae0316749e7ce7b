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
    private final PostgresOptions options;
    private LocalPostgres server;

    /** A new server on a folder that is given back at the end. */
    Cluster(Path folder) {
        this(folder, PostgresOptions.DEFAULT.crashSafe());
    }

    private Cluster(Path folder, PostgresOptions options) {
        this.data = folder.resolve("data");
        this.options = options.data(data);
        server = LocalPostgres.start(this.options);
        server.createDatabase("reload");
    }

    /** One that is back sooner: its commits survive its own death, though not that of the machine. */
    static Cluster quick(Path folder) {
        var cluster = new Cluster(folder, PostgresOptions.DEFAULT);
        Rows.production(cluster.address()).run("alter database reload set synchronous_commit = on");
        return cluster;
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

    /** SIGSTOP to all of its processes: they keep their connections, and take new ones, and say nothing. */
    void freeze() {
        signal("-STOP");
    }

    /** All of it goes on. */
    void thaw() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            var pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
            var postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            // The postmaster first, so that it starts no more.
            Signals.send(name, postmaster);
            postmaster.children().forEach(child -> Signals.send(name, child));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again on the same port and data. */
    void restart() {
        var port = server.port();
        server.close();
        server = LocalPostgres.start(options.port(port));
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
