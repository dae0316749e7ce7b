package io.windowreload.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Runs statements of {@link Sql} files. Each call is a transaction of its own unless {@link #inTransaction} is around it. */
public final class Db {
    /** A server that is stopped or whose disk hangs keeps its connections: nothing but time tells. */
    private static final int PATIENCE_MILLIS = 30_000;

    private final DataSource source;
    private final int patienceMillis;
    // Not static: the transaction of one database is none of another's.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Open> current = new ThreadLocal<>();

    /**
     * A connection that a thread works on.
     *
     * @param patience how many milliseconds it waits for an answer by itself; 0 is for ever
     */
    private record Open(Connection connection, int patience) {
        static Open of(Connection connection) throws SQLException {
            return new Open(connection, connection.getNetworkTimeout());
        }

        /** What follows, an end of the transaction too, is waited for as long as this statement is. */
        void awaits(Sql sql, int most) throws SQLException {
            var wanted = sql.lasting() || (patience > 0 && patience < most) ? patience : most;
            if (connection.getNetworkTimeout() != wanted) {
                connection.setNetworkTimeout(Runnable::run, wanted);
            }
        }
    }

    public Db(DataSource source) {
        this(source, PATIENCE_MILLIS);
    }

    /** Waits so long for the answer to a statement that takes no time by its nature. */
    Db(DataSource source, int patienceMillis) {
        this.source = source;
        this.patienceMillis = patienceMillis;
    }

    /** All rows that the statement returns. */
    public <T> List<T> query(Sql sql, Map<String, ?> parameters, Function<Row, T> mapper) {
        return run(sql, parameters, statement -> {
            var rows = new ArrayList<T>();
            try (var result = statement.executeQuery()) {
                var row = new Row(result);
                while (result.next()) {
                    rows.add(mapper.apply(row));
                }
            }
            return rows;
        });
    }

    /** The only row that the statement returns, or empty; two rows are a bug. */
    public <T> Optional<T> queryOne(Sql sql, Map<String, ?> parameters, Function<Row, T> mapper) {
        var rows = query(sql, parameters, mapper);
        if (rows.size() > 1) {
            throw new IllegalStateException(sql.name() + " returned " + rows.size() + " rows where one was promised");
        }
        return rows.stream().findFirst();
    }

    /** Runs a statement that returns no rows and tells how many rows it changed. */
    public int update(Sql sql, Map<String, ?> parameters) {
        return run(sql, parameters, statement -> {
            statement.execute();
            return Math.max(statement.getUpdateCount(), 0);
        });
    }

    /** Runs {@code work} in one transaction: all of it or nothing. Nested use joins the transaction that is open. */
    public <T> T inTransaction(Supplier<T> work) {
        if (current.get() != null) {
            return work.get();
        }
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            current.set(Open.of(connection));
            try {
                var result = work.get();
                connection.commit();
                connection.setAutoCommit(true);
                return result;
            } catch (RuntimeException | Error e) {
                rollback(connection, e);
                throw e;
            } finally {
                current.remove();
            }
        } catch (SQLException e) {
            throw new DbException("transaction", e);
        }
    }

    /** Runs {@code work} in a transaction of which nothing stays. */
    public <T> T rolledBack(Supplier<T> work) {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            current.set(Open.of(connection));
            try {
                return work.get();
            } finally {
                current.remove();
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new DbException("transaction", e);
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
            // Not before: it commits what is open.
            connection.setAutoCommit(true);
        } catch (SQLException rollbackFailed) {
            cause.addSuppressed(rollbackFailed);
        }
    }

    private <T> T run(Sql sql, Map<String, ?> parameters, Work<T> work) {
        var open = current.get();
        try {
            if (open != null) {
                return prepared(open, sql, parameters, work);
            }
            try (var connection = source.getConnection()) {
                return prepared(Open.of(connection), sql, parameters, work);
            }
        } catch (SQLException e) {
            throw new DbException(sql.name(), e);
        }
    }

    private <T> T prepared(Open open, Sql sql, Map<String, ?> parameters, Work<T> work) throws SQLException {
        var connection = open.connection();
        open.awaits(sql, patienceMillis);
        try (var statement = connection.prepareStatement(sql.text())) {
            var index = 1;
            for (var name : sql.parameters()) {
                if (!parameters.containsKey(name)) {
                    throw new IllegalArgumentException(sql.name() + " misses its parameter " + name);
                }
                statement.setObject(index++, jdbcValue(connection, parameters.get(name)));
            }
            return work.on(statement);
        }
    }

    private static Object jdbcValue(Connection connection, Object value) throws SQLException {
        if (value instanceof Instant instant) {
            return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        if (value instanceof String text) {
            return Storable.text(connection, text);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Collection<?> values) {
            return values.stream().allMatch(Long.class::isInstance) && !values.isEmpty()
                    ? connection.createArrayOf("bigint", values.toArray())
                    : connection.createArrayOf("text", storable(connection, values));
        }
        if (value instanceof String[] values) {
            return connection.createArrayOf("text", storable(connection, Arrays.asList(values)));
        }
        return value;
    }

    private static Object[] storable(Connection connection, Collection<?> values) throws SQLException {
        var texts = new ArrayList<Object>();
        for (var value : values) {
            texts.add(value instanceof String text ? Storable.text(connection, text) : value);
        }
        return texts.toArray();
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(PreparedStatement statement) throws SQLException;
    }
}
