package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Columns that come or go while a run is under way. */
class AlteredColumnsTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, w text, changed timestamp");
    private final Looks looks = new Looks(target);

    @AfterEach
    void close() {
        target.close();
    }

    private long planned() {
        target.sql(
                "insert into production.items select g, 'old', 'w', '2025-01-01' from generate_series(1, 1000) g",
                "truncate staging.items",
                "insert into staging.items select g, 'new', 'w', '2025-01-02' from generate_series(1, 1001) g");
        var run = target.armed();
        target.plan(run, 1);
        return run;
    }

    @Test
    void a_column_that_came_after_the_plan_is_nobody_s_business() {
        var run = planned();
        target.sql("alter table production.items add column extra int default 7");

        target.apply(run, 1, 100);

        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.texts("select distinct v || extra from production.items"))
                .containsExactly("new7");
        target.undo(run);
        assertThat(target.texts("select v || extra || count(*) from production.items group by v, extra"))
                .containsExactly("old71000");
    }

    @Test
    void a_column_that_came_between_two_chunks_neither() {
        var run = planned();
        target.applyFor(run, 1, "0 s");
        target.sql("alter table production.items add column extra text");

        target.apply(run, 1, 100);

        assertThat(target.verify(run, 1)).isZero();
        assertThat(target.texts("select distinct v from production.items")).containsExactly("new");
    }

    @Test
    void a_column_that_came_before_a_look_deletes_is_no_part_of_the_image() {
        target.sql("insert into production.items values (7, 'only here', 'w', '2025-01-02')");
        target.sql(
                "insert into production.items values (8, 'both', 'w', '2025-01-02')",
                "insert into staging.items values (8, 'both', 'w', '2025-01-02')");
        var run = target.armed();
        target.merge(run, 1);
        var look = looks.begin(run);
        looks.load(look, "items", "values (8, 'both', 'w', '2025-01-02'::timestamp)");
        target.merge(look, 1);
        target.sql("alter table production.items add column extra text");

        assertThat(looks.settle(run, look, Looks.APPLY)).isEqualTo("1 1");

        target.sql("update admin.reload_runs set state = 'SUCCESS', finished_at = now() where run_id = " + look);
        target.undo(look);
        assertThat(target.texts("select v from production.items order by id")).containsExactly("only here", "both");
    }

    @Test
    void a_column_that_went_stops_the_run_by_name_and_the_chunk_is_not_half_done() {
        var run = planned();
        target.sql("alter table production.items drop column w");

        assertThatThrownBy(() -> target.apply(run, 1, 100))
                .isInstanceOfSatisfying(
                        DbException.class, e -> assertThat(e.sqlState()).isEqualTo("WR002"))
                .hasMessageContaining("has lost columns since the plan: w");

        assertThat(target.texts("select distinct v from production.items")).containsExactly("old");
    }

    @Test
    void a_column_with_another_name_has_gone() {
        var run = planned();
        target.applyFor(run, 1, "0 s");
        target.sql("alter table production.items rename column w to x");

        assertThatThrownBy(() -> target.apply(run, 1, 100)).hasMessageContaining("has lost columns since the plan: w");
    }
}
