package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks follow looks until nothing is open, or as many as may be; what is open then is on record. */
class LookChainTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");
    private final Looks looks = new Looks(target);

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_look_never_writes_what_cdc_has_written_since_however_new_its_own_reading_is() {
        var run = target.armed();
        stage("(1, 'v1', '2025-01-02')");
        target.merge(run, 1);
        var look = looks.begin(run);
        looks.load(look, "items", "values (1, 'v2', '2025-01-05')");
        target.cdc("update production.items set v = 'one column' where id = 1");

        target.merge(look, 1);

        assertThat(target.texts("select v from production.items")).containsExactly("one column");
        assertThat(target.account(look, 1).tie()).isEqualTo(1);
        looks.settle(run, look, Looks.REPORT);
        var next = looks.follow(look);
        assertThat(looks.outcomes(next)).containsExactly("{\"id\": 1} tie_touched_by_cdc null");
        looks.load(next, "items", "values (1, 'one column', '2025-01-05')");
        target.merge(next, 1);
        assertThat(target.texts("select v || changed::date from production.items"))
                .containsExactly("one column2025-01-05");
        looks.settle(run, next, Looks.REPORT);
        assertThat(looks.follow(next)).as("quiet").isZero();
        assertThat(looks.findings(run)).isEmpty();
    }

    @Test
    void a_look_leaves_a_row_that_cdc_writes_after_the_looks_plan() {
        var run = target.armed();
        stage("(1, 'v1', '2025-01-02')");
        target.merge(run, 1);
        var look = looks.begin(run);
        looks.load(look, "items", "values (1, 'v2', '2025-01-05')");
        target.plan(look, 1);
        target.cdc("update production.items set v = 'one column' where id = 1");

        target.apply(look, 1, 10);

        assertThat(target.texts("select v from production.items")).containsExactly("one column");
        assertThat(target.verify(look, 1)).isZero();
        looks.settle(run, look, Looks.REPORT);
        assertThat(looks.outcomes(looks.follow(look))).containsExactly("{\"id\": 1} tie_touched_by_cdc null");
    }

    @Test
    void a_look_with_a_clock_that_went_back_neither_repairs_over_cdc() {
        var run = target.armed();
        stage("(1, 'v1', '2025-01-02')");
        target.merge(run, 1);
        var look = looks.begin(run);
        looks.load(look, "items", "values (1, 'older', '2025-01-01')");
        target.cdc("update production.items set v = 'cdc' where id = 1");

        target.merge(look, 1);

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
        looks.settle(run, look, Looks.REPORT);
        assertThat(looks.outcomes(looks.follow(look))).containsExactly("{\"id\": 1} newer_in_target null");
    }

    /** The run revives what CDC had deleted; CDC's insert of the new row meets it and is refused; the look deletes the revived one. */
    @Test
    void a_row_whose_insert_was_refused_because_the_run_had_revived_its_key_comes_with_the_next_look() {
        var run = target.armed();
        stage("(1, 'old', '2025-01-02'), (2, 'there', '2025-01-02')");
        target.cdc("delete from production.items where id = 1");
        target.merge(run, 1);
        var look = looks.begin(run);
        looks.load(look, "items", "values (2, 'there', '2025-01-02')");
        target.cdc("insert into production.items values (1, 'again', '2025-01-20') on conflict do nothing");
        target.merge(look, 1);
        looks.settle(run, look, Looks.REPORT);
        assertThat(target.texts("select id from production.items")).containsExactly("2");

        var next = looks.follow(look);

        assertThat(looks.outcomes(next)).containsExactly("{\"id\": 1} deleted null");
        looks.load(next, "items", "values (1, 'again', '2025-01-20')");
        target.merge(next, 1);
        looks.settle(run, next, Looks.REPORT);
        assertThat(target.texts("select id || v from production.items order by id"))
                .containsExactly("1again", "2there");
        assertThat(looks.outcomes(looks.follow(next)))
                .as("what a look inserts is read again")
                .containsExactly("{\"id\": 1} inserted null");
    }

    @Test
    void a_candidate_that_was_deleted_is_read_once_more_and_then_it_is_quiet() {
        target.sql("insert into production.items select g, 'x', '2025-01-02' from generate_series(1, 5) g");
        var run = target.armed();
        target.sql("insert into staging.items select * from production.items where id < 5");
        target.merge(run, 1);
        var look = looks.begin(run);
        looks.load(look, "items", "select * from production.items where id < 5");
        target.merge(look, 1);
        assertThat(looks.settle(run, look, Looks.APPLY)).isEqualTo("1 1");
        var next = looks.follow(look);
        looks.load(next, "items", "select * from production.items where id < 5");
        target.merge(next, 1);
        looks.settle(run, next, Looks.APPLY);

        assertThat(looks.outcomes(next)).containsExactly("{\"id\": 5} deleted gone");
        assertThat(looks.follow(next)).isZero();
        assertThat(looks.findings(run)).isEmpty();
    }

    @Test
    void a_key_that_cdc_deleted_is_read_again_for_it_may_have_a_new_owner() {
        target.sql("insert into production.items values (1, 'first owner', '2025-01-02')");
        var run = target.armed();
        target.cdc("delete from production.items where id = 1");
        stage("(1, 'second owner', '2025-01-20')");
        target.merge(run, 1);
        assertThat(target.number("select count(*) from production.items")).isZero();
        var look = looks.begin(run);
        assertThat(looks.outcomes(look)).containsExactly("{\"id\": 1} deleted_by_cdc null");

        looks.load(look, "items", "values (1, 'second owner', '2025-01-20')");
        target.merge(look, 1);

        assertThat(target.texts("select v from production.items")).containsExactly("second owner");
    }

    @Test
    void keys_that_cdc_deleted_are_all_read_again_not_only_those_that_are_listed() {
        target.sql("insert into production.items select g, 'x', '2025-01-02' from generate_series(1, 1500) g");
        var run = target.armed();
        target.sql("insert into staging.items select * from production.items");
        target.cdc("delete from production.items");
        target.merge(run, 1);

        assertThat(target.number("select count(*) from admin.look_again(" + run + ", 1)"))
                .isEqualTo(1_500);
    }

    @Test
    void rows_that_the_run_itself_revived_are_taken_back_whatever_the_caps() {
        var run = target.armed();
        target.sql("insert into staging.items select g, 'x', '2025-01-02' from generate_series(1, 6) g");
        target.merge(run, 1);
        var look = looks.begin(run);
        looks.load(look, "items", "values (1, 'x', '2025-01-02'::timestamp)");
        target.merge(look, 1);

        assertThat(looks.settle(run, look, 1, Looks.REPORT, 0, 0)).isEqualTo("5 5");
        assertThat(target.texts("select id from production.items")).containsExactly("1");
    }

    @Test
    void candidates_that_the_caps_keep_are_left_open_where_their_deletion_was_asked_for() {
        target.sql("insert into production.items select g, 'x', '2025-01-02' from generate_series(1, 9) g");
        var run = target.armed();
        target.sql("insert into staging.items select * from production.items where id <= 3");
        target.merge(run, 1);
        var look = looks.begin(run);
        looks.load(look, "items", "select * from production.items where id <= 3");
        target.merge(look, 1);
        assertThat(looks.settle(run, look, 1, Looks.APPLY, 0, 1_000)).isEqualTo("6 0");
        assertThat(looks.settle(run, look, 1, Looks.APPLY, 5, 1_000)).isEqualTo("6 0");

        assertThat(looks.follow(look)).isZero();

        assertThat(looks.findings(run)).containsExactly("LEFT_OPEN partial");
        assertThat(target.number("select left_open from admin.reload_run_tables where run_id = " + run))
                .isEqualTo(6);
    }

    @Test
    void a_row_that_is_never_quiet_is_left_open_after_the_last_look_and_the_run_is_partial() {
        var most = new Looks(target, 1_000, 3);
        target.sql("insert into production.items values (1, 'x', '2025-01-02')");
        var run = target.armed();
        stage("(1, 'y', '2025-01-02')");
        target.cdc("update production.items set v = 'busy 0'");
        target.merge(run, 1);
        var look = most.begin(run);
        target.sql("update admin.reload_runs set state = 'SUCCESS', finished_at = now() where run_id = " + run);
        var last = 0L;
        for (var round = 1; look != 0; round++) {
            assertThat(round).isLessThanOrEqualTo(3);
            last = look;
            most.load(look, "items", "values (1, 'at source', '2025-01-02')");
            target.cdc("update production.items set v = 'busy " + round + "'");
            target.merge(look, 1);
            most.settle(run, look, Looks.REPORT);
            look = most.follow(look);
        }

        assertThat(target.texts("select v from production.items")).containsExactly("busy 3");
        assertThat(most.findings(last)).containsExactly("LEFT_OPEN partial");
        assertThat(target.texts("select concat_ws(' ', state, error_code, left_open) from admin.reload_runs"
                        + " join admin.reload_run_tables using (run_id) where run_id = " + run))
                .containsExactly("PARTIAL LEFT_OPEN 1");
        assertThat(target.texts(
                        "select key::text || ' ' || detail from admin.reload_skipped_rows where reason = 'left_open'"))
                .containsExactly("{\"id\": 1} tie_touched_by_cdc");
    }

    @Test
    void keys_beyond_the_most_wait_for_the_next_look() {
        var few = new Looks(target, 2, 5);
        var run = target.armed();
        target.sql("insert into staging.items select g * 100, 'x', '2025-01-02' from generate_series(1, 5) g");
        target.merge(run, 1);
        var rows = "select g * 100, 'x', '2025-01-02'::timestamp from generate_series(1, 5) g";
        var read = 0;
        var look = few.begin(run);
        while (look != 0) {
            read++;
            few.load(
                    look,
                    "items",
                    rows + " where exists (select from admin.reload_look_keys k where k.run_id = " + look
                            + " and k.asked and (k.key ->> 'id')::int = g * 100)");
            target.merge(look, 1);
            few.settle(run, look, Looks.REPORT);
            look = few.follow(look);
        }

        assertThat(read).isEqualTo(3);
        assertThat(few.findings(run)).isEmpty();
    }

    @Test
    void a_row_that_only_a_delete_can_free_is_written_by_the_look_after_it() {
        target.sql(
                "alter table production.items add unique (v)",
                "insert into production.items values (1, 'old', '2025-01-02'), (9, 'taken', '2025-01-02')");
        var run = target.armed();
        var source = "select * from (values (1, 'taken', '2025-01-05'::timestamp), (2, 'free', '2025-01-02')) v";
        target.sql("insert into staging.items " + source);
        target.merge(run, 1);
        assertThat(target.texts("select id || v from production.items order by id"))
                .containsExactly("1old", "2free", "9taken");
        var looked = 0;
        for (var look = looks.begin(run); look != 0; look = looks.follow(look)) {
            looked++;
            looks.load(look, "items", source);
            target.merge(look, 1);
            looks.settle(run, look, Looks.APPLY);
        }

        assertThat(looked).isBetween(2, 3);
        assertThat(target.texts("select id || v from production.items order by id"))
                .containsExactly("1taken", "2free");
        assertThat(looks.findings(run)).isEmpty();
    }

    @Test
    void a_row_whose_unique_value_stays_taken_is_not_asked_for_without_end() {
        target.sql(
                "alter table production.items add unique (v)",
                "insert into production.items values (1, 'old', '2025-01-02'), (9, 'taken', '2024-01-02')");
        var run = target.armed();
        var source = "values (1, 'taken', '2025-01-05'::timestamp)";
        target.sql("insert into staging.items " + source);
        target.merge(run, 1);
        var looked = 0;
        for (var look = looks.begin(run); look != 0; look = looks.follow(look)) {
            looked++;
            looks.load(look, "items", source);
            target.merge(look, 1);
            looks.settle(run, look, Looks.APPLY);
        }

        assertThat(looked).isEqualTo(1);
        assertThat(looks.findings(run)).contains("LEFT_OPEN partial");
    }

    @Test
    void a_key_that_is_asked_for_two_reasons_counts_once() {
        target.sql("insert into production.items values (1, 'x', '2025-01-02')");
        var run = target.armed();
        target.cdc("delete from production.items", "insert into production.items values (1, 'cdc', '2025-01-02')");
        stage("(1, 'y', '2025-01-02')");
        target.merge(run, 1);
        assertThat(target.texts("select reason from admin.look_again(" + run + ", 1) order by 1"))
                .containsExactly("key_reused", "tie_touched_by_cdc");

        var look = looks.begin(run);

        assertThat(looks.outcomes(look)).containsExactly("{\"id\": 1} tie_touched_by_cdc null");
        assertThat(target.number("select unread from admin.reload_run_tables where run_id = " + run))
                .isZero();
    }

    @Test
    void a_look_that_failed_leaves_its_run_partial_until_a_later_attempt_ends_well() {
        var run = target.armed();
        stage("(1, 'x', '2025-01-02')");
        target.merge(run, 1);
        var look = looks.begin(run);
        target.sql(
                "update admin.reload_runs set state = 'SUCCESS', finished_at = now() where run_id = " + run,
                "update admin.reload_runs set state = 'FAILED', finished_at = now(), error_code = 'DMS_TABLE_ERROR' where run_id = "
                        + look);
        assertThat(state(run)).isEqualTo("PARTIAL");

        var again = target.number("select admin.look_retry(" + look + ", 'mira', 'because')");
        looks.load(again, "items", "values (1, 'x', '2025-01-02')");
        target.merge(again, 1);
        looks.settle(run, again, Looks.REPORT);

        assertThat(looks.follow(again)).isZero();
        assertThat(state(run)).isEqualTo("SUCCESS");
    }

    private String state(long run) {
        return target.texts("select state from admin.reload_runs where run_id = " + run)
                .get(0);
    }

    private void stage(String rows) {
        target.sql("insert into staging.items values " + rows);
    }
}
