package io.windowreload.local.dms.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A word of an expression. */
record Token(Kind kind, String text) {
    private static final Pattern WORDS = Pattern.compile("\\s+|(?<string>'(?:[^']|'')*')|\\$(?<name>[\\w#$]+)"
            + "|(?<number>\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+)|(?<word>[A-Za-z_]\\w*)"
            + "|(?<sign>\\|\\||<>|!=|<=|>=|==|[-+*/%=<>(),])");

    enum Kind {
        STRING,
        NAME,
        NUMBER,
        WORD,
        SIGN,
        END
    }

    static List<Token> of(String text) {
        var tokens = new ArrayList<Token>();
        var matcher = WORDS.matcher(text);
        var at = 0;
        while (at < text.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new ExpressionException("the expression cannot be read from '" + text.substring(at) + "' on");
            }
            at = matcher.end();
            if (matcher.group("string") != null) {
                var string = matcher.group("string");
                tokens.add(new Token(
                        Kind.STRING, string.substring(1, string.length() - 1).replace("''", "'")));
            } else if (matcher.group("name") != null) {
                tokens.add(new Token(Kind.NAME, matcher.group("name")));
            } else if (matcher.group("number") != null) {
                tokens.add(new Token(Kind.NUMBER, matcher.group("number")));
            } else if (matcher.group("word") != null) {
                tokens.add(new Token(Kind.WORD, matcher.group("word").toUpperCase(Locale.ROOT)));
            } else if (matcher.group("sign") != null) {
                tokens.add(new Token(Kind.SIGN, matcher.group("sign")));
            }
        }
        tokens.add(new Token(Kind.END, "the end"));
        return tokens;
    }
}
