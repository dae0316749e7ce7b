package io.windowreload.program;

import io.windowreload.db.Sql;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A pooler between the program and PostgreSQL that gives each transaction another session, as PgBouncer does in its mode
 * {@code transaction}: settings and locks of a session do not last there.
 */
final class Pooler {
    private static final Sql PID = Sql.load("program/backend-pid");

    private Pooler() {}

    /** Refuses it. Sessions of PostgreSQL's own keep their process, and share it with no other. */
    static void refuse(DataSource pool, String address) {
        try (var one = pool.getConnection();
                var other = pool.getConnection()) {
            var first = pid(one);
            var second = pid(other);
            if (first == second || first != pid(one) || second != pid(other)) {
                throw new ReloadException(
                        ErrorCode.TARGET_SESSION_UNFIT,
                        address + " leads to a pooler that gives each transaction another session: name PostgreSQL"
                                + " itself, or a pool in session mode");
            }
        } catch (SQLException e) {
            // Too few connections to tell: whatever is wrong, the first statement that wants one says so.
            return;
        }
    }

    private static int pid(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(PID.text())) {
            result.next();
            return result.getInt("pid");
        }
    }
}
