package io.windowreload.bench;

import java.util.List;

/** One way of merging: what prepares it, unmeasured, and the statements that are measured. */
@SuppressWarnings("ImmutableEnumChecker")
enum Contender {
    GUIDE("the guide's merge", List.of("guide"), List.of("call production.merge_as_the_guide()")),
    ON_CONFLICT("INSERT … ON CONFLICT", List.of(), List.of("on-conflict")),
    OURS(
            "window reload",
            List.of("run"),
            List.of(
                    "call admin.merge_plan(1, 1)",
                    "call admin.merge_apply(1, 1, 5000, interval '300 ms', interval '1 day', null)")),
    OURS_VERIFIED(
            "window reload + verify",
            List.of("run"),
            List.of(
                    "call admin.merge_plan(1, 1)",
                    "call admin.merge_apply(1, 1, 5000, interval '300 ms', interval '1 day', null)",
                    "call admin.merge_verify(1, 1, null)"));

    final String title;
    final List<String> preparation;
    final List<String> statements;

    Contender(String title, List<String> preparation, List<String> statements) {
        this.title = title;
        this.preparation = preparation;
        this.statements = statements;
    }
}
