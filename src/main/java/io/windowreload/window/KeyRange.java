package io.windowreload.window;

/**
 * What a look asks for in a column of a key: one value, where both are the same, or all between the two.
 *
 * @param column in the target's spelling
 */
public record KeyRange(String column, String low, String high) {
    /** Whether it holds no more than a value. */
    public boolean single() {
        return low.equals(high);
    }
}
