package io.windowreload.window;

/**
 * Text of strangers: requests, orders, names, keys of rows, messages of other programs. Whatever comes in or goes out passes here. What comes in is
 * refused where PostgreSQL could not hold it or where it would say something else to a reader than it holds; what goes out is made fit.
 */
public final class ForeignText {
    /** As {@code config/request.schema.json} has it. */
    public static final int LONGEST_REASON = 2_000;

    public static final int LONGEST_NAME = 200;
    private static final int LONGEST_LINE = 1_000;

    private ForeignText() {}

    /** A reason as somebody gives it: null where there is none. */
    public static String reason(String text) {
        return text == null || text.isBlank() ? null : checked("/reason", text.strip(), LONGEST_REASON, true);
    }

    /** A name as somebody gives it. */
    public static String name(String pointer, String text) {
        return checked(pointer, text, LONGEST_NAME, false);
    }

    private static String checked(String pointer, String text, int longest, boolean lines) {
        if (text.length() > longest) {
            throw ReloadException.at(
                    pointer,
                    ErrorCode.REQUEST_INVALID,
                    "the text has " + text.length() + " characters; " + longest + " is the most");
        }
        return checked(pointer, text, lines);
    }

    /**
     * The text, if it may come in.
     *
     * @param lines whether it may have more than one line
     */
    public static String checked(String pointer, String text, boolean lines) {
        text.codePoints().filter(point -> !allowed(point, lines)).findFirst().ifPresent(point -> {
            throw ReloadException.at(
                    printable(pointer),
                    ErrorCode.REQUEST_INVALID,
                    "the text holds the character U+%04X, which is none".formatted(point));
        });
        return text;
    }

    private static boolean allowed(int point, boolean lines) {
        return switch (Character.getType(point)) {
            case Character.SURROGATE -> false;
            case Character.CONTROL -> lines && (point == '\n' || point == '\t');
            case Character.FORMAT -> !turns(point);
            default -> true;
        };
    }

    /** Makes what follows run the other way, so that a reader sees other words than there are. */
    private static boolean turns(int point) {
        return point == 0x061C
                || point == 0x200E
                || point == 0x200F
                || (point >= 0x202A && point <= 0x202E)
                || (point >= 0x2066 && point <= 0x2069);
    }

    /** One line of bounded length, for answers, logs and the ledger. */
    public static String printable(String text) {
        var fit = new StringBuilder(Math.min(text.length(), LONGEST_LINE));
        text.codePoints().limit(LONGEST_LINE).forEach(point -> fit.appendCodePoint(fits(point) ? point : '\uFFFD'));
        return text.length() > fit.length() ? fit.append(" …").toString() : fit.toString();
    }

    /** For a terminal: nothing that moves its cursor or turns the line, whatever its length. */
    public static String shown(String text) {
        if (text.codePoints().allMatch(point -> allowed(point, false))) {
            return text;
        }
        var fit = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> fit.appendCodePoint(
                        allowed(point, false) ? point : point == '\n' || point == '\t' ? ' ' : '\uFFFD'));
        return fit.toString();
    }

    /** PostgreSQL takes no NUL, UTF-8 has no lone surrogates, and a line break would forge lines of the log. */
    public static boolean fits(int point) {
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
