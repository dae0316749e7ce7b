package io.windowreload.local.dms.load;

/** COPY's text format: the server parses each value with the input function of its type, so any type will do. */
final class TextFormat implements RowFormat {

    @Override
    public String options() {
        return "(format text)";
    }

    @Override
    public void begin(CopyBuffer out) {
        // The text format has no header.
    }

    @Override
    public void row(Object[] values, CopyBuffer out) {
        for (var i = 0; i < values.length; i++) {
            if (i > 0) {
                out.putByte('\t');
            }
            out.putText(values[i] == null ? "\\N" : escape(Texts.of(values[i])));
        }
        out.putByte('\n');
    }

    @Override
    public void end(CopyBuffer out) {
        // The end of the stream is the end.
    }

    private static String escape(String value) {
        var escaped = new StringBuilder(value.length() + 8);
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
