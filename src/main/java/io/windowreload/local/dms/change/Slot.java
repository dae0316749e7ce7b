package io.windowreload.local.dms.change;

import io.windowreload.local.LocalSql;
import io.windowreload.local.dms.load.CapturedTable;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.local.dms.load.SourceTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The replication slot and the publication of a task at its source. */
final class Slot {
    private final JdbcAddress source;
    private final String name;
    private final boolean ours;

    Slot(CaptureContext context) {
        source = context.source();
        name = context.slotName();
        ours = context.slot().isEmpty();
    }

    String name() {
        return name;
    }

    /** A slot that begins now, in the place of a former one of the task; somebody else's must be there. */
    void begin(List<CapturedTable> tables) throws SQLException {
        try (var connection = source.connect()) {
            if (ours) {
                // Before the slot: decoding sees the catalog as it was at each change, and the publication must be in
                // it.
                publish(connection, tables);
                one(connection, "drop-slot");
                one(connection, "create-slot");
            } else if (one(connection, "find-slot").isEmpty()) {
                throw new CaptureFailure("The replication slot " + name + " does not exist.");
            }
        }
    }

    /** A slot that goes on where it stood. */
    void resume() throws SQLException {
        try (var connection = source.connect()) {
            if (one(connection, "find-slot").isEmpty()) {
                throw new CaptureFailure("The replication slot " + name
                        + " is gone, and with it the changes since the task ran: start it anew.");
            }
        }
    }

    /** Where the source is now. */
    String now() throws SQLException {
        try (var connection = source.connect();
                var statement = connection.prepareStatement(LocalSql.text("dms/current-position"));
                var rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Leaves nothing of the task at the source. */
    void drop() throws SQLException {
        try (var connection = source.connect()) {
            if (ours) {
                execute(connection, "drop publication if exists " + SourceTable.quote(name));
                one(connection, "drop-slot");
            }
        }
    }

    private void publish(Connection connection, List<CapturedTable> tables) throws SQLException {
        // A table without a key in a publication would have its updates refused at the source.
        var keyed = tables.stream().filter(table -> !table.key().isEmpty()).toList();
        execute(connection, "drop publication if exists " + SourceTable.quote(name));
        execute(
                connection,
                "create publication " + SourceTable.quote(name)
                        + (keyed.isEmpty()
                                ? ""
                                : keyed.stream()
                                        .map(CapturedTable::quotedSource)
                                        .collect(Collectors.joining(", ", " for table ", "")))
                        + " with (publish_via_partition_root = true)");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Optional<String> one(Connection connection, String statement) throws SQLException {
        try (var prepared = connection.prepareStatement(LocalSql.text("dms/" + statement))) {
            prepared.setString(1, name);
            try (var rows = prepared.executeQuery()) {
                return rows.next() ? Optional.of(String.valueOf(rows.getString(1))) : Optional.empty();
            }
        }
    }
}
