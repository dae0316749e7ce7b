package io.windowreload;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.windowreload.db.Migrations;
import io.windowreload.local.LocalPostgres;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for all tests of the JVM; a fresh, migrated database for whoever asks. */
public final class TestPostgres {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String MIGRATED = "migrated";
    private static final String FRESH = "fresh";

    private TestPostgres() {}

    /** A new database with the schemas of the product and an empty schema {@code production}. */
    public static HikariDataSource freshDatabase() {
        return pool(freshUrl());
    }

    /** The same, as a JDBC address. */
    public static String freshUrl() {
        return copyOf(FRESH);
    }

    /** A new database with the schemas of the product and nothing else: what starts on it has nothing to migrate, which takes a second. */
    public static String migratedUrl() {
        return copyOf(MIGRATED);
    }

    /** A new database in which no migration has run. */
    public static String emptyUrl() {
        return copyOf("template1");
    }

    private static String copyOf(String template) {
        var name = "test_" + NUMBER.incrementAndGet();
        Server.INSTANCE.createDatabase(name, template);
        return Server.INSTANCE.jdbcUrl(name);
    }

    public static HikariDataSource pool(String url) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    private static final class Server {
        static final LocalPostgres INSTANCE = start();

        private static LocalPostgres start() {
            var server = LocalPostgres.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.createDatabase(MIGRATED, "template1");
            try (var pool = pool(server.jdbcUrl(MIGRATED))) {
                Migrations.run(pool);
            }
            server.createDatabase(FRESH, MIGRATED);
            try (var connection = DriverManager.getConnection(server.jdbcUrl(FRESH));
                    var statement = connection.createStatement()) {
                statement.execute("create schema production");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return server;
        }
    }
}
