package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks and an undo of the run that they are about: what was taken back stays so. */
class UndoneLooksTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");
    private final Looks looks = new Looks(target, 1, 5);

    @AfterEach
    void close() {
        target.close();
    }

    private long lookedAt() {
        var run = target.armed();
        target.sql(
                "insert into staging.items values (1, 'v', '2025-01-02'), (10, 'v', '2025-01-02'), (100, 'v', '2025-01-02')");
        target.merge(run, 1);
        return run;
    }

    private void settled(long run, long look) {
        looks.load(look, "items", "values (1, 'v', '2025-01-02'::timestamp)");
        target.merge(look, 1);
        looks.settle(run, look, Looks.APPLY);
    }

    @Test
    void no_look_follows_once_an_undo_is_asked_for() {
        var run = lookedAt();
        var look = looks.begin(run);
        target.sql("insert into admin.reload_runs (request_id, origin, of_run_id, state) values ('undo:" + run
                + "', 'undo', " + run + ", 'QUEUED')");
        settled(run, look);

        assertThat(looks.follow(look)).isZero();
        assertThat(looks.findings(run)).containsExactly("LEFT_OPEN partial");
    }

    @Test
    void an_undo_that_came_to_no_end_stops_no_look() {
        var run = lookedAt();
        var look = looks.begin(run);
        target.sql(
                "insert into admin.reload_runs (request_id, origin, of_run_id, state, finished_at, error_code) values ('undo:"
                        + run + "', 'undo', " + run + ", 'CANCELLED', now(), 'CANCELLED')");
        settled(run, look);

        assertThat(looks.follow(look)).isPositive();
    }

    @Test
    void an_undo_names_the_looks_whose_writes_it_leaves_and_none_that_is_undone() {
        target.sql("insert into production.items values (7, 'only here', '2025-01-02')");
        var all = new Looks(target);
        var run = lookedAt();
        var look = all.begin(run);
        all.load(look, "items", "select i, 'v', '2025-01-02'::timestamp from unnest(array[1, 10, 100]) i");
        target.merge(look, 1);
        assertThat(all.settle(run, look, Looks.APPLY)).isEqualTo("1 1");

        var undo = target.undo(run);

        assertThat(target.texts("select id from production.items")).isEmpty();
        assertThat(target.texts("select severity || ' ' || detail from admin.reload_findings where run_id = " + undo))
                .singleElement()
                .asString()
                .startsWith("note what looks at run " + run + " wrote stays")
                .endsWith("run " + look + " (0 inserted, 0 updated, 1 deleted)");

        target.sql("update admin.reload_runs set of_run_id = " + look + " where run_id = " + target.undo(look));
        assertThat(target.texts("select id from production.items")).containsExactly("7");
        var again = target.undo(run);
        assertThat(target.texts("select from admin.reload_findings where run_id = " + again))
                .isEmpty();
    }
}
