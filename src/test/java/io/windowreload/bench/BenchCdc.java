package io.windowreload.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** CDC beside a merge: one connection, one statement a transaction, so many a second, half of them on rows that are staged. */
final class BenchCdc implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(2);

    private final Connection connection;
    private final Thread thread;
    private final int rows;
    private final Random random = new Random(1);
    private final List<Double> millis = new ArrayList<>();
    private final List<Integer> deleted = new ArrayList<>();
    private volatile boolean stop;
    private final AtomicInteger errors = new AtomicInteger();

    BenchCdc(String url, int rows) throws SQLException {
        this.rows = rows;
        connection = DriverManager.getConnection(url);
        try (var statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
        }
        thread = new Thread(this::write, "cdc");
        thread.start();
    }

    private void write() {
        var due = System.nanoTime();
        while (!stop) {
            var began = System.nanoTime();
            try {
                change(1 + random.nextInt(rows), random.nextInt(100));
            } catch (SQLException e) {
                errors.incrementAndGet();
            }
            millis.add((System.nanoTime() - began) / 1e6);
            due = Math.max(due + INTERVAL.toNanos(), System.nanoTime());
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    /** 5 % deletes, 8 % inserts of ids that production lacks, the rest updates that make the row the newest. */
    private void change(int id, int kind) throws SQLException {
        var there = id % 6 == 0 ? id - 1 : id;
        if (kind < 5) {
            execute("delete from production.customers where customer_id = ?", there);
            deleted.add(there);
        } else if (kind < 13) {
            execute(
                    "insert into production.customers select * from production.customer(?, 9)"
                            + " on conflict (customer_id) do update set updated_at = excluded.updated_at",
                    id - id % 6 == 0 ? 6 : id - id % 6);
        } else {
            execute(
                    "update production.customers set name = 'cdc', updated_at = timestamp '2026-01-01' where customer_id = ?",
                    there);
        }
    }

    private void execute(String sql, int id) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setInt(1, id);
            statement.execute();
        }
    }

    /** Stops, and tells what CDC felt and how many of the rows it deleted are there again. */
    Felt felt() throws SQLException, InterruptedException {
        stop = true;
        thread.join();
        var sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        try (var statement = connection.prepareStatement("select production.deleted_and_there(?)")) {
            statement.setArray(1, connection.createArrayOf("integer", deleted.toArray()));
            try (var result = statement.executeQuery()) {
                result.next();
                return new Felt(
                        sorted.length,
                        percentile(sorted, 0.5),
                        percentile(sorted, 0.99),
                        percentile(sorted, 1),
                        errors.get(),
                        deleted.size(),
                        result.getLong(1));
            }
        }
    }

    private static double percentile(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    @Override
    public void close() throws SQLException {
        stop = true;
        connection.close();
    }

    /** Latencies in milliseconds; revived counts rows that are there although CDC deleted them. */
    record Felt(int statements, double p50, double p99, double slowest, int errors, int deleted, long revived) {
        static Felt median(List<Felt> all) {
            var sorted = all.toArray(Felt[]::new);
            Arrays.sort(sorted, (a, b) -> Double.compare(a.slowest, b.slowest));
            return sorted[sorted.length / 2];
        }
    }
}
