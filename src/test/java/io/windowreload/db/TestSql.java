package io.windowreload.db;

/** Statements that only a test has. */
public final class TestSql {
    private TestSql() {}

    public static Sql of(String text) {
        return Sql.parse("test", text);
    }
}
