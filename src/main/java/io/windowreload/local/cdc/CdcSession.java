package io.windowreload.local.cdc;

import io.windowreload.local.LocalSql;
import io.windowreload.local.dms.load.JdbcAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session that runs changes, each in a transaction of its own. */
final class CdcSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CdcSession.class);
    private static final String CONNECTION_LOST = "08";
    private static final String SERVER_STOPS = "57P";

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private CdcSession(Connection connection) {
        this.connection = connection;
    }

    static CdcSession at(JdbcAddress address, String schema) throws SQLException {
        var connection = address.connect();
        connection.setSchema(schema);
        return new CdcSession(connection);
    }

    /** A session in which ordinary triggers and foreign keys do not fire. */
    static CdcSession replica(JdbcAddress address, String schema) throws SQLException {
        var session = at(address, schema);
        try (var statement = session.connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
        }
        return session;
    }

    /** Runs a change and tells how many rows it changed. */
    int run(Change change) throws SQLException {
        var statement = statements.get(change.statement());
        if (statement == null) {
            statement = connection.prepareStatement(LocalSql.text("cdc/" + change.statement()));
            statements.put(change.statement(), statement);
        }
        for (var i = 0; i < change.values().size(); i++) {
            statement.setObject(i + 1, change.values().get(i));
        }
        return statement.executeUpdate();
    }

    /** The same, but what the target refuses is logged and left out, as DMS does by default. */
    int apply(Change change) throws SQLException {
        try {
            return run(change);
        } catch (SQLException e) {
            var state = String.valueOf(e.getSQLState());
            if (state.startsWith(CONNECTION_LOST) || state.startsWith(SERVER_STOPS)) {
                throw e;
            }
            LOG.warn("the change {} was not applied: {}", change, e.getMessage());
            keep(change, e);
            return 0;
        }
    }

    // ApplyErrorInsertPolicy and its like are LOG_ERROR by default: the change goes to the exceptions table.
    private void keep(Change change, SQLException why) {
        try (var statement = connection.prepareStatement(LocalSql.text("cdc/apply-exception"))) {
            statement.setString(1, change.table());
            statement.setString(2, LocalSql.text("cdc/" + change.statement()).strip() + " " + change.values());
            statement.setString(3, why.getMessage());
            statement.executeUpdate();
        } catch (SQLException noTable) {
            LOG.debug("there is no exceptions table: {}", noTable.getMessage());
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
