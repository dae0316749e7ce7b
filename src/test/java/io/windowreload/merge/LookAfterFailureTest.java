package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run that fails half-way leaves its committed chunks to a look, and nothing but those. */
class LookAfterFailureTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");
    private final Looks looks = new Looks(target);

    @AfterEach
    void close() {
        target.close();
    }

    /** Applies one chunk of many. */
    private long halfway() {
        var run = target.armed();
        stage(1000);
        target.plan(run, 1);
        assertThat(target.applyFor(run, 1, "0 s")).isFalse();
        assertThat(target.number("select count(*) from production.items")).isBetween(1L, 999L);
        fail(run);
        return run;
    }

    private void stage(int rows) {
        target.sql(
                "truncate staging.items",
                "insert into staging.items select g, 'x', '2025-01-02' from generate_series(1, " + rows + ") g");
    }

    private void fail(long run) {
        target.sql("update admin.reload_runs set error_code = 'MERGE_FAILED' where run_id = " + run);
    }

    private long written() {
        return target.number("select count(*) from production.items");
    }

    @Test
    void only_rows_of_committed_chunks_are_read_again() {
        var run = halfway();

        var look = looks.after(run);

        assertThat(looks.outcomes(look)).hasSize((int) written()).allMatch(key -> key.endsWith(" inserted null"));
        assertThat(looks.after(run)).as("asked again").isEqualTo(look);
    }

    @Test
    void rows_that_were_left_to_cdc_are_read_again_too() {
        target.sql("insert into production.items values (2, 'old', '2025-01-01')");
        var run = target.armed();
        stage(3);
        target.cdc("update production.items set v = 'tie', changed = '2025-01-02' where id = 2");
        target.plan(run, 1);
        target.apply(run, 1, 10);
        fail(run);

        assertThat(looks.outcomes(looks.after(run)))
                .containsExactlyInAnyOrder(
                        "{\"id\": 1} inserted null",
                        "{\"id\": 3} inserted null",
                        "{\"id\": 2} tie_touched_by_cdc null");
    }

    @Test
    void a_run_that_fails_in_its_proof_is_looked_at_with_what_it_has_found_of_candidates() {
        target.sql("insert into production.items values (7, 'only here', '2025-01-02')");
        var run = target.armed();
        stage(2);
        target.plan(run, 1);
        target.apply(run, 1, 10);
        target.sql(
                "set session_replication_role = replica; update production.items set v = 'unexplained' where id = 1");
        target.verify(run, 1);
        fail(run);

        assertThat(looks.outcomes(looks.after(run)))
                .contains("{\"id\": 1} inserted null", "{\"id\": 7} delete_candidate null");
    }

    @Test
    void a_run_that_has_committed_no_chunk_opens_no_look() {
        var run = target.armed();
        stage(3);
        target.plan(run, 1);
        fail(run);

        assertThat(looks.after(run)).isZero();
        assertThat(looks.findings(run)).isEmpty();
    }

    @Test
    void a_run_that_failed_because_its_fence_is_gone_is_looked_at_all_the_same() {
        var run = halfway();
        target.sql("select admin.fence_remove('fence_" + run + "_1')");

        var look = looks.after(run);

        assertThat(looks.outcomes(look)).hasSize((int) written());
    }

    @Test
    void where_no_look_can_be_opened_that_stands_with_the_run() {
        var run = halfway();
        target.sql("alter table production.items rename to items_away");

        assertThat(looks.after(run)).isZero();

        assertThat(looks.findings(run)).containsExactly("LEFT_OPEN partial");
        assertThat(target.texts("select detail from admin.reload_findings").get(0))
                .contains("no look at them could be opened");
        assertThat(target.texts("select run_id from admin.reload_runs where origin = 'look'"))
                .isEmpty();
    }

    /** The failed look has revived a row; the next attempt finds it unchanged there, or gone from the source. */
    @Test
    void what_a_failed_look_has_inserted_is_taken_back_by_its_next_attempt() {
        target.sql("insert into production.items values (2, 'there', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'x', '2025-01-02'), (2, 'there', '2025-01-02')");
        target.cdc("delete from production.items where id = 1");
        target.merge(run, 1);
        target.sql("delete from admin.fence_" + run + "_1", "delete from admin.reload_look_keys");
        var look = looks.begin(run);
        target.sql("update admin.reload_look_keys set own = false, reason = 'updated' where not control");
        target.cdc("delete from production.items where id = 1");
        target.sql("delete from admin.fence_" + look + "_1");
        looks.load(look, "items", "values (1, 'x', '2025-01-02'::timestamp), (2, 'there', '2025-01-02')");
        target.plan(look, 1);
        target.apply(look, 1, 10);
        fail(look);

        assertThat(looks.after(look)).isZero();

        target.sql("update admin.reload_runs set state = 'FAILED', finished_at = now() where run_id = " + look);
        var again = target.number("select admin.look_retry(" + look + ", 'mira', 'again')");
        looks.load(again, "items", "values (2, 'there', '2025-01-02'::timestamp)");
        target.merge(again, 1);
        assertThat(looks.settle(run, again, Looks.REPORT)).isEqualTo("1 1");
        assertThat(target.texts("select id from production.items")).isEqualTo(List.of("2"));
    }
}
