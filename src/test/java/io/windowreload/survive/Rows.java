package io.windowreload.survive;

import io.windowreload.local.dms.load.JdbcAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** The rows of the sample tables on one side, comparable with the other side's. */
final class Rows {
    private static final List<String> COLUMNS = List.of(
            "customers:customer_id,name,email,status,created_at,updated_at",
            "orders:order_id,customer_id,amount,order_date,updated_at");

    private final Connections address;
    private final String schema;

    private interface Connections {
        Connection connect() throws SQLException;
    }

    private Rows(Connections address, String schema) {
        this.address = address;
        this.schema = schema;
    }

    static Rows production(JdbcAddress address) {
        return new Rows(address::connect, "production");
    }

    /** On connections that are kept, for who asks again and again. */
    static Rows production(DataSource pool) {
        return new Rows(pool::getConnection, "production");
    }

    static Rows source(JdbcAddress address) {
        return new Rows(address::connect, "SOURCE_SCHEMA");
    }

    /** All rows by table and key, as text. */
    Map<String, String> all() {
        return where("true");
    }

    /** The rows of January 2025. */
    Map<String, String> january() {
        return where("updated_at >= timestamp '2025-01-01 00:00:00' and updated_at < timestamp '2025-02-01 00:00:00'");
    }

    private Map<String, String> where(String condition) {
        var rows = new TreeMap<String, String>();
        for (var table : COLUMNS) {
            var name = table.substring(0, table.indexOf(':'));
            var columns = table.substring(table.indexOf(':') + 1);
            read("select " + columns + " from " + schema + "." + name + " where " + condition, name, rows);
        }
        return rows;
    }

    private void read(String query, String table, Map<String, String> rows) {
        try (var connection = address.connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            while (result.next()) {
                var row = new StringBuilder();
                for (var column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.append(text(result.getObject(column))).append('|');
                }
                rows.put(table + " " + result.getString(1), row.toString());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** NUMBER(9) arrives as a decimal from one side and as an integer from the other. */
    private static String text(Object value) {
        return value instanceof java.math.BigDecimal decimal
                ? decimal.stripTrailingZeros().toPlainString()
                : String.valueOf(value);
    }

    /** Nobody else sees into the table until what is returned is closed. */
    Connection locked(String table) throws SQLException {
        var connection = address.connect();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("lock table " + table + " in access exclusive mode");
        }
        return connection;
    }

    /** Spoils rows of January, as a stretch of lost changes does. */
    void damage() {
        run(
                "update production.customers set name = 'damaged' where customer_id % 3 = 1 and updated_at >= '2025-01-01' and updated_at < '2025-02-01'");
        run(
                "delete from production.orders where order_id % 6 = 1 and updated_at >= '2025-01-01' and updated_at < '2025-02-01'");
    }

    void run(String sql) {
        try (var connection = address.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of all rows that a query returns, as text. */
    List<String> texts(String query) {
        try (var connection = address.connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            var texts = new java.util.ArrayList<String>();
            while (result.next()) {
                texts.add(result.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }
}
