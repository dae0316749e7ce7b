package io.windowreload.local.dms.load;

import java.sql.SQLException;

/** Tells a row that the server refused for its values from everything else, by SQLSTATE (PostgreSQL manual, appendix A). */
final class DataError {
    private static final String DATA_EXCEPTION = "22";
    private static final String TRUNCATION = "22001";
    // The number of columns is wrong: no row can do better than the first.
    private static final String BAD_COPY_FORMAT = "22P04";

    private DataError() {}

    static boolean is(SQLException e) {
        var state = String.valueOf(e.getSQLState());
        return state.startsWith(DATA_EXCEPTION) && !state.equals(BAD_COPY_FORMAT);
    }

    static boolean truncation(SQLException e) {
        return TRUNCATION.equals(e.getSQLState());
    }
}
