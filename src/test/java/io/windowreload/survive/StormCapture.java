package io.windowreload.survive;

import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.survive.StormChange.Image;
import io.windowreload.survive.StormTable.Place;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** CDC of one storm: applies the source's transactions to production in commit order, late and in bursts, whatever dies meanwhile. */
final class StormCapture implements AutoCloseable {
    private final JdbcAddress target;
    private final Place place;
    private final Manner manner;
    private final Random random;
    private final List<Transaction> transactions = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "storm-cdc");
    private volatile int applied;
    private volatile boolean draining;
    private Duration latency = Duration.ZERO;

    /**
     * How CDC works.
     *
     * @param role its session's replication role
     * @param apart whether each statement has a subtransaction, or only those of a transaction in which one does not fit
     * @param latest the longest latency
     */
    record Manner(Image image, String role, boolean apart, Duration latest) {}

    /** A transaction of the source. */
    static final class Transaction {
        final int number;
        final List<StormChange> changes;
        final Instant begun = Instant.now();
        volatile Instant committed;
        volatile Instant applied;
        /** What came of each change: how many rows, or why not; null where a crash has swallowed the answer. */
        volatile String[] results;
        /** What came of each change where CDC was alone. */
        String[] alone;

        Transaction(int number, List<StormChange> changes) {
            this.number = number;
            this.changes = changes;
        }
    }

    StormCapture(JdbcAddress target, Place place, Manner manner, Random random) {
        this.target = target;
        this.place = place;
        this.manner = manner;
        this.random = random;
    }

    StormCapture start() {
        thread.start();
        return this;
    }

    /** To be told before the source commits, so that CDC never seems further than it is. */
    Transaction begun(List<StormChange> changes) {
        var transaction = new Transaction(transactions.size() + 1, changes);
        transactions.add(transaction);
        return transaction;
    }

    List<Transaction> transactions() {
        return transactions;
    }

    /** How far it is behind. */
    Duration lag() {
        var next = applied;
        return next < transactions.size()
                ? Duration.between(transactions.get(next).begun, Instant.now())
                : Duration.ZERO;
    }

    /** No more latency from now on; whether all is applied. */
    boolean drained() {
        draining = true;
        return applied == transactions.size();
    }

    private void work() {
        while (!isClosed()) {
            try (var connection = target.connect()) {
                connection.createStatement().execute("set session_replication_role = " + manner.role());
                applied = position(connection);
                while (!isClosed()) {
                    next(connection);
                }
            } catch (SQLException e) {
                pause(Duration.ofMillis(50));
            }
        }
    }

    private int position(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("select applied from public.storm_state where stream = ?")) {
            statement.setString(1, place.prefix());
            var row = statement.executeQuery();
            row.next();
            return row.getInt(1);
        }
    }

    private void next(Connection connection) throws SQLException {
        if (applied == transactions.size()) {
            pause(Duration.ofMillis(5));
            return;
        }
        var next = transactions.get(applied);
        if (!due(next)) {
            pause(Duration.ofMillis(5));
            return;
        }
        next.results = apply(connection, place, next, manner);
        next.applied = Instant.now();
        applied = next.number;
        change();
    }

    /** Now and then it stands still, and then it catches up. */
    private void change() {
        if (random.nextInt(30) == 0) {
            latency = random.nextInt(3) == 0
                    ? Duration.ZERO
                    : manner.latest().multipliedBy(random.nextInt(100)).dividedBy(100);
        }
    }

    private boolean due(Transaction transaction) {
        var committed = transaction.committed;
        return committed != null && (draining || !Instant.now().isBefore(committed.plus(latency)));
    }

    /** Applies one transaction; how its changes fared. */
    static String[] apply(Connection connection, Place place, Transaction transaction, Manner manner)
            throws SQLException {
        try {
            return apply(connection, place, transaction, manner, manner.apart());
        } catch (SQLException e) {
            if (!String.valueOf(e.getSQLState()).startsWith("23")) {
                throw e;
            }
            return apply(connection, place, transaction, manner, true);
        }
    }

    private static String[] apply(
            Connection connection, Place place, Transaction transaction, Manner manner, boolean apart)
            throws SQLException {
        try (var statement = connection.prepareStatement("select public.storm_apply(?, ?, ?, ?)")) {
            statement.setString(1, place.schema().equals("shadow") ? "shadow " + place.prefix() : place.prefix());
            statement.setLong(2, transaction.number);
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "text",
                            transaction.changes.stream()
                                    .map(change -> change.sql(place, manner.image()))
                                    .toArray()));
            statement.setBoolean(4, apart);
            var row = statement.executeQuery();
            row.next();
            return (String[]) row.getArray(1).getArray();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause(Duration time) {
        try {
            closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
