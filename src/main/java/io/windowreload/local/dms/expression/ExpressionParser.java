package io.windowreload.local.dms.expression;

import io.windowreload.local.dms.expression.RowExpression.Node;
import io.windowreload.local.dms.expression.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads expressions by descent, operators in SQLite's order: OR, AND, NOT, comparisons, sums, products, {@code ||}. */
final class ExpressionParser {
    private static final int DEEPEST = 100;

    private final List<Token> tokens;
    private final Set<String> names = new LinkedHashSet<>();
    private int at;
    private int depth;

    ExpressionParser(String text) {
        tokens = Token.of(text);
    }

    RowExpression whole() {
        var root = expression();
        if (peek().kind() != Kind.END) {
            throw unexpected();
        }
        return new RowExpression(root, Set.copyOf(names));
    }

    private Node expression() {
        if (++depth > DEEPEST) {
            throw new ExpressionException("the expression is nested too deep");
        }
        var left = and();
        while (word("OR")) {
            left = SqliteOperators.or(left, and());
        }
        depth--;
        return left;
    }

    private Node and() {
        var left = not();
        while (word("AND")) {
            left = SqliteOperators.and(left, not());
        }
        return left;
    }

    private Node not() {
        var times = 0;
        while (word("NOT")) {
            times++;
        }
        var operand = comparison();
        for (; times > 0; times--) {
            operand = SqliteOperators.not(operand);
        }
        return operand;
    }

    private Node comparison() {
        var left = sum();
        while (true) {
            if (word("IS")) {
                var negated = word("NOT");
                require("NULL");
                left = SqliteOperators.isNull(left, negated);
            } else if (word("IN")) {
                left = SqliteOperators.in(left, arguments());
            } else if (word("BETWEEN")) {
                var from = sum();
                require("AND");
                left = SqliteOperators.between(left, from, sum());
            } else if (peek().kind() == Kind.SIGN && SqliteOperators.compares(peek().text())) {
                var operator = next().text();
                left = SqliteOperators.compare(operator, left, sum());
            } else {
                return left;
            }
        }
    }

    private Node sum() {
        var left = product();
        while (isSign("+") || isSign("-")) {
            var operator = next().text();
            left = SqliteOperators.arithmetic(operator, left, product());
        }
        return left;
    }

    private Node product() {
        var left = joined();
        while (isSign("*") || isSign("/") || isSign("%")) {
            var operator = next().text();
            left = SqliteOperators.arithmetic(operator, left, joined());
        }
        return left;
    }

    private Node joined() {
        var left = signed();
        while (sign("||")) {
            left = SqliteOperators.join(left, signed());
        }
        return left;
    }

    private Node signed() {
        var negative = false;
        while (isSign("-") || isSign("+")) {
            negative ^= next().text().equals("-");
        }
        var operand = single();
        return negative ? SqliteOperators.arithmetic("-", row -> 0L, operand) : operand;
    }

    private Node single() {
        var token = next();
        return switch (token.kind()) {
            case STRING -> row -> token.text();
            case NUMBER -> number(token.text());
            case NAME -> {
                names.add(token.text());
                yield row -> row.apply(token.text());
            }
            case WORD -> word(token);
            case SIGN -> {
                if (!token.text().equals("(")) {
                    at--;
                    throw unexpected();
                }
                var inner = expression();
                close();
                yield inner;
            }
            case END -> {
                at--;
                throw unexpected();
            }
        };
    }

    private static Node number(String text) {
        Object value = text.matches("\\d{1,18}") ? (Object) Long.valueOf(text) : new BigDecimal(text);
        return row -> value;
    }

    private Node word(Token token) {
        switch (token.text()) {
            case "NULL" -> {
                return row -> null;
            }
            case "CASE" -> {
                return choice();
            }
            default -> {
                if (!isSign("(")) {
                    throw new ExpressionException("'" + token.text() + "' is no function, and a column begins with $");
                }
                return SqliteFunctions.call(token.text(), arguments());
            }
        }
    }

    private Node choice() {
        var subject = isWord("WHEN") ? null : expression();
        var conditions = new ArrayList<Node>();
        var results = new ArrayList<Node>();
        while (word("WHEN")) {
            var condition = expression();
            conditions.add(subject == null ? condition : SqliteOperators.compare("=", subject, condition));
            require("THEN");
            results.add(expression());
        }
        if (conditions.isEmpty()) {
            throw unexpected();
        }
        Node otherwise = word("ELSE") ? expression() : row -> null;
        require("END");
        return row -> {
            for (var i = 0; i < conditions.size(); i++) {
                if (Boolean.TRUE.equals(SqliteValues.truth(conditions.get(i).of(row)))) {
                    return results.get(i).of(row);
                }
            }
            return otherwise.of(row);
        };
    }

    private List<Node> arguments() {
        if (!sign("(")) {
            throw unexpected();
        }
        var arguments = new ArrayList<Node>();
        if (!isSign(")")) {
            do {
                arguments.add(expression());
            } while (sign(","));
        }
        close();
        return List.copyOf(arguments);
    }

    private void close() {
        if (!sign(")")) {
            throw unexpected();
        }
    }

    private void require(String word) {
        if (!word(word)) {
            throw unexpected();
        }
    }

    private boolean word(String text) {
        return taken(isWord(text));
    }

    private boolean sign(String text) {
        return taken(isSign(text));
    }

    private boolean taken(boolean there) {
        at += there ? 1 : 0;
        return there;
    }

    private boolean isWord(String text) {
        return peek().kind() == Kind.WORD && peek().text().equals(text);
    }

    private boolean isSign(String text) {
        return peek().kind() == Kind.SIGN && peek().text().equals(text);
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        return tokens.get(at++);
    }

    private ExpressionException unexpected() {
        return new ExpressionException("the expression cannot be read at " + peek().text());
    }
}
