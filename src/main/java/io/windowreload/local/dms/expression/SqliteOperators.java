package io.windowreload.local.dms.expression;

import io.windowreload.local.dms.expression.RowExpression.Node;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Set;

/** SQLite's operators, with its logic of three values. */
final class SqliteOperators {
    private static final Set<String> COMPARISONS = Set.of("=", "==", "<>", "!=", "<", "<=", ">", ">=");
    private static final MathContext REAL = new MathContext(15, RoundingMode.HALF_EVEN);

    private SqliteOperators() {}

    static boolean compares(String operator) {
        return COMPARISONS.contains(operator);
    }

    static Node compare(String operator, Node left, Node right) {
        return row -> {
            var a = left.of(row);
            var b = right.of(row);
            return a == null || b == null
                    ? null
                    : SqliteValues.ofTruth((Boolean) holds(operator, SqliteValues.compare(a, b)));
        };
    }

    private static boolean holds(String operator, int order) {
        return switch (operator) {
            case "=", "==" -> order == 0;
            case "<>", "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    static Node between(Node value, Node from, Node to) {
        return and(compare(">=", value, from), compare("<=", value, to));
    }

    static Node in(Node value, List<Node> list) {
        return list.stream()
                .map(item -> compare("=", value, item))
                .reduce(SqliteOperators::or)
                .orElse(row -> 0L);
    }

    static Node isNull(Node value, boolean negated) {
        return row -> SqliteValues.ofTruth((Boolean) ((value.of(row) == null) != negated));
    }

    static Node or(Node left, Node right) {
        return row -> {
            var a = SqliteValues.truth(left.of(row));
            var b = SqliteValues.truth(right.of(row));
            if (Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b)) {
                return 1L;
            }
            return a == null || b == null ? null : (Object) 0L;
        };
    }

    static Node and(Node left, Node right) {
        return row -> {
            var a = SqliteValues.truth(left.of(row));
            var b = SqliteValues.truth(right.of(row));
            if (Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)) {
                return 0L;
            }
            return a == null || b == null ? null : (Object) 1L;
        };
    }

    static Node not(Node operand) {
        return row -> {
            var truth = SqliteValues.truth(operand.of(row));
            return truth == null ? null : (Object) (truth ? 0L : 1L);
        };
    }

    static Node join(Node left, Node right) {
        return row -> {
            var a = left.of(row);
            var b = right.of(row);
            return a == null || b == null ? null : SqliteValues.text(a) + SqliteValues.text(b);
        };
    }

    static Node arithmetic(String operator, Node left, Node right) {
        return row -> {
            var a = left.of(row);
            var b = right.of(row);
            if (a == null || b == null) {
                return null;
            }
            var x = SqliteValues.number(a);
            var y = SqliteValues.number(b);
            var whole = whole(a, x) && whole(b, y);
            return switch (operator) {
                case "+" -> SqliteValues.kept(x.add(y), whole);
                case "-" -> SqliteValues.kept(x.subtract(y), whole);
                case "*" -> SqliteValues.kept(x.multiply(y), whole);
                case "/" -> divided(x, y, whole);
                default -> remainder(x, y);
            };
        };
    }

    private static boolean whole(Object value, BigDecimal number) {
        return SqliteValues.whole(value) || (value instanceof String && number.scale() <= 0);
    }

    private static Object divided(BigDecimal x, BigDecimal y, boolean whole) {
        if (y.signum() == 0) {
            return null;
        }
        return whole ? SqliteValues.kept(x.divideToIntegralValue(y), true) : x.divide(y, REAL);
    }

    private static Object remainder(BigDecimal x, BigDecimal y) {
        var divisor = y.setScale(0, RoundingMode.DOWN);
        return divisor.signum() == 0
                ? null
                : SqliteValues.kept(x.setScale(0, RoundingMode.DOWN).remainder(divisor), true);
    }
}
