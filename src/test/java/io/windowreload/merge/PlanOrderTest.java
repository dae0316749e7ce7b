package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Staging and production are joined along their keys where the rows of production lie in that order, and hashed where they do not. */
class PlanOrderTest {
    private final MergeFixture target =
            MergeFixture.withTable("id int, v text, changed timestamp").withoutWaitingForDisk();

    @AfterEach
    void close() {
        target.close();
    }

    private void fill(String order) {
        target.sql(
                "insert into production.items select n, repeat('x', 200), '2025-01-02' from generate_series(1, 40000) n order by "
                        + order,
                "insert into staging.items select n * 5, 'new', '2025-01-03' from generate_series(1, 10000) n order by md5(n::text)",
                "analyze production.items");
    }

    private String joinsInOrder(long run) {
        return target.texts(
                        "select admin.join_in_order(admin.classification(t, t.staging || ' s')) from admin.merge_terms("
                                + run + ", 1) t")
                .get(0);
    }

    private void merges(long run) {
        target.apply(run, 1, 5_000);
        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.account(run, 1).updated()).isEqualTo(8_000);
        assertThat(target.account(run, 1).inserted()).isEqualTo(2_000);
    }

    @Test
    void rows_in_the_order_of_their_keys_are_joined_in_that_order() {
        fill("n");
        var run = target.armed();
        target.plan(run, 1);

        assertThat(joinsInOrder(run)).isEqualTo("t");
        assertThat(target.texts("select indexname from pg_indexes where schemaname = 'staging'"))
                .containsExactly("reload_key_" + run + "_1");
        merges(run);
    }

    @Test
    void rows_in_no_order_are_hashed() {
        fill("md5(n::text)");
        var run = target.armed();
        target.plan(run, 1);

        assertThat(joinsInOrder(run)).isEqualTo("f");
        merges(run);
    }
}
