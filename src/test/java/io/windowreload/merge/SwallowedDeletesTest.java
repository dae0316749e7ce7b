package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.db.DbException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Code of production that lets nothing through, or that nobody can read: named, and no row is taken for another. */
class SwallowedDeletesTest {
    private final MergeFixture target = MergeFixture.withTable("id int, v text, changed timestamp");
    private final Looks looks = new Looks(target);

    @AfterEach
    void close() {
        target.close();
    }

    private void keeping(String condition) {
        target.sql(
                "create function production.keep() returns trigger language plpgsql as 'begin if " + condition
                        + " then return null; end if; return old; end'",
                "create trigger keep before delete on production.items for each row execute function production.keep()");
    }

    @Test
    void a_candidate_that_a_trigger_keeps_is_named_as_refused_and_the_others_go() {
        target.sql(
                "insert into production.items values (6, 'kept', '2025-01-02'), (7, 'only here', '2025-01-02'), (8, 'both', '2025-01-02')",
                "insert into staging.items values (8, 'both', '2025-01-02')");
        keeping("old.id = 6");
        var run = target.armed();
        target.merge(run, 1);
        var look = looks.begin(run);
        looks.load(look, "items", "values (8, 'both', '2025-01-02'::timestamp)");
        target.merge(look, 1);

        assertThat(looks.settle(run, look, Looks.APPLY)).isEqualTo("2 1");

        assertThat(looks.outcomes(look))
                .containsExactlyInAnyOrder(
                        "{\"id\": 6} delete_candidate refused", "{\"id\": 7} delete_candidate deleted");
        assertThat(target.texts("select detail from admin.reload_look_keys where outcome = 'refused'"))
                .containsExactly("a trigger lets no delete through");
        assertThat(target.texts("select id from production.items order by id")).containsExactly("6", "8");
    }

    @Test
    void an_undo_leaves_what_a_trigger_keeps_and_says_so() {
        target.sql("insert into staging.items values (1, 'x', '2025-01-02'), (2, 'x', '2025-01-02')");
        var run = target.armed();
        target.merge(run, 1);
        keeping("old.id = 1");

        var undo = target.undo(run);

        assertThat(target.texts("select id from production.items")).containsExactly("1");
        assertThat(target.account(undo, 1).tie()).isEqualTo(1);
    }

    /** PostgreSQL takes such a function apart when it plans, and looks for its names in our path. */
    @Test
    void a_function_of_an_index_with_names_that_only_the_owner_s_path_finds_is_refused_before_anything_is_read() {
        target.sql(
                "create function production.inner_of(text) returns text language sql immutable as 'select lower($1)'",
                "create function production.outer_of(text) returns text language sql immutable as 'select lower($1)'",
                "create index on production.items (production.outer_of(v))",
                // Since PostgreSQL 17 no index can be made with it, but any can become so.
                "set check_function_bodies = off; create or replace function production.outer_of(text) returns text language sql"
                        + " immutable as 'select inner_of($1)'; reset check_function_bodies");
        var run = target.open("{}", "items");

        assertThatThrownBy(() -> target.sql("select admin.check_production(" + run + ")"))
                .hasMessageContaining(
                        "cannot be read with a search_path of its own: function inner_of(text) does not exist");
        assertThatThrownBy(() -> {
                    target.arm(run);
                    target.plan(run, 1);
                })
                .as("why it is asked")
                .isInstanceOf(DbException.class);
        target.sql("alter function production.outer_of(text) set search_path = production");
        target.sql("select admin.check_production(" + run + ")");
        target.arm(run);
        target.sql("insert into staging.items values (1, 'x', '2025-01-02')");
        target.merge(run, 1);
    }
}
