package io.windowreload.local.dms.change;

import io.windowreload.local.LocalSql;
import io.windowreload.local.dms.load.CapturedTable;
import io.windowreload.local.dms.load.ControlTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.Map;

/** A session at the target; a statement that fails leaves its transaction as it was. */
final class TargetSession implements AutoCloseable {
    private static final int MOST_STATEMENTS = 200;
    private static final String CONNECTION_LOST = "08";
    private static final String SERVER_STOPS = "57";

    private final Connection connection;
    private final String schema;
    private final String task;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>();

    private TargetSession(Connection connection, String schema, String task) {
        this.connection = connection;
        this.schema = schema;
        this.task = task;
    }

    static TargetSession open(CaptureContext context) throws SQLException {
        // The driver's own savepoint before each statement: a refused change must not undo those before it.
        var connection = context.target().connect(Map.of("autosave", "always", "stringtype", "unspecified"));
        try {
            if (!context.script().isBlank()) {
                try (var statement = connection.createStatement()) {
                    statement.execute(context.script());
                }
            }
            connection.setAutoCommit(false);
            return new TargetSession(connection, ControlTables.schema(context.settings()), context.task());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    Progress progress() throws SQLException {
        var progress = Progress.read(connection, schema, task);
        connection.commit();
        return progress;
    }

    /** How many rows the change changed. */
    int run(ChangeStatement change) throws SQLException {
        var statement = prepared(change.sql());
        for (var i = 0; i < change.values().size(); i++) {
            if (change.values().get(i) == null) {
                statement.setNull(i + 1, Types.OTHER);
            } else {
                statement.setObject(i + 1, change.values().get(i), Types.OTHER);
            }
        }
        return change.sql().startsWith("TRUNCATE") ? statement.executeUpdate() + 1 : statement.executeUpdate();
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        var statement = statements.get(sql);
        if (statement != null) {
            return statement;
        }
        if (statements.size() == MOST_STATEMENTS) {
            for (var old : statements.values()) {
                old.close();
            }
            statements.clear();
        }
        var made = connection.prepareStatement(sql);
        statements.put(sql, made);
        return made;
    }

    /** Puts a change that was not applied into the exceptions table. */
    void keep(CapturedTable table, String change, String why) throws SQLException {
        try (var statement =
                connection.prepareStatement(LocalSql.text("dms/keep-exception").replace("{schema}", schema))) {
            statement.setString(1, task);
            statement.setString(2, table.targetSchema());
            statement.setString(3, table.targetName());
            statement.setString(4, change);
            statement.setString(5, why);
            statement.executeUpdate();
        }
    }

    /** Commits what was applied, and with it how far that is. */
    void commit(long position) throws SQLException {
        Progress.write(connection, schema, task, position);
        connection.commit();
    }

    /** Throws what means that there is no session any more, so that no change is blamed for it. */
    static void throwIfLost(SQLException e) throws SQLException {
        var state = String.valueOf(e.getSQLState());
        if (state.startsWith(CONNECTION_LOST) || state.startsWith(SERVER_STOPS)) {
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
