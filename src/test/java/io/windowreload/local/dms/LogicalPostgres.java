package io.windowreload.local.dms;

import io.windowreload.local.LocalPostgres;
import io.windowreload.local.PostgresOptions;
import io.windowreload.local.dms.load.JdbcAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL server whose changes can be captured, and a pair of databases for whoever asks. */
final class LogicalPostgres implements AutoCloseable {
    private final AtomicInteger number = new AtomicInteger();
    private final LocalPostgres server;

    /** Starts a server on data in a folder. */
    LogicalPostgres(Path folder) throws SQLException {
        var options = PostgresOptions.DEFAULT.data(folder);
        try (var first = LocalPostgres.start(options)) {
            run(new JdbcAddress(first.jdbcUrl("postgres"), "", ""), "alter system set wal_level = 'logical'");
            run(new JdbcAddress(first.jdbcUrl("postgres"), "", ""), "alter system set max_replication_slots = 20");
            run(new JdbcAddress(first.jdbcUrl("postgres"), "", ""), "alter system set max_wal_senders = 20");
        }
        server = LocalPostgres.start(options);
    }

    JdbcAddress database() {
        var name = "db" + number.incrementAndGet();
        server.createDatabase(name);
        return JdbcAddress.of(server.jdbcUrl(name));
    }

    static void run(JdbcAddress address, String... statements) throws SQLException {
        try (var connection = address.connect();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String single(JdbcAddress address, String query) {
        try (var connection = address.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            return "ERROR " + e.getMessage();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
