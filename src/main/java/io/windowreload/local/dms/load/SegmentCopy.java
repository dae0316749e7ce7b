package io.windowreload.local.dms.load;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams the rows of one segment from the source into the target, a batch at a time, with two connections of its own. */
final class SegmentCopy {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentCopy.class);
    private static final int FETCH_SIZE = 2_000;

    private final LoadContext context;
    private final TableLoad load;
    private final Predicate segment;
    private final SourceValues values;
    private int rowsToLose;

    SegmentCopy(LoadContext context, TableLoad load, Predicate segment) {
        this.context = context;
        this.load = load;
        this.segment = segment;
        this.values = new SourceValues(
                load.lobs(),
                context.settings().characterReplacements(),
                !context.source().postgres(),
                context.reading());
        this.rowsToLose = context.faults()
                .take(FaultKind.FEWER_ROWS, load.source().name())
                .map(Fault::rows)
                .orElse(0);
    }

    void run() throws SQLException, TableFailure {
        try (var source = context.source().connect();
                var target = context.target().connect()) {
            var table = TargetTable.read(target, load.targetSchema(), load.targetName());
            var byPosition = context.reading().copyByPosition();
            if (load.lobs().looksUp()) {
                load.requireNullableLargeObjects(table, byPosition);
            }
            var format = load.format(table, byPosition);
            var batch = new CopyBatch(
                    target.unwrap(PGConnection.class).getCopyAPI(),
                    load.copy(format, byPosition),
                    format,
                    context.settings().commitRate());
            try (var statement = select(source);
                    var rows = statement.executeQuery()) {
                copy(rows, batch);
            } finally {
                batch.cancel();
            }
        }
        if (values.truncated() > 0) {
            LOG.warn("{}: {} large objects were truncated", load.source().quoted(), values.truncated());
        }
    }

    private PreparedStatement select(Connection source) throws SQLException {
        // PostgreSQL streams only inside of a transaction.
        source.setAutoCommit(false);
        var statement = source.prepareStatement(load.select(segment));
        statement.setFetchSize(FETCH_SIZE);
        var index = 1;
        for (var value : segment.values()) {
            statement.setObject(index++, value);
        }
        return statement;
    }

    private void copy(ResultSet rows, CopyBatch batch) throws SQLException, TableFailure {
        var read = new Object[load.shape().reads().size()];
        while (rows.next()) {
            try {
                read(rows, read);
                var row = load.shape().of(read);
                if (rowsToLose > 0) {
                    rowsToLose--;
                    load.progress().add(1);
                    continue;
                }
                add(batch, row);
            } catch (BadValue e) {
                context.policy(false).apply(load, e.getMessage());
            }
            if (batch.full()) {
                commit(batch);
            }
            if (context.stopped() || load.progress().failed()) {
                return;
            }
        }
        commit(batch);
    }

    private void read(ResultSet rows, Object[] values) throws SQLException {
        for (var i = 0; i < values.length; i++) {
            values[i] = this.values.read(rows, i + 1, load.shape().reads().get(i));
        }
    }

    private void add(CopyBatch batch, Object[] row) throws BadValue, SQLException, TableFailure {
        try {
            batch.add(row);
        } catch (SQLException e) {
            recover(batch, e);
        }
    }

    private void commit(CopyBatch batch) throws SQLException, TableFailure {
        context.pause(FaultKind.SLOW_LOAD, load.source().name());
        if (context.stopped()) {
            return;
        }
        try {
            batch.commit();
            load.progress().add(batch.rows());
            batch.clear();
        } catch (SQLException e) {
            recover(batch, e);
        }
    }

    // A batch that the server refused: its good rows are loaded, for each bad one the policy decides.
    private void recover(CopyBatch batch, SQLException refusal) throws SQLException, TableFailure {
        batch.cancel();
        if (!DataError.is(refusal)) {
            throw new TableFailure(refusal.getMessage());
        }
        for (var row = 0; row < batch.rows(); row++) {
            try {
                batch.again(row);
                load.progress().add(1);
            } catch (SQLException e) {
                if (!DataError.is(e)) {
                    throw new TableFailure(e.getMessage());
                }
                context.policy(DataError.truncation(e)).apply(load, e.getMessage());
            }
        }
        batch.clear();
    }
}
