package io.windowreload.local.dms.expression;

import java.util.Set;
import java.util.function.Function;

/**
 * What a rule computes from a row: SQLite's syntax and values, with {@code $NAME} for a column (user guide, "Using
 * transformation rule expressions"). Only the functions that DMS documents are known.
 *
 * @param names the columns and variables that the expression reads, without their dollar
 */
public record RowExpression(Node root, Set<String> names) {

    /** Computes a part of an expression. */
    @FunctionalInterface
    public interface Node {
        /** A Long, BigDecimal, Double, String, byte[] or null. */
        Object of(Function<String, Object> row);
    }

    /** Reads an expression; an {@link ExpressionException} says what of it is not known. */
    public static RowExpression parse(String text) {
        return new ExpressionParser(text).whole();
    }

    /**
     * The value for one row.
     *
     * @param row the value of each name
     */
    public Object of(Function<String, ?> row) {
        return root.of(name -> SqliteValues.of(row.apply(name)));
    }
}
