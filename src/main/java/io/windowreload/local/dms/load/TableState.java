package io.windowreload.local.dms.load;

/** The states of a table, as {@code DescribeTableStatistics} names them. */
public enum TableState {
    DOES_NOT_EXIST("Table does not exist"),
    BEFORE_LOAD("Before load"),
    FULL_LOAD("Full load"),
    COMPLETED("Table completed"),
    CANCELLED("Table cancelled"),
    ERROR("Table error"),
    RELOADED("Table is being reloaded");

    private final String words;

    TableState(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
