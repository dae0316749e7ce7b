package io.windowreload.rules;

/**
 * A name in an object locator: {@code %} stands for any text, {@code _} for one character, {@code [ab]} and {@code [a-d]} for one of several,
 * so that {@code [_]} is an underscore (user guide, "Wildcards in table mapping"). Case matters.
 */
public record NamePattern(String text) {
    /** What an explicit selection names: nothing in it stands for anything else. */
    static boolean literally(NamePattern pattern, String name) {
        return pattern.text.equals(name);
    }

    public boolean matches(String name) {
        return matches(0, name, 0);
    }

    private boolean matches(int at, String name, int from) {
        var pattern = at;
        var position = from;
        while (pattern < text.length()) {
            if (text.charAt(pattern) == '%') {
                return rest(pattern + 1, name, position);
            }
            if (position == name.length()) {
                return false;
            }
            var end = end(pattern);
            if (!one(pattern, end, name.charAt(position))) {
                return false;
            }
            pattern = end;
            position++;
        }
        return position == name.length();
    }

    private boolean rest(int after, String name, int from) {
        if (after == text.length()) {
            return true;
        }
        for (var position = from; position <= name.length(); position++) {
            if (matches(after, name, position)) {
                return true;
            }
        }
        return false;
    }

    /** Where the element that begins here ends; a bracket that nothing closes is itself. */
    private int end(int begin) {
        var close = text.charAt(begin) == '[' ? text.indexOf(']', begin + 2) : -1;
        return close < 0 ? begin + 1 : close + 1;
    }

    private boolean one(int begin, int end, char c) {
        if (end == begin + 1) {
            return text.charAt(begin) == '_' || text.charAt(begin) == c;
        }
        for (var at = begin + 1; at < end - 1; at++) {
            var range = at + 2 < end - 1 && text.charAt(at + 1) == '-';
            if (range ? text.charAt(at) <= c && c <= text.charAt(at + 2) : text.charAt(at) == c) {
                return true;
            }
            at += range ? 2 : 0;
        }
        return false;
    }

    /** What each name that it means begins with. */
    String beginning() {
        var beginning = new StringBuilder();
        for (var at = 0; at < text.length(); at = end(at)) {
            var length = end(at) - at;
            var itself = length == 1 && text.charAt(at) != '%' && text.charAt(at) != '_';
            if (!itself && length != 3) {
                break;
            }
            beginning.append(text.charAt(itself ? at : at + 1));
        }
        return beginning.toString();
    }

    /** Whether it can mean one name only; an underscore is taken for itself, as people write it. */
    public boolean exact() {
        for (var at = 0; at < text.length(); at = end(at)) {
            var length = end(at) - at;
            if (text.charAt(at) == '%' || length > 3) {
                return false;
            }
        }
        return true;
    }

    /** The name that an exact pattern means. */
    public String literal() {
        var name = new StringBuilder();
        for (var at = 0; at < text.length(); at = end(at)) {
            name.append(text.charAt(end(at) == at + 1 ? at : at + 1));
        }
        return name.toString();
    }

    /** How precisely it names: a pattern with more that stands for itself is the more specific one. */
    int precision() {
        var precision = 0;
        for (var at = 0; at < text.length(); at = end(at)) {
            precision += text.charAt(at) == '%' || text.charAt(at) == '_' ? 0 : 1;
        }
        return exact() ? 1000 + precision : precision;
    }
}
