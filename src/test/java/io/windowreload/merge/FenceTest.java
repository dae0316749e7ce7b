package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import io.windowreload.db.Sql;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What CDC deletes is remembered from before the load until the end of the run, on every path, and nothing else is left behind. */
class FenceTest {
    private static final String OBJECTS =
            "select count(*) from (select tgname from pg_trigger where tgname like 'reload%' union all"
                    + " select proname from pg_proc where proname like 'fence\\_%\\_row' or proname like 'fence\\_%\\_statement' union all"
                    + " select relname from pg_class where relname ~ '^fence_[0-9]+_[0-9]+$') o";

    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_row_that_cdc_deletes_after_arming_does_not_come_back() {
        target.sql("insert into production.items values (1, 'x', '2025-01-02'), (2, 'x', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items select * from production.items");
        target.cdc("delete from production.items where id = 1");

        target.merge(run, 1);

        assertThat(target.texts("select id from production.items")).containsExactly("2");
        assertThat(target.account(run, 1).deleted()).isEqualTo(1);
    }

    @Test
    void a_row_whose_key_cdc_changes_does_not_come_back_under_the_old_key() {
        target.sql("insert into production.items values (1, 'x', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items select * from production.items");
        target.cdc("update production.items set id = 2");

        target.merge(run, 1);

        assertThat(target.texts("select id from production.items")).containsExactly("2");
    }

    @Test
    void a_row_that_cdc_writes_after_arming_is_kept() {
        target.sql("insert into production.items values (1, 'old', '2025-01-02')");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'staged', '2025-01-02')");
        target.cdc("update production.items set v = 'cdc'");

        target.merge(run, 1);

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
        assertThat(target.account(run, 1).tie()).isEqualTo(1);
    }

    @Test
    void a_row_that_came_and_went_after_the_plan_is_not_inserted_even_for_a_moment() {
        target.sql(
                "create table production.seen (id int)",
                "create function production.see() returns trigger language plpgsql as"
                        + " 'begin insert into production.seen values (new.id); return new; end'",
                "create trigger see after insert on production.items for each row execute function production.see()");
        var run = target.armed();
        target.sql("insert into staging.items values (1, 'staged', '2025-01-02'), (2, 'staged', '2025-01-02')");
        target.plan(run, 1);
        target.cdc("insert into production.items values (1, 'cdc', '2025-01-02')", "delete from production.items");

        target.apply(run, 1, 10);

        assertThat(target.texts("select id from production.seen")).containsExactly("2");
        assertThat(target.account(run, 1).deleted()).isEqualTo(1);
    }

    @Test
    void deletes_through_the_parent_of_a_partition_are_remembered() {
        target.sql(
                "create table production.parts (id int primary key, v text, changed timestamp) partition by range (id)",
                "create table production.low partition of production.parts for values from (0) to (100)",
                "create table staging.low (id int, v text, changed timestamp)",
                "insert into production.parts values (1, 'x', '2025-01-02')");
        var run = target.open("{}", "low");
        target.arm(run);
        target.sql("insert into staging.low select * from production.low");
        target.cdc("delete from production.parts");

        target.merge(run, 1);

        assertThat(target.number("select count(*) from production.low")).isZero();
    }

    @Test
    void many_deletes_in_one_statement_are_all_remembered() {
        target.sql("insert into production.items select g, 'x', '2025-01-02' from generate_series(1, 100) g");
        var run = target.armed();
        target.cdc("delete from production.items where id <= 60");

        assertThat(target.number("select count(*) from admin.fence_" + run + "_1"))
                .isEqualTo(60);
    }

    @Test
    void deletes_in_a_partition_are_remembered_too_and_in_one_that_comes_later() {
        target.sql(
                "create table production.parts (id int, area text, v text, changed timestamp, primary key (area, id)) partition by list (area)",
                "create table production.north partition of production.parts for values in ('north')",
                "insert into admin.declared_keys values ('production', 'parts', array['area', 'id'])",
                "create table staging.parts (id int, area text, v text, changed timestamp)",
                "insert into production.parts select g, 'north', 'x', '2025-01-02' from generate_series(1, 3) g");
        var run = target.open("{}", "parts");
        target.arm(run);
        target.sql(
                "create table production.south partition of production.parts for values in ('south')",
                "insert into production.parts values (1, 'south', 'x', '2025-01-02')",
                "insert into staging.parts select * from production.parts");
        target.cdc(
                "delete from production.parts where id = 1 and area = 'north'",
                "delete from production.north where id = 2",
                "delete from production.south");

        target.merge(run, 1);

        assertThat(target.texts("select area || id from production.parts")).containsExactly("north3");
        assertThat(target.account(run, 1).deleted()).isEqualTo(3);
    }

    @Test
    void a_row_written_by_a_transaction_that_was_open_at_arming_counts_as_written_since() throws Exception {
        target.sql(
                "insert into production.items values (1, 'old', '2025-01-02')",
                "create table production.other (id int)");
        var run = target.open("{}", "items");
        try (var cdc = target.session("replica")) {
            cdc.run("begin").run("insert into production.other values (1)");
            target.arm(run);
            target.sql("insert into staging.items values (1, 'staged', '2025-01-02')");
            cdc.run("update production.items set v = 'cdc'").run("commit");
        }

        target.merge(run, 1);

        assertThat(target.texts("select v from production.items")).containsExactly("cdc");
        assertThat(target.account(run, 1).tie()).isEqualTo(1);
    }

    @Test
    void arming_gives_way_to_an_open_transaction_and_can_be_repeated() throws Exception {
        var run = target.open("{}", "items");
        try (var cdc = target.session("replica")) {
            cdc.run("begin").run("insert into production.items values (1, 'x', null)");
            assertThatThrownBy(() -> target.arm(run))
                    .isInstanceOfSatisfying(
                            DbException.class, e -> assertThat(e.busy()).isTrue());
            assertThat(target.number("select count(fence) from admin.reload_runs"))
                    .isZero();
            cdc.run("commit");
        }

        target.arm(run);
        var horizon = target.texts("select fence from admin.reload_runs");
        target.arm(run);

        assertThat(horizon).doesNotContainNull();
        assertThat(target.texts("select fence from admin.reload_runs")).isEqualTo(horizon);
    }

    @Test
    void disarming_leaves_nothing_and_can_be_repeated() {
        var run = target.armed();
        assertThat(target.number(OBJECTS)).isEqualTo(7);

        for (var time = 0; time < 2; time++) {
            target.db.update(Sql.load("merge/disarm-fence"), Map.of("run_id", run, "lock_timeout_ms", 300));
        }

        assertThat(target.number(OBJECTS)).isZero();
    }

    @Test
    void a_sweep_removes_the_fences_of_runs_that_are_over_or_gone_and_no_others() {
        var open = target.armed();
        var finished = target.armed();
        var gone = target.armed();
        target.sql(
                "update admin.reload_runs set state = 'FAILED', finished_at = now() where run_id = " + finished,
                "delete from admin.reload_runs where run_id = " + gone);

        var swept = target.db.query(Sql.load("merge/sweep-fences"), Map.of(), row -> row.number("swept"));

        assertThat(swept).containsExactly(2L);
        assertThat(target.texts("select f from admin.standing_fences() f")).containsExactly("fence_" + open + "_1");
    }
}
