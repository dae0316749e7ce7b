package io.windowreload.local.dms.mapping;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A name in an object locator: {@code %} stands for any text, {@code _} for one character, {@code [_]} for a literal
 * underscore, {@code [a-d]} for a range (user guide, "Wildcards in table mapping"). Case matters.
 */
public record LocatorPattern(String text) {
    private static final Pattern SET_OF_ONE = Pattern.compile("(?s)\\[(.)]");

    /** Reads a pattern; a {@link PatternSyntaxException} tells of a range that is none, such as {@code [d-a]}. */
    public LocatorPattern {
        Pattern.compile(regex(text));
    }

    public boolean matches(String name) {
        return Pattern.matches(regex(text), name);
    }

    /** True where the text can only be one name: nothing in it is a wildcard but the underscore, or a set of one. */
    public boolean exact() {
        return SET_OF_ONE.matcher(text).replaceAll("").chars().noneMatch(c -> c == '%' || c == '[');
    }

    /** The name that an exact pattern means. */
    public String literal() {
        return SET_OF_ONE.matcher(text).replaceAll("$1");
    }

    private static String regex(String text) {
        var regex = new StringBuilder();
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            var close = c == '[' ? text.indexOf(']', i + 2) : -1;
            if (close > 0) {
                regex.append('[')
                        .append(escapeClass(text.substring(i + 1, close)))
                        .append(']');
                i = close;
            } else if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return "(?s)" + regex;
    }

    private static String escapeClass(String members) {
        return members.replaceAll("[\\\\\\[\\]&^]", "\\\\$0");
    }
}
