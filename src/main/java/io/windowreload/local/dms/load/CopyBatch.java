package io.windowreload.local.dms.load;

import java.sql.SQLException;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * The rows that are copied and committed together. They travel while the next ones are read, and are kept until the server
 * has taken them, so that a batch with a bad row can be sent again row by row.
 */
final class CopyBatch {
    private static final int SEND_SIZE = 1 << 16;
    private static final int MAX_BYTES = 1 << 24;

    private final CopyManager copies;
    private final String statement;
    private final RowFormat format;
    private final int[] starts;
    private final CopyBuffer buffer = new CopyBuffer();
    private CopyIn copy;
    private int rows;
    private int sent;

    CopyBatch(CopyManager copies, String statement, RowFormat format, int maxRows) {
        this.copies = copies;
        this.statement = statement;
        this.format = format;
        this.starts = new int[maxRows + 1];
    }

    /** Adds a row; on a bad value the batch is as before. */
    void add(Object[] values) throws BadValue, SQLException {
        if (rows == 0 && buffer.size() == 0) {
            format.begin(buffer);
            starts[0] = buffer.size();
        }
        var start = buffer.size();
        try {
            format.row(values, buffer);
        } catch (BadValue e) {
            buffer.truncate(start);
            throw e;
        }
        starts[++rows] = buffer.size();
        if (buffer.size() - sent >= SEND_SIZE) {
            send();
        }
    }

    boolean full() {
        return rows + 1 == starts.length || buffer.size() >= MAX_BYTES;
    }

    int rows() {
        return rows;
    }

    /** Sends what is left and commits. */
    void commit() throws SQLException {
        if (rows == 0) {
            return;
        }
        format.end(buffer);
        send();
        copy.endCopy();
        copy = null;
    }

    /** Begins anew after a commit, or after {@link #again} has dealt with all rows. */
    void clear() {
        buffer.truncate(0);
        rows = 0;
        sent = 0;
    }

    /** Ends a COPY that failed or is not wanted any more; nothing of it stays. */
    void cancel() {
        try {
            if (copy != null && copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException alreadyOver) {
            // The server has ended the COPY itself, which is what was wanted.
        } finally {
            copy = null;
        }
    }

    /** Sends one of the rows in a COPY, and a transaction, of its own. */
    void again(int row) throws SQLException {
        var single = new CopyBuffer();
        format.begin(single);
        var one = copies.copyIn(statement);
        try {
            one.writeToCopy(single.array(), 0, single.size());
            one.writeToCopy(buffer.array(), starts[row], starts[row + 1] - starts[row]);
            single.truncate(0);
            format.end(single);
            one.writeToCopy(single.array(), 0, single.size());
            one.endCopy();
        } finally {
            if (one.isActive()) {
                one.cancelCopy();
            }
        }
    }

    private void send() throws SQLException {
        if (copy == null) {
            copy = copies.copyIn(statement);
        }
        copy.writeToCopy(buffer.array(), sent, buffer.size() - sent);
        sent = buffer.size();
    }
}
