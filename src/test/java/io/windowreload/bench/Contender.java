package io.windowreload.bench;

import java.util.List;

/** One way of merging: what prepares it, unmeasured, and the statements that are measured, each a file or a call. */
@SuppressWarnings("ImmutableEnumChecker")
enum Contender {
    GUIDE("the guide's merge", 1, "guide", "call production.merge_as_the_guide()"),
    ON_CONFLICT("INSERT … ON CONFLICT", 1, "nothing", "on-conflict"),
    OURS("window reload", 1, "run", "call admin.merge_plan(1, 1, 1)", Calls.APPLY, Calls.VERIFY),
    OURS_TWICE(
            "… on 2 connections",
            2,
            "run",
            "call admin.merge_plan(1, 1, 2)",
            Calls.PLAN_LANE,
            Calls.APPLY,
            Calls.VERIFY);

    final String title;
    final String preparation;
    final List<String> statements;
    private final int connections;

    Contender(String title, int connections, String preparation, String... statements) {
        this.title = title;
        this.connections = connections;
        this.preparation = preparation;
        this.statements = List.of(statements);
    }

    /** On so many connections the statement is run at once. */
    int connections(String statement) {
        return statement.equals(Calls.APPLY) || statement.equals(Calls.PLAN_LANE) ? connections : 1;
    }

    /** As the program calls them. */
    private static final class Calls {
        static final String PLAN_LANE = "call admin.merge_plan_lane(1, 1)";
        static final String APPLY = "call admin.merge_apply(1, 1, 20000, interval '300 ms', interval '1 day', null)";
        static final String VERIFY = "call admin.merge_verify(1, 1, null)";
    }
}
