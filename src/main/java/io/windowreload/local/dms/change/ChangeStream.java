package io.windowreload.local.dms.change;

import io.windowreload.local.dms.load.JdbcAddress;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** The messages of a slot, from where it was confirmed. */
final class ChangeStream implements AutoCloseable {
    private final Connection connection;
    private final PGReplicationStream stream;

    private ChangeStream(Connection connection, PGReplicationStream stream) {
        this.connection = connection;
        this.stream = stream;
    }

    static ChangeStream open(JdbcAddress source, String slot) throws SQLException {
        var connection = source.connect(Map.of(
                "replication", "database",
                "assumeMinServerVersion", "9.4",
                "preferQueryMode", "simple"));
        try {
            var stream = connection
                    .unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName(slot)
                    .withSlotOption("proto_version", "1")
                    .withSlotOption("publication_names", slot)
                    .withStatusInterval(1, TimeUnit.SECONDS)
                    .start();
            return new ChangeStream(connection, stream);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The next message, if one is there. */
    Optional<ByteBuffer> next() throws SQLException {
        return Optional.ofNullable(stream.readPending());
    }

    /** Tells the source that it may forget what was sent up to a position. */
    void confirm(long position) {
        var applied = LogSequenceNumber.valueOf(position);
        stream.setAppliedLSN(applied);
        stream.setFlushedLSN(applied);
    }

    /** Up to where everything was sent that there is. */
    long received() {
        return stream.getLastReceiveLSN().asLong();
    }

    @Override
    public void close() throws SQLException {
        try {
            stream.close();
        } finally {
            connection.close();
        }
    }
}
