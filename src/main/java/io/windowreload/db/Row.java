package io.windowreload.db;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;

/** The row that a {@link Db#query} stands on; columns by name, SQL NULL as null (zero or false for primitives). */
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /** Any column as PostgreSQL writes it. */
    public String text(String column) {
        try {
            return result.getString(column);
        } catch (SQLException e) {
            throw new DbException(column, e);
        }
    }

    public long number(String column) {
        var number = numberOrNull(column);
        return number == null ? 0 : number;
    }

    /** The number, or null where the column is NULL: "not counted" is not zero. */
    public Long numberOrNull(String column) {
        try {
            var number = result.getLong(column);
            return result.wasNull() ? null : number;
        } catch (SQLException e) {
            throw new DbException(column, e);
        }
    }

    public BigDecimal decimal(String column) {
        return value(column, BigDecimal.class);
    }

    public int smallNumber(String column) {
        return Math.toIntExact(number(column));
    }

    public boolean flag(String column) {
        return Boolean.TRUE.equals(value(column, Boolean.class));
    }

    public Instant instant(String column) {
        var time = value(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** A time without a zone, exactly as stored. */
    public LocalDateTime wallClock(String column) {
        return value(column, LocalDateTime.class);
    }

    public List<Long> numbers(String column) {
        try {
            var array = result.getArray(column);
            return array == null ? List.of() : List.of((Long[]) array.getArray());
        } catch (SQLException e) {
            throw new DbException(column, e);
        }
    }

    public List<String> texts(String column) {
        try {
            var array = result.getArray(column);
            return array == null ? List.of() : List.of((String[]) array.getArray());
        } catch (SQLException e) {
            throw new DbException(column, e);
        }
    }

    private <T> T value(String column, Class<T> type) {
        try {
            return result.getObject(column, type);
        } catch (SQLException e) {
            throw new DbException(column, e);
        }
    }
}
