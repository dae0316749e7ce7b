package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The account is exact, and what production does not hold in the end is either explained or reported. */
class VerifyTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void what_a_trigger_elsewhere_changes_on_the_way_is_not_explained() {
        target.sql(
                "create function production.shout() returns trigger language plpgsql as"
                        + " 'begin update production.items set v = upper(v); return new; end'",
                "create trigger shout before update on admin.merge_chunks for each row execute function production.shout()");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'a', '2025-01-02'), (2, 'B', '2025-01-02')");
        target.plan(run, 1);
        target.apply(run, 1, 10);

        assertThat(target.verify(run, 1)).isEqualTo(1);
        assertThat(target.account(run, 1).state()).isEqualTo("MERGED");
    }

    @Test
    void what_somebody_else_deletes_without_leaving_a_trace_is_not_explained() {
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'a', '2025-01-02')");
        target.merge(run, 1);
        target.sql(
                "alter table production.items disable trigger user",
                "delete from production.items",
                "alter table production.items enable always trigger reload_fence_" + run + "_1_delete",
                "alter table production.items enable always trigger reload_fence_" + run + "_1_key",
                "alter table production.items enable always trigger reload_fence_" + run + "_1_truncate");

        assertThat(target.verify(run, 1)).isEqualTo(1);
    }

    @Test
    void a_row_that_cdc_has_set_back_on_its_way_is_explained() {
        var run = target.armed();
        target.sql(
                "insert into staging.items values (1, 'a', '2025-01-05'), (2, 'a', '2025-01-05'), (3, 'a', '2025-01-05')");
        target.merge(run, 1);
        target.cdc(
                "update production.items set v = 'earlier', changed = '2025-01-04' where id = 1",
                "update production.items set v = 'other' where id = 2",
                "delete from production.items where id = 3");

        assertThat(target.verify(run, 1)).isZero();
    }

    @Test
    void skipped_keys_are_listed_up_to_a_thousand_of_a_reason_and_all_are_counted() {
        var run = target.armed();
        target.sql(
                "insert into staging.items select g, 'late', '2025-02-01' from generate_series(1, 1200) g",
                "insert into staging.items values (0, 'x', '2025-01-02')");

        target.merge(run, 1);

        assertThat(target.account(run, 1).outside()).isEqualTo(1_200);
        assertThat(target.account(run, 1).balanced()).isTrue();
        assertThat(target.number("select count(*) from admin.reload_skipped_rows where reason = 'outside_window'"))
                .isEqualTo(1_000);
    }

    @Test
    void a_plan_counts_what_the_merge_will_do_and_writes_nothing_to_production() {
        target.sql(
                "insert into production.items values (1, 'old', '2025-01-01'), (2, 'same', '2025-01-02'), (3, 'newer', '2025-01-09')");
        var run = target.armed();
        target.sql(
                "insert into staging.items values (1, 'new', '2025-01-02'), (2, 'same', '2025-01-02'), (3, 'older', '2025-01-02'),"
                        + " (4, 'came', '2025-01-02'), (5, 'late', '2025-02-01')");
        var before = target.texts("select xmin::text || v from production.items order by id");

        target.plan(run, 1);
        target.plan(run, 1);

        var planned = target.account(run, 1);
        assertThat(planned.plannedInserts()).isEqualTo(1);
        assertThat(planned.plannedUpdates()).isEqualTo(1);
        assertThat(planned.staged())
                .isEqualTo(
                        planned.plannedInserts() + planned.plannedUpdates() + planned.unchanged() + planned.skipped());
        assertThat(target.texts("select xmin::text || v from production.items order by id"))
                .isEqualTo(before);

        target.apply(run, 1, 10);

        assertThat(target.account(run, 1).inserted()).isEqualTo(planned.plannedInserts());
        assertThat(target.account(run, 1).updated()).isEqualTo(planned.plannedUpdates());
    }
}
