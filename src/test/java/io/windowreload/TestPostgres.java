package io.windowreload;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.windowreload.db.Migrations;
import io.windowreload.local.LocalPostgres;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for all tests of the JVM; a fresh, migrated database for whoever asks. */
public final class TestPostgres {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String TEMPLATE = "migrated";

    private TestPostgres() {}

    /** A new database with the schemas of the product and an empty schema {@code production}. */
    public static HikariDataSource freshDatabase() {
        return pool(freshUrl());
    }

    /** The same, as a JDBC address. */
    public static String freshUrl() {
        var name = "test_" + NUMBER.incrementAndGet();
        Server.INSTANCE.createDatabase(name, TEMPLATE);
        return Server.INSTANCE.jdbcUrl(name);
    }

    /** A new database in which no migration has run. */
    public static String emptyUrl() {
        var name = "test_" + NUMBER.incrementAndGet();
        Server.INSTANCE.createDatabase(name, "template1");
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
            server.createDatabase(TEMPLATE, "template1");
            try (var pool = pool(server.jdbcUrl(TEMPLATE));
                    var connection = pool.getConnection();
                    var statement = connection.createStatement()) {
                Migrations.run(pool);
                statement.execute("create schema production");
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
            return server;
        }
    }
}
