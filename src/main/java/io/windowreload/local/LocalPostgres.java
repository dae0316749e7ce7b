package io.windowreload.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;

/** An embedded PostgreSQL server on a free port of the loopback interface, for demo and tests. */
public final class LocalPostgres implements AutoCloseable {
    private final EmbeddedPostgres server;

    private LocalPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts a server on data of its own, which {@link #close()} removes. */
    public static LocalPostgres start() {
        try {
            return new LocalPostgres(EmbeddedPostgres.builder()
                    .setServerConfig("timezone", "America/Los_Angeles")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded PostgreSQL does not start", e);
        }
    }

    /** JDBC address of a database, with the superuser as user and no password. */
    public String jdbcUrl(String database) {
        return server.getJdbcUrl("postgres", database);
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
