package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * CDC's statement lands between the snapshot of the merge and its write. Each race is run as the merge is, and again with its
 * guard taken out: then it must go wrong, or the race proves nothing.
 */
class RacesTest {
    /** A change to a function of the merge that takes a guard out. */
    private record Sabotage(String function, String text, String replacement) {}

    /**
     * @param before what production holds
     * @param staged what staging holds
     * @param cdc CDC's statements, committed while the merge waits for its row
     * @param right what production must hold in the end
     * @param reason where the row must be accounted for
     */
    private record Race(
            String name,
            String before,
            String staged,
            List<String> cdc,
            String right,
            String reason,
            List<Sabotage> guards) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Sabotage VERSION_CHECK = new Sabotage("update_statement", " and p.xmin = d.reload_xmin", "");
    private static final Sabotage PLACE_CHECK = new Sabotage("update_statement", "'p.ctid = d.reload_ctid and '", "''");
    private static final Sabotage CONFLICT_CHECK = new Sabotage(
            "insert_statement",
            "format(' on conflict (%s) do nothing', t.keys)",
            "format(' on conflict (%s) do update set v = excluded.v, changed = excluded.changed', t.keys)");
    private static final Sabotage ALWAYS_BESIDE =
            new Sabotage("merge_chunk", "case when beside then", "case when true then");
    private static final Sabotage FENCE_LATE = new Sabotage("merge_chunk", "if inserts > 0 then", "if false then");

    static Stream<Race> races() {
        return Stream.of(
                new Race(
                        "update to a newer version",
                        "(1, 'old', '2025-01-01')",
                        "(1, 'staged', '2025-01-02')",
                        List.of("update production.items set v = 'cdc', changed = '2025-01-03' where id = 1"),
                        "cdc",
                        "newer_in_target",
                        List.of(VERSION_CHECK, PLACE_CHECK)),
                new Race(
                        "update of the content only",
                        "(1, 'old', '2025-01-02')",
                        "(1, 'staged', '2025-01-02')",
                        List.of("update production.items set v = 'cdc' where id = 1"),
                        "cdc",
                        "tie_touched_by_cdc",
                        List.of(VERSION_CHECK, PLACE_CHECK)),
                new Race(
                        "update to what is staged",
                        "(1, 'old', '2025-01-01')",
                        "(1, 'staged', '2025-01-02')",
                        List.of("update production.items set v = 'staged', changed = '2025-01-02' where id = 1"),
                        "staged",
                        "unchanged",
                        List.of(VERSION_CHECK, PLACE_CHECK)),
                new Race(
                        "delete and insert again",
                        "(1, 'old', '2025-01-01')",
                        "(1, 'staged', '2025-01-02')",
                        List.of(
                                "delete from production.items where id = 1",
                                "insert into production.items values (1, 'reborn', '2025-01-01')"),
                        "reborn",
                        "tie_touched_by_cdc",
                        List.of(
                                new Sabotage("classification", "when z.%3$s is not null then 't'", ""),
                                new Sabotage(
                                        "update_statement", " and not exists (select from admin.%s z where %s)", ""))),
                new Race(
                        "insert",
                        null,
                        "(1, 'staged', '2025-01-02')",
                        List.of("insert into production.items values (1, 'cdc', '2025-01-02')"),
                        "cdc",
                        "tie_touched_by_cdc",
                        List.of(ALWAYS_BESIDE, CONFLICT_CHECK)),
                new Race(
                        "insert and delete of a row that production lacks",
                        null,
                        "(1, 'staged', '2025-01-02')",
                        List.of(
                                "insert into production.items values (1, 'cdc', '2025-01-02')",
                                "delete from production.items where id = 1"),
                        null,
                        "deleted_by_cdc",
                        List.of(FENCE_LATE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("races")
    @DisplayName("CDC wins")
    void cdc_wins(Race race) throws Exception {
        try (var target = MergeFixture.withTable("id int, v text, changed timestamp")) {
            var run = run(race, target);

            assertThat(target.texts("select v from production.items")).isEqualTo(values(race.right()));
            assertThat(target.number("select " + race.reason() + " from admin.reload_run_tables"))
                    .isEqualTo(1);
            assertThat(target.account(run, 1).balanced()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("races")
    @DisplayName("without its guard the race goes wrong")
    void without_its_guard_the_race_goes_wrong(Race race) throws Exception {
        try (var target = MergeFixture.withTable("id int, v text, changed timestamp")) {
            race.guards().forEach(guard -> target.sabotage(guard.function(), guard.text(), guard.replacement()));

            var run = run(race, target);

            var right = target.texts("select v from production.items").equals(values(race.right()))
                    && target.number("select " + race.reason() + " from admin.reload_run_tables where run_id = " + run)
                            == 1;
            assertThat(right).isFalse();
        }
    }

    private static long run(Race race, MergeFixture target) throws SQLException {
        if (race.before() != null) {
            target.sql("insert into production.items values " + race.before());
        }
        var run = target.armed();
        target.sql("insert into staging.items values " + race.staged());
        target.plan(run, 1);
        try (var cdc = target.session("replica")) {
            cdc.run("begin");
            for (var statement : race.cdc()) {
                cdc.run(statement);
            }
            var merge = target.applying(run, 1);
            target.awaitWaiter();
            cdc.run("commit");
            merge.join();
        }
        return run;
    }

    private static List<String> values(String value) {
        return value == null ? List.of() : List.of(value);
    }
}
