package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Triggers that make something else of what is written, and code of roles that nobody trusts, stop a run before it changes a row. */
class AlteringTriggersTest {
    private final MergeFixture db = MergeFixture.withTable("id integer, v text, changed timestamp");

    @AfterEach
    void close() {
        db.close();
    }

    private void drift() {
        db.sql(
                "insert into production.items (id, v, changed) values (1, 'old', '2025-01-05'), (9, 'other', '2025-03-05')",
                "insert into staging.items (id, v, changed) values (1, 'new', '2025-01-05'), (2, 'new', '2025-01-06')");
    }

    private void untouched() {
        assertThat(db.texts("select concat(id, v) from production.items order by id"))
                .containsExactly("1old", "9other");
    }

    private void trigger(String when, String body) {
        db.sql(
                "create function production.t() returns trigger language plpgsql as $$ begin " + body + " end $$",
                "create trigger t " + when + " on production.items for each row execute function production.t()");
    }

    private long planned() {
        var run = db.armed();
        db.plan(run, 1);
        return run;
    }

    private void refused(long run, String state) {
        assertThatThrownBy(() -> db.apply(run, 1, 100))
                .hasMessageContaining(state)
                .hasRootCauseInstanceOf(SQLException.class);
        untouched();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "before update | new.changed := now(); return new;",
                "before insert | new.changed := now(); return new;",
                "before insert or update | new.v := upper(new.v); return new;",
                "before insert | new.id := new.id + 100; return new;",
                "before insert | return null;",
                "before update | return null;",
                "before insert | insert into production.items_elsewhere values (new.*); return null;",
                "after update | update production.items set v = 'mine' where id = new.id and v <> 'mine'; return null;",
                "after insert | delete from production.items where id = new.id; return null;"
            })
    void a_trigger_that_makes_another_row_of_it_is_named_and_the_chunk_rolled_back(String when, String body) {
        drift();
        db.sql("create table production.items_elsewhere (like production.items)");
        trigger(when, body);

        refused(planned(), "triggers act on it: t (production.t())");
    }

    @Test
    void an_updated_at_that_a_trigger_sets_fails_the_chunk() {
        drift();
        trigger("before update", "new.changed := now(); return new;");

        refused(planned(), "triggers act on it: t (production.t())");
    }

    @Test
    void a_trigger_that_leaves_the_row_alone_is_none_of_them() {
        drift();
        trigger("before insert or update", "return new;");

        db.merge(db.armed(), 1);

        assertThat(db.texts("select v from production.items order by id")).containsExactly("new", "new", "other");
    }

    @Test
    void a_trigger_that_puts_the_row_into_a_child_of_the_table_is_none_of_them() {
        drift();
        db.sql("create table production.items_2025 (primary key (id)) inherits (production.items)");
        trigger("before insert", "insert into production.items_2025 values (new.*); return null;");

        db.merge(db.armed(), 1);

        assertThat(db.number("select count(*) from only production.items_2025")).isEqualTo(1);
    }

    @Test
    void such_a_trigger_does_no_harm_where_triggers_are_skipped() {
        drift();
        trigger("before insert or update", "new.changed := now(); return new;");
        var run = db.armed();
        db.sql("update admin.reload_runs set triggers = 'skip'");

        db.merge(run, 1);

        assertThat(db.number("select count(*) from production.items where changed > '2026-01-01'"))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "changed timestamp | new.changed := now(); | became",
                "changed timestamp(0) | new.changed := now(); | became",
                "changed timestamptz | new.changed := now(); | became",
                "changed date | new.changed := '2026-01-01'; | became",
                "changed timestamp | if new is distinct from old then new.changed := now(); end if; | became",
                "changed timestamp | new := null; | not written"
            })
    void it_is_found_before_the_load_by_trying(String column, String body, String found) {
        drift();
        db.sql("alter table production.items alter " + column.replace("changed ", "changed type "));
        trigger("before update", body + " return new;");

        assertThatThrownBy(() -> db.sql("select admin.check_production(" + db.open("{}", "items") + ")"))
                .hasMessageContaining("trigger t of production.items: the window column changed was to be")
                .hasMessageContaining(found);
        untouched();
    }

    @Test
    void a_role_that_may_set_nothing_finds_it_too() {
        drift();
        trigger("before update", "new.changed := now(); return new;");
        var run = db.open("{}", "items");
        db.role("plain").sql("alter function production.t() owner to plain");

        assertThatThrownBy(() -> db.sql("set role plain; select admin.check_production(" + run + ")"))
                .hasMessageContaining("the window column changed was to be");
    }

    @Test
    void what_leaves_the_window_column_alone_passes_and_nothing_of_the_trial_stays() {
        drift();
        db.sql("create table production.audit (id integer)");
        trigger("after update", "insert into production.audit values (new.id); return null;");

        db.sql("select admin.check_production(" + db.open("{}", "items") + ")");

        assertThat(db.number("select count(*) from production.audit")).isZero();
        untouched();
    }

    /** The rights of the program are not to be had by giving a table of one's own a trigger. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create trigger evil before update on production.items for each row execute function mallory.evil()",
                "create trigger evil after update on production.items for each statement execute function mallory.evil()",
                "alter table production.items add constraint evil check (mallory.check(v))",
                "alter table production.items add extra text default mallory.value()",
                "alter table production.items add extra text generated always as (mallory.shout(v)) stored",
                "create index evil on production.items (mallory.shout(v))"
            })
    void code_of_a_role_that_nobody_trusts_is_not_run(String attack) {
        drift();
        db.role("mallory")
                .sql(
                        "create schema mallory",
                        "grant all on schema mallory to mallory",
                        "create function mallory.evil() returns trigger language plpgsql as"
                                + " $$ begin create role owned_by_mallory superuser; return new; end $$",
                        "create function mallory.check(v text) returns boolean language plpgsql as 'begin return true; end'",
                        "create function mallory.value() returns text language plpgsql as $$ begin return 'x'; end $$",
                        "create function mallory.shout(v text) returns text immutable language plpgsql as 'begin return v; end'",
                        "alter function mallory.evil() owner to mallory",
                        "alter function mallory.check(text) owner to mallory",
                        "alter function mallory.value() owner to mallory",
                        "alter function mallory.shout(text) owner to mallory");
        var open = db.open("{}", "items");
        var late = planned();
        db.sql(attack);

        assertThatThrownBy(() -> db.sql("select admin.check_production(" + open + ")"))
                .hasMessageContaining("of mallory with the rights of");
        refused(late, "of mallory with the rights of");
        assertThat(db.number("select count(*) from pg_roles where rolname = 'owned_by_mallory'"))
                .isZero();

        db.sql("update admin.reload_runs set trusted_owners = '{mallory}', triggers = 'skip'");
        db.sql("select admin.check_production(" + open + ")");
    }

    @Test
    void a_trigger_that_comes_between_two_chunks_is_not_run() {
        drift();
        var run = db.open("{}", "items");
        db.arm(run);
        db.plan(run, 1);
        var statements =
                db.texts("select admin.merge_statements(" + run + ", 1)").get(0).replace("'", "''");
        db.role("mallory");
        trigger("before update", "return new;");
        db.sql("alter function production.t() owner to mallory");

        assertThatThrownBy(() -> db.sql(
                        "select admin.merge_step(" + run + ", 1, 1, '" + statements + "', 10, false, false, 0, '1 s')"))
                .hasMessageContaining("trigger t of production.items would run production.t() of mallory");
        untouched();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create rule log as on update to production.items do also select 1 | the rule log of production.items rewrites",
                "create rule log as on insert to production.items do instead nothing | the rule log of production.items rewrites"
            })
    void a_rule_is_refused(String shape, String found) {
        db.sql(shape);

        assertThatThrownBy(() -> db.sql("select admin.check_production(" + db.open("{}", "items") + ")"))
                .hasMessageContaining(found);
    }

    @Test
    void a_rule_that_does_not_act_is_not() {
        drift();
        db.sql("create rule log as on update to production.items do also select 1");
        var run = db.armed();
        db.sql("update admin.reload_runs set triggers = 'skip'");

        db.sql("select admin.check_production(" + run + ")");
        db.merge(run, 1);

        assertThat(db.texts("select v from production.items order by id")).containsExactly("new", "new", "other");
    }

    @Test
    void row_level_security_is_refused_where_it_hides_rows_from_the_role_also_those_of_parents() {
        db.sql(
                "create table production.parents (id integer primary key)",
                "alter table production.items add parent integer references production.parents",
                "alter table production.parents enable row level security",
                "create policy few on production.parents using (id > 3)");
        db.role("plain");
        var check = "select admin.check_production(" + db.open("{}", "items") + ")";

        db.sql(check);
        assertThatThrownBy(() -> db.sql("set role plain; " + check))
                .hasMessageContaining(
                        "row-level security of production.parents hides rows from the role plain: policy few");
    }

    @Test
    void a_table_whose_before_images_would_be_too_wide_is_refused() {
        db.sql(
                "do $$ begin execute 'alter table production.items ' || (select string_agg('add c' || n || ' \"char\"', ', ')"
                        + " from generate_series(1, 1597) n); end $$");

        assertThatThrownBy(() -> db.sql("select admin.check_production(" + db.open("{}", "items") + ")"))
                .hasMessageContaining("production.items has 1600 columns");
    }
}
