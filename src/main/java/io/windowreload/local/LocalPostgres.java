package io.windowreload.local;

import io.windowreload.local.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;

/** An embedded PostgreSQL server on the loopback interface, for demo and tests. */
public final class LocalPostgres implements AutoCloseable {
    private final PostgresServer server;

    private LocalPostgres(PostgresServer server) {
        this.server = server;
    }

    /** Starts a server on a free port and on data of its own, which {@link #close()} removes. */
    public static LocalPostgres start() {
        return start(PostgresOptions.DEFAULT);
    }

    /** Starts a server. It stops, and what is temporary is removed, at the latest when the JVM ends, SIGTERM included. */
    public static LocalPostgres start(PostgresOptions options) {
        try {
            return new LocalPostgres(PostgresServer.start(options.data(), options.durable(), options.port()));
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL does not start", e);
        }
    }

    /** JDBC address of a database, with the superuser as user and no password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database + "?user=" + PostgresServer.SUPERUSER;
    }

    public int port() {
        return server.port();
    }

    /** Creates an empty database. */
    public void createDatabase(String name) {
        createDatabase(name, "template1");
    }

    /** Creates a database as a copy of {@code template}. */
    public void createDatabase(String name, String template) {
        try (var connection = DriverManager.getConnection(jdbcUrl("postgres"));
                var statement = connection.createStatement()) {
            statement.execute("create database \"" + name + "\" template \"" + template + "\"");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create database " + name, e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
