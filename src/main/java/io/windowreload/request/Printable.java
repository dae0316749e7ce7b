package io.windowreload.request;

/** Text of a stranger made fit for replies, logs and the ledger: one line, no control characters, of bounded length. */
final class Printable {
    private static final int LONGEST = 1_000;

    private Printable() {}

    static String of(String text) {
        var fit = new StringBuilder(Math.min(text.length(), LONGEST));
        text.codePoints().limit(LONGEST).forEach(point -> fit.appendCodePoint(fits(point) ? point : '\uFFFD'));
        return text.length() > fit.length() ? fit.append(" …").toString() : fit.toString();
    }

    /** PostgreSQL takes no NUL, UTF-8 has no lone surrogates, and a line break would forge lines of the log. */
    static boolean fits(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
