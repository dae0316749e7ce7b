package io.windowreload.local.dms.change;

import io.windowreload.local.LocalSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.replication.LogSequenceNumber;

/**
 * How far a task has got, as it stands at the target beside what it has applied: no change is lost or applied twice.
 *
 * @param position up to and with it everything is applied
 * @param loadEnd up to it a change may be in what was loaded; 0 where nothing was
 */
record Progress(long position, long loadEnd) {

    static Progress read(Connection target, String schema, String task) throws SQLException {
        try (var statement = prepared(target, "read-state", schema, task);
                var rows = statement.executeQuery()) {
            return rows.next() ? new Progress(lsn(rows.getString(1)), lsn(rows.getString(2))) : new Progress(0, 0);
        }
    }

    static void forget(Connection target, String schema, String task) throws SQLException {
        try (var statement = prepared(target, "forget-state", schema, task)) {
            statement.executeUpdate();
        }
    }

    static void loaded(Connection target, String schema, String task, String position) throws SQLException {
        try (var statement = prepared(target, "write-load-end", schema, task)) {
            statement.setString(2, position);
            statement.executeUpdate();
        }
    }

    static void write(Connection target, String schema, String task, long position) throws SQLException {
        try (var statement = prepared(target, "write-position", schema, task)) {
            statement.setString(2, LogSequenceNumber.valueOf(position).asString());
            statement.executeUpdate();
        }
    }

    private static long lsn(String text) {
        return text == null ? 0 : LogSequenceNumber.valueOf(text).asLong();
    }

    private static PreparedStatement prepared(Connection target, String name, String schema, String task)
            throws SQLException {
        var statement = target.prepareStatement(LocalSql.text("dms/" + name).replace("{schema}", schema));
        statement.setString(1, task);
        return statement;
    }
}
