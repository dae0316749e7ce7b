package io.windowreload.db;

import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;

/** A statement failed. Decisions are taken on the SQLSTATE (PostgreSQL manual, appendix A), never on the message. */
public final class DbException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Set<String> BUSY = Set.of("55P03", "40P01", "40001");
    private static final Set<String> GOING_DOWN = Set.of("57P01", "57P02", "57P03", "53300");

    private final String sqlState;

    public DbException(String statement, SQLException cause) {
        super(message(statement, cause), cause);
        sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    /** What our own procedures raise is said to people: their words and what to do, without the place in the code. */
    private static String message(String statement, SQLException cause) {
        if (cause instanceof PSQLException raised
                && raised.getServerErrorMessage() != null
                && String.valueOf(cause.getSQLState()).startsWith("WR")) {
            var words = raised.getServerErrorMessage();
            return words.getMessage() + (words.getHint() == null ? "" : ". " + words.getHint());
        }
        return statement + ": " + cause.getMessage();
    }

    /** Five characters, or empty where the driver had none. */
    public String sqlState() {
        return sqlState;
    }

    /** The server cannot be reached or is stopping, starting or full of sessions: the same call may work later. */
    public boolean unavailable() {
        return sqlState.startsWith("08") || GOING_DOWN.contains(sqlState) || sqlState.isEmpty();
    }

    /** The server gave it up, because it took too long or somebody said so: it was rolled back. */
    public boolean cancelled() {
        return sqlState.equals("57014");
    }

    /** The server's disk is full. */
    public boolean full() {
        return sqlState.equals("53100");
    }

    /** The server takes no writes: most likely it is a standby. */
    public boolean readOnly() {
        return sqlState.equals("25006");
    }

    /** A lock was not to be had in time, or the transaction lost against another one: it was rolled back and may be repeated. */
    public boolean busy() {
        return BUSY.contains(sqlState);
    }

    /** A function, table or schema is not there: nobody has migrated yet. */
    public boolean missing() {
        return Set.of("42883", "42P01", "3F000").contains(sqlState);
    }

    /** The role lacks a right. */
    public boolean denied() {
        return sqlState.equals("42501") || sqlState.startsWith("28");
    }
}
