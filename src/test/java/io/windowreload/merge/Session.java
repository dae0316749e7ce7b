package io.windowreload.merge;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A connection with a role of replication, for statements whose order against others matters. */
final class Session implements AutoCloseable {
    private final Connection connection;

    Session(String url, String role) throws SQLException {
        connection = DriverManager.getConnection(url);
        run("set session_replication_role = " + role);
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

    /** The server's process of this session, to see in {@code pg_stat_activity} what it waits for. */
    int process() throws SQLException {
        return Integer.parseInt(texts("select pg_backend_pid()").get(0));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
