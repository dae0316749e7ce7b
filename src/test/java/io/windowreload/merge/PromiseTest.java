package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.db.Sql;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run from a plan may differ from it only by what CDC has done since. */
class PromiseTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp")
            .sql("insert into production.items values (1, 'old', '2025-01-02'), (2, 'old', '2025-01-02')");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void what_cdc_has_written_since_the_plan_is_no_deviation() {
        var plan = promised();
        target.cdc("update production.items set v = 'new' where id = 1");

        assertThat(deviating(plan)).isZero();
    }

    @Test
    void another_row_in_staging_is_a_deviation() {
        var plan = promised();
        target.sql("update staging.items set v = 'other' where id = 1");

        assertThat(deviating(plan)).isEqualTo(1);
    }

    @Test
    void a_row_that_staging_no_longer_has_where_it_was_planned_is_a_deviation() {
        var plan = promised();
        var run = target.armed();
        target.plan(run, 1);
        target.sql("update staging.items set v = v where id = 1");

        assertThat(deviating(run, plan)).isEqualTo(1);
    }

    /** A dry run that would update both rows. */
    private long promised() {
        var plan = target.armed();
        target.sql("insert into staging.items values (1, 'new', '2025-01-02'), (2, 'new', '2025-01-02')");
        target.plan(plan, 1);
        target.db.update(Sql.load("merge/forecast-run"), Map.of("run_id", plan));
        return plan;
    }

    private long deviating(long plan) {
        var run = target.armed();
        target.plan(run, 1);
        return deviating(run, plan);
    }

    private long deviating(long run, long plan) {
        return target.db
                .queryOne(
                        Sql.load("merge/compare-plan"),
                        Map.of("run_id", run, "plan_run_id", plan),
                        row -> row.number("deviating"))
                .orElseThrow();
    }
}
