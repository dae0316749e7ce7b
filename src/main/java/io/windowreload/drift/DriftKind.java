package io.windowreload.drift;

/** What tells that rows are wrong, and what would set them right. */
public enum DriftKind {
    VALIDATION_FAILED("DMS's validation has recorded rows that differ", Way.KEYS),
    CHANGE_REFUSED("DMS has recorded changes that it could not apply", Way.WINDOW),
    TABLE_SUSPENDED("DMS has suspended the table", Way.PERSON),
    TABLE_ERROR("the CDC task says that the table is in error", Way.PERSON),
    RUN_FAILED("the newest run failed", Way.WINDOW),
    LEFT_OPEN("a run has left rows open", Way.WINDOW),
    UNDONE("a reload was undone", Way.PERSON),
    RESULT_LOST("the table or the database is another one since it was verified", Way.WINDOW),
    ROWS_SKIPPED("a run could not write rows", Way.WINDOW),
    TIES("a run has left rows to CDC, and no look has read them again", Way.WINDOW),
    ONLY_IN_PRODUCTION("production has rows that the source has not", Way.PERSON),
    PLAN_DIFFERS("a plan has found differences that nobody has carried out", Way.WINDOW),
    LOOK_OPEN("a look is to read keys again", Way.NOTHING),
    KEYS_OPEN("a request for keys came to no good end", Way.PERSON);

    /** How it is set right: by a window, by keys, by somebody who decides, or by itself. */
    public enum Way {
        WINDOW,
        KEYS,
        PERSON,
        NOTHING
    }

    private final String words;
    private final Way way;

    DriftKind(String words, Way way) {
        this.words = words;
        this.way = way;
    }

    public String words() {
        return words;
    }

    public Way way() {
        return way;
    }
}
