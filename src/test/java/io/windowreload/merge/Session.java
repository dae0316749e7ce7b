package io.windowreload.merge;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A connection, for statements whose order against others matters. */
final class Session implements AutoCloseable {
    private final Connection connection;

    Session(Connection connection) {
        this.connection = connection;
    }

    /** A new connection; {@code replica} is how DMS may work: only ALWAYS triggers fire. */
    static Session as(String role, String url) throws SQLException {
        return new Session(DriverManager.getConnection(url)).run("set session_replication_role = " + role);
    }

    Session run(String statement) throws SQLException {
        try (var prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
        return this;
    }

    /** The first column of all rows, as text. */
    List<String> texts(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            var texts = new ArrayList<String>();
            while (result.next()) {
                texts.add(result.getString(1));
            }
            return texts;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
