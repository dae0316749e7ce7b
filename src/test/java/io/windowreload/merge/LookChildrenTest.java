package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a delete would do outside its table is foreseen, and one row that cannot go keeps no other from it. */
class LookChildrenTest {
    private static final List<String> ALONE = List.of("4", "5", "6");

    private final MergeFixture target = new MergeFixture();
    private final Looks looks = new Looks(target);

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void a_candidate_whose_children_would_be_deleted_with_it_is_left_and_named() {
        left("references production.parents on delete cascade");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "references production.parents on delete set null",
                "default 1 references production.parents on delete set default",
                "references production.parents on delete restrict",
                "references production.parents",
                "references production.parents deferrable initially deferred"
            })
    void whatever_the_foreign_key_does_at_a_delete(String reference) {
        left(reference);
    }

    /** Of the candidates 5 and 6 one has a child. */
    private void left(String reference) {
        parents("");
        target.sql(
                "create table production.children (id int primary key, parent int " + reference + ")",
                "insert into production.children values (50, 5), (40, 4)");
        var run = merged();

        var look = looked(run);

        assertThat(target.texts("select id from production.parents order by id"))
                .containsExactly("1", "2", "3", "4", "5");
        assertThat(target.texts("select id || ':' || parent from production.children order by id"))
                .containsExactly("40:4", "50:5");
        assertThat(looks.outcomes(look))
                .containsExactly("{\"id\": 5} delete_candidate has_children", "{\"id\": 6} delete_candidate deleted");
        assertThat(target.texts("select detail from admin.reload_look_keys where outcome = 'has_children'"))
                .containsExactly("children_parent_fkey of production.children");
        var next = looks.follow(look);
        assertThat(looks.outcomes(next)).containsExactly("{\"id\": 6} deleted null", "{\"id\": 5} has_children null");
        looks.load(next, "parents", "select * from production.parents where id < 5");
        target.merge(next, 1);
        looks.settle(run, next, Looks.APPLY);
        assertThat(looks.follow(next)).as("the child stays").isZero();
        assertThat(looks.findings(run)).containsExactly("LEFT_OPEN partial");
    }

    @Test
    void a_child_that_goes_meanwhile_frees_its_parent_in_the_next_look() {
        parents("");
        target.sql(
                "create table production.children (id int primary key, parent int references production.parents on delete cascade)",
                "insert into production.children values (50, 5)");
        var run = merged();
        var look = looked(run);
        target.cdc("delete from production.children");
        var next = looks.follow(look);
        looks.load(next, "parents", "select * from production.parents where id < 5");
        target.merge(next, 1);
        looks.settle(run, next, Looks.APPLY);

        assertThat(looks.outcomes(next))
                .containsExactly("{\"id\": 6} deleted gone", "{\"id\": 5} has_children deleted");
    }

    @Test
    void children_of_a_partitioned_parent_and_in_partitions_are_seen() {
        parents("partition by range (id)");
        target.sql(
                "create table production.parents_1 partition of production.parents for values from (0) to (6)",
                "create table production.parents_2 partition of production.parents for values from (6) to (100)",
                "create table production.children (id int, parent int references production.parents on delete cascade) partition by range (id)",
                "create table production.children_1 partition of production.children for values from (0) to (100)",
                "insert into production.parents select g, 'x', '2025-01-02' from generate_series(1, 6) g",
                "insert into production.children values (50, 5)");
        var run = merged();

        var look = looked(run);

        assertThat(looks.outcomes(look))
                .containsExactly("{\"id\": 5} delete_candidate has_children", "{\"id\": 6} delete_candidate deleted");
        assertThat(target.number("select count(*) from production.children")).isEqualTo(1);
    }

    @Test
    void a_chain_of_rows_that_refer_to_each_other_goes_child_by_child() {
        parents(", up int references production.parents on delete cascade", "");
        target.sql(
                "update production.parents set up = 5 where id = 6",
                "insert into production.parents values (7, 'x', '2025-01-02', 6), (8, 'x', '2024-01-02', 2)");
        var run = merged();

        looked(run);

        assertThat(target.texts("select id from production.parents order by id"))
                .containsExactly("1", "2", "3", "4", "8");
    }

    @Test
    void children_that_are_confirmed_as_gone_go_first_and_all_come_back_with_an_undo() {
        parents("");
        target.sql(
                "create table production.children (id int primary key, parent int references production.parents on delete cascade, changed timestamp)",
                "create table staging.children (like production.children)",
                "insert into production.children select g, g, '2025-01-02' from generate_series(1, 5) g",
                "insert into staging.children select * from production.children where id < 5");
        var run = target.open("{}", "parents", "children");
        target.arm(run);
        target.merge(run, 1);
        target.merge(run, 2);
        var look = looks.begin(run);
        target.arm(look);
        target.merge(look, 1);
        target.merge(look, 2);

        assertThat(looks.settle(run, look, 2, Looks.APPLY, 10, 1_000)).isEqualTo("1 1");
        assertThat(looks.settle(run, look, 1, Looks.APPLY, 10, 1_000)).isEqualTo("2 2");

        assertThat(target.number("select count(*) from production.parents")).isEqualTo(4);
        target.undo(look);
        assertThat(target.texts("select id from production.parents order by id"))
                .containsAll(ALONE);
        assertThat(target.texts("select id from production.children order by id"))
                .containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void a_row_that_a_trigger_does_not_let_go_keeps_no_other() {
        parents("");
        target.sql(
                "create function production.no() returns trigger language plpgsql as 'begin if old.id = 5 then raise exception ''never''; end if; return old; end'",
                "create trigger no before delete on production.parents for each row execute function production.no()");
        var run = merged();

        var look = looked(run);

        assertThat(looks.outcomes(look))
                .containsExactly("{\"id\": 5} delete_candidate refused", "{\"id\": 6} delete_candidate deleted");
        assertThat(target.texts("select detail from admin.reload_look_keys where outcome = 'refused'"))
                .containsExactly("never");
    }

    @Test
    void an_undo_drags_no_children_along() {
        target.sql(
                "create table production.parents (id int primary key, v text, changed timestamp)",
                "create table staging.parents (like production.parents)",
                "create table production.children (id int primary key, parent int references production.parents on delete cascade)",
                "insert into staging.parents values (1, 'x', '2025-01-02'), (2, 'x', '2025-01-02')");
        var run = target.open("{}", "parents");
        target.arm(run);
        target.merge(run, 1);
        target.cdc("insert into production.children values (10, 1)");

        var undo = target.undo(run);

        assertThat(target.texts("select id from production.parents")).containsExactly("1");
        assertThat(target.number("select count(*) from production.children")).isEqualTo(1);
        assertThat(target.account(undo, 1).orphaned()).isEqualTo(1);
    }

    private void parents(String partitioning) {
        parents("", partitioning);
    }

    /** Rows 1 to 6, of which the source has the first four. */
    private void parents(String more, String partitioning) {
        target.sql(
                "create table production.parents (id int primary key, v text, changed timestamp" + more + ") "
                        + partitioning,
                "create table staging.parents (like production.parents)",
                "insert into staging.parents select g, 'x', '2025-01-02' from generate_series(1, 6) g");
        if (partitioning.isEmpty()) {
            target.sql("insert into production.parents select * from staging.parents");
        }
        target.sql("delete from staging.parents where id > 4");
    }

    private long merged() {
        var run = target.open("{}", "parents");
        target.arm(run);
        target.merge(run, 1);
        return run;
    }

    private long looked(long run) {
        var look = looks.begin(run);
        looks.load(look, "parents", "select * from production.parents where id < 5");
        target.merge(look, 1);
        looks.settle(run, look, Looks.APPLY);
        return look;
    }
}
