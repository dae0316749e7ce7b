package io.windowreload.survive;

import java.util.List;

/**
 * A moment in the talk between the program and a server.
 *
 * @param side on which side of the server's work the moment lies
 * @param texts what one message of the program must hold, in any order
 * @param nth how many such messages there are to be
 * @param thenCommit whether the moment is that of the commit that follows on the same connection
 */
record Point(String name, Side side, List<String> texts, int nth, boolean thenCommit) {
    /** Where the moment lies. */
    enum Side {
        /** The program has sent its message; the server never gets it. */
        BEFORE,
        /** The server has it and is at work. */
        DURING,
        /** The server has done it; the program never hears. */
        AFTER
    }

    static Point before(String... texts) {
        return of(Side.BEFORE, texts);
    }

    static Point during(String... texts) {
        return of(Side.DURING, texts);
    }

    static Point after(String... texts) {
        return of(Side.AFTER, texts);
    }

    private static Point of(Side side, String... texts) {
        return new Point(side + " " + String.join(" … ", texts), side, List.of(texts), 1, false);
    }

    Point number(int times) {
        return new Point(name + " no. " + times, side, texts, times, false);
    }

    /** The same side of the commit that follows. */
    Point committed() {
        return new Point(name + " and its commit", side, texts, nth, true);
    }

    boolean matches(String message) {
        return texts.stream().allMatch(message::contains);
    }

    @Override
    public String toString() {
        return name;
    }
}
