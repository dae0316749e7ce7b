package io.windowreload.local;

import io.windowreload.local.dms.load.JdbcAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * H2 in Oracle mode with the guide's SOURCE_SCHEMA: upper-case names, NUMBER and VARCHAR2, '' as NULL. What it lacks: SCN, ROWID
 * and the catalog views.
 */
public final class OracleStandIn implements AutoCloseable {
    // Lazy: rows come as they are read, not after the whole result is in memory.
    private static final String MODE = ";MODE=Oracle;LAZY_QUERY_EXECUTION=1;DB_CLOSE_DELAY=-1";

    private final JdbcAddress address;

    private OracleStandIn(String url) {
        address = new JdbcAddress(url, "sa", "");
    }

    private static OracleStandIn withTables(String url) {
        var oracle = new OracleStandIn(url);
        oracle.run("oracle/schema");
        return oracle;
    }

    /** A database without tables that lives in this process until {@link #close()}. */
    public static OracleStandIn empty() {
        return new OracleStandIn("jdbc:h2:mem:" + UUID.randomUUID() + MODE);
    }

    /** A database that lives in this process until {@link #close()}. */
    public static OracleStandIn inMemory() {
        return withTables("jdbc:h2:mem:" + UUID.randomUUID() + MODE);
    }

    /** A database in a new file, for more rows than memory holds. */
    public static OracleStandIn inFile(Path file) {
        return withTables("jdbc:h2:file:" + file.toAbsolutePath() + MODE);
    }

    public JdbcAddress address() {
        return address;
    }

    public Connection connect() throws SQLException {
        return address.connect();
    }

    /**
     * Adds customers and orders numbered from 1: a third each in December 2024, January and February 2025, the first nine of
     * each table on the edges of January. The same numbers give the same rows.
     */
    public void fill(int customers, int orders) {
        try (var connection = connect()) {
            update(connection, "oracle/fill-customers", customers);
            update(connection, "oracle/fill-orders", customers, orders);
            update(connection, "oracle/edge-customers");
            update(connection, "oracle/edge-orders");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make the sample data", e);
        }
    }

    private static void update(Connection connection, String sql, int... sizes) throws SQLException {
        try (var statement = connection.prepareStatement(LocalSql.text(sql))) {
            for (var i = 0; i < sizes.length; i++) {
                statement.setInt(i + 1, sizes[i]);
            }
            statement.executeUpdate();
        }
    }

    private void run(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(LocalSql.text(sql));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot start the Oracle stand-in", e);
        }
    }

    @Override
    public void close() {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot stop the Oracle stand-in", e);
        }
    }
}
