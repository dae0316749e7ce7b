package io.windowreload.local.cdc;

import io.windowreload.local.LocalSql;
import io.windowreload.local.dms.load.JdbcAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session that runs changes, each in a transaction of its own. */
final class ChangeSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeSession.class);
    private static final String CONNECTION_LOST = "08";
    private static final String SERVER_STOPS = "57P";

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private ChangeSession(Connection connection) {
        this.connection = connection;
    }

    static ChangeSession at(JdbcAddress address, String schema) throws SQLException {
        var connection = address.connect();
        connection.setSchema(schema);
        return new ChangeSession(connection);
    }

    /** A session in which ordinary triggers and foreign keys do not fire. */
    static ChangeSession replica(JdbcAddress address, String schema) throws SQLException {
        var session = at(address, schema);
        try (var statement = session.connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
        }
        return session;
    }

    /** Runs a statement of a change and tells how many rows it changed. */
    int run(String name, List<Object> values) throws SQLException {
        return prepared(name, values).executeUpdate();
    }

    /** The whole row that a change has changed, as full supplemental logging would bring it. */
    List<Object> row(SourceChange change) throws SQLException {
        var values = new ArrayList<Object>();
        try (var rows =
                prepared("row-" + change.object(), List.of(change.key())).executeQuery()) {
            if (rows.next()) {
                for (var i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getObject(i));
                }
            }
        }
        return values;
    }

    private PreparedStatement prepared(String name, List<Object> values) throws SQLException {
        var statement = statements.get(name);
        if (statement == null) {
            statement = connection.prepareStatement(LocalSql.text("cdc/" + name));
            statements.put(name, statement);
        }
        for (var i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }

    /** Throws what means that there is no session any more, so that no change is blamed for it. */
    static void throwIfLost(SQLException e) throws SQLException {
        var state = String.valueOf(e.getSQLState());
        if (state.startsWith(CONNECTION_LOST) || state.startsWith(SERVER_STOPS)) {
            throw e;
        }
    }

    /** Puts a change that was not applied into DMS's exceptions table, if there is one. */
    void keep(SourceChange change, String why) throws SQLException {
        try (var statement = connection.prepareStatement(LocalSql.text("cdc/apply-exception"))) {
            statement.setString(1, change.table());
            statement.setString(2, LocalSql.text("cdc/" + change.statement()).strip() + " " + change.values());
            statement.setString(3, why);
            statement.executeUpdate();
        } catch (SQLException noTable) {
            throwIfLost(noTable);
            LOG.debug("there is no exceptions table: {}", noTable.getMessage());
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
