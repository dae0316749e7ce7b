package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Differences that CDC never repairs are repaired, and nothing else is written. */
class DriftTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_wrong_value_with_the_same_time_is_repaired() {
        assertRepaired("(1, 'wrong', '2025-01-10')", "(1, 'right', '2025-01-10')");
    }

    @Test
    void a_text_that_was_cut_is_repaired() {
        assertRepaired(
                "(1, 'the first ten', '2025-01-10')", "(1, 'the first ten characters are not all', '2025-01-10')");
    }

    @Test
    void a_row_without_time_in_production_is_repaired() {
        assertRepaired("(1, 'wrong', null)", "(1, 'right', '2025-01-10')");
    }

    @Test
    void an_older_row_is_repaired() {
        assertRepaired("(1, 'old', '2025-01-09 23:59:59.999999')", "(1, 'new', '2025-01-10')");
    }

    @Test
    void a_missing_row_is_inserted() {
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'right', '2025-01-10')");

        target.merge(run, 1);

        assertThat(target.texts("select v from production.items")).containsExactly("right");
        assertThat(target.account(run, 1).inserted()).isEqualTo(1);
    }

    @Test
    void null_and_the_empty_string_are_different() {
        assertRepaired("(1, '', '2025-01-10')", "(1, null, '2025-01-10')");
    }

    @Test
    void a_newer_row_in_production_is_kept() {
        target.sql("insert into production.items values (1, 'newer', '2025-01-10 00:00:00.000001')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'older', '2025-01-10')");

        target.merge(run, 1);

        assertThat(target.texts("select v from production.items")).containsExactly("newer");
        assertThat(target.account(run, 1).newer()).isEqualTo(1);
    }

    @Test
    void a_newer_row_that_cdc_has_not_written_is_repaired_on_request() {
        target.sql(
                "insert into production.items values (1, 'shifted clock', '2025-01-10 01:00'), (2, 'x', '2025-01-10')");
        var run = target.open("{\"newerInTarget\": \"repair\"}", "items");
        target.arm(run);
        target.sql("insert into staging.items values (1, 'right', '2025-01-10'), (2, 'stale', '2025-01-10')")
                .cdc("update production.items set v = 'cdc', changed = '2025-01-11' where id = 2");

        target.merge(run, 1);

        assertThat(target.texts("select v from production.items order by id")).containsExactly("right", "cdc");
        assertThat(target.account(run, 1).updated()).isEqualTo(1);
        assertThat(target.account(run, 1).newer()).isEqualTo(1);
    }

    @Test
    void rows_at_the_edges_of_the_window_are_told_apart_to_the_microsecond() {
        var run = target.armed();
        target.sql(
                "insert into staging.items values (1, 'before', '2024-12-31 23:59:59.999999'), (2, 'first', '2025-01-01'),"
                        + " (3, 'last', '2025-01-31 23:59:59.999999'), (4, 'after', '2025-02-01'), (5, 'no time', null)");

        target.merge(run, 1);

        assertThat(target.texts("select v from production.items order by id")).containsExactly("first", "last");
        assertThat(target.account(run, 1).outside()).isEqualTo(3);
    }

    @Test
    void the_second_run_writes_nothing() {
        target.sql("insert into production.items select g, 'wrong', '2025-01-10' from generate_series(1, 20) g");
        var first = target.armed();
        target.sql("insert into staging.items select g, 'right', '2025-01-10' from generate_series(1, 30) g");
        target.merge(first, 1);
        var versions = target.texts("select xmin::text || ctid::text from production.items order by id");

        var second = target.armed();
        target.merge(second, 1);

        assertThat(target.account(first, 1))
                .extracting(TableCounts::inserted, TableCounts::updated)
                .containsExactly(10L, 20L);
        assertThat(target.account(second, 1).unchanged()).isEqualTo(30);
        assertThat(target.texts("select xmin::text || ctid::text from production.items order by id"))
                .isEqualTo(versions);
    }

    @Test
    void rows_that_only_production_has_are_counted_and_listed() {
        target.sql("insert into production.items values (1, 'extra', '2025-01-10'), (2, 'outside', '2025-02-01')");
        var run = target.armed();
        target.cdc("insert into production.items values (3, 'just came', '2025-01-10')");

        target.merge(run, 1);

        assertThat(target.account(run, 1).deleteCandidates()).isEqualTo(1);
        assertThat(target.texts("select key::text from admin.reload_skipped_rows"))
                .containsExactly("{\"id\": 1}");
    }

    private void assertRepaired(String production, String staged) {
        target.sql("insert into production.items values " + production);
        var run = target.armed();
        target.sql("insert into staging.items values " + staged);

        target.merge(run, 1);

        assertThat(target.number("select count(*) from production.items p full join staging.items s on p.id = s.id"
                        + " where p is distinct from s"))
                .isZero();
        assertThat(target.account(run, 1).updated()).isEqualTo(1);
        assertThat(target.account(run, 1).balanced()).isTrue();
    }
}
