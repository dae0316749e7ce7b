package io.windowreload.local.dms.mapping;

import java.util.Arrays;
import java.util.Optional;

/** The operators that DMS has, each with what it is in SQL. There is no {@code lt} and no {@code gt}. */
public enum FilterOperator {
    LTE("lte", "<= ?", 1),
    STE("ste", "<= ?", 1),
    GTE("gte", ">= ?", 1),
    EQ("eq", "= ?", 1),
    NOTEQ("noteq", "<> ?", 1),
    BETWEEN("between", "between ? and ?", 2),
    NOTBETWEEN("notbetween", "not between ? and ?", 2),
    NULL("null", "is null", 0),
    NOTNULL("notnull", "is not null", 0);

    private final String word;
    private final String sql;
    private final int operands;

    FilterOperator(String word, String sql, int operands) {
        this.word = word;
        this.sql = sql;
        this.operands = operands;
    }

    /** What follows the column's name. SQL's NULL logic is DMS's: a comparison with NULL does not hold. */
    public String sql() {
        return sql;
    }

    /** How many values the operator compares with. */
    public int operands() {
        return operands;
    }

    static Optional<FilterOperator> of(String word) {
        return Arrays.stream(values())
                .filter(operator -> operator.word.equals(word))
                .findFirst();
    }
}
