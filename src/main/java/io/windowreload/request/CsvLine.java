package io.windowreload.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A line of comma-separated values (RFC 4180), without values that go over several lines. */
final class CsvLine {
    private CsvLine() {}

    /** Its values, null where nothing stands between two commas; empty where a quote is not closed, or something follows one. */
    static Optional<List<String>> fields(String line) {
        var fields = new ArrayList<String>();
        var at = 0;
        while (at <= line.length()) {
            if (at < line.length() && line.charAt(at) == '"') {
                var value = new StringBuilder();
                var end = quoted(line, at + 1, value);
                if (end < 0 || (end < line.length() && line.charAt(end) != ',')) {
                    return Optional.empty();
                }
                fields.add(value.toString());
                at = end + 1;
            } else {
                var comma = line.indexOf(',', at);
                var end = comma < 0 ? line.length() : comma;
                fields.add(end == at ? null : line.substring(at, end));
                at = end + 1;
            }
        }
        return Optional.of(fields);
    }

    /** Reads up to the closing quote; the place after it, or -1 where there is none. */
    private static int quoted(String line, int from, StringBuilder value) {
        for (var at = from; at < line.length(); at++) {
            if (line.charAt(at) != '"') {
                value.append(line.charAt(at));
            } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
                value.append('"');
                at++;
            } else {
                return at + 1;
            }
        }
        return -1;
    }
}
