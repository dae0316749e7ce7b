package io.windowreload.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Triggers and functions of production act as they do for CDC, and in the search_path that their authors expect. */
class TriggersTest {
    private static final String AUDIT = """
            create function app.audit() returns trigger language plpgsql as $$
            begin
              insert into audit (id, op, path) values (coalesce(new.id, old.id), tg_op, current_setting('search_path'));
              return null;
            end $$""";

    private final MergeFixture db =
            MergeFixture.withTable("id integer, v text, changed timestamp").sql("create schema app");

    @AfterEach
    void close() {
        db.close();
    }

    /** Two rows of January are staged, of which production has one with another content. */
    private void drift() {
        db.sql(
                "insert into production.items (id, v, changed) values (1, 'old', '2025-01-05')",
                "insert into staging.items (id, v, changed) values (1, 'new', '2025-01-05'), (2, 'new', '2025-01-06')");
    }

    private void audited() {
        db.sql(
                "create table app.audit (id integer, op text, path text)",
                AUDIT,
                "create trigger audit after insert or update or delete on production.items"
                        + " for each row execute function app.audit()");
    }

    private long run(String triggers) {
        var run = db.armed();
        db.sql("update admin.reload_runs set triggers = '" + triggers + "' where run_id = " + run);
        return run;
    }

    private void merged() {
        assertThat(db.texts("select v from production.items order by id")).containsExactly("new", "new");
    }

    @Test
    void a_trigger_with_unqualified_names_runs_in_the_path_of_the_database() {
        drift();
        audited();
        db.defaults("search_path = app, public");

        db.merge(run("fire"), 1);

        merged();
        assertThat(db.texts("select concat(op, ' ', path) from app.audit order by id"))
                .containsExactly("UPDATE app, public", "INSERT app, public");
    }

    @Test
    void it_runs_in_the_path_that_was_decided_for_the_run() {
        drift();
        audited();
        var run = run("fire");
        db.sql("update admin.reload_runs set code_path = '\"$user\", app'");

        db.merge(run, 1);

        assertThat(db.texts("select distinct path from app.audit")).containsExactly("\"$user\", app");
    }

    @Test
    void checks_defaults_domains_and_generated_columns_run_in_that_path_too() {
        db.sql(
                "create table app.words (w text)",
                "insert into app.words values ('new'), ('old')",
                "create sequence app.numbers",
                "create function app.known(w text) returns boolean language plpgsql as"
                        + " $$ begin return exists (select from words x where x.w = known.w); end $$",
                "create function app.known_sql(w text) returns boolean language sql as"
                        + " $$ select exists (select from app.words x where x.w = $1) $$",
                "create function app.next_number() returns bigint language plpgsql as"
                        + " $$ begin return nextval('numbers'); end $$",
                "create function app.loud(v text) returns text immutable language plpgsql as"
                        + " $$ begin return upper(v) || repeated(); end $$",
                "create function app.repeated() returns text immutable language sql as $$ select '!' $$",
                "create domain app.word as text check (app.known(value))",
                "alter table production.items add check (app.known(v)), add check (app.known_sql(v)),"
                        + " add number bigint default app.next_number(),"
                        + " add shouted text generated always as (app.loud(v)) stored, alter v type app.word",
                "alter table staging.items alter v type app.word",
                "create index on production.items (app.loud(v))");
        db.defaults("search_path = app, public");
        drift();

        db.merge(run("fire"), 1);

        merged();
        assertThat(db.texts("select concat(shouted, number) from production.items order by id"))
                .containsExactly("NEW!1", "NEW!2");
    }

    @Test
    void what_is_skipped_does_not_fire_but_what_always_fires_does() {
        drift();
        audited();
        db.sql(
                "create trigger always after insert on production.items for each row execute function app.audit()",
                "alter table production.items enable always trigger always");
        db.defaults("search_path = app, public");
        var run = run("skip");

        db.merge(run, 1);
        merged();
        db.undo(run);

        assertThat(db.texts("select op from app.audit")).containsExactly("INSERT");
        assertThat(db.texts("select v from production.items")).containsExactly("old");
    }

    @Test
    void an_undo_fires_what_its_run_has_fired() {
        drift();
        audited();
        db.defaults("search_path = app, public");
        var run = run("fire");
        db.merge(run, 1);

        db.undo(run);

        assertThat(db.texts("select op from app.audit order by id, op"))
                .containsExactly("UPDATE", "UPDATE", "DELETE", "INSERT");
    }

    @Test
    void a_session_that_must_skip_triggers_does_not_fire_them_for_a_run_that_fires() throws SQLException {
        drift();
        var run = run("fire");
        db.plan(run, 1);
        try (var session = db.session("replica")) {
            session.run("call admin.merge_apply(" + run + ", 1, 100, '1 s', '1 min', null)");

            assertThat(session.texts("select current_setting('session_replication_role')"))
                    .containsExactly("replica");
        }
        merged();
    }

    @Test
    void a_role_that_may_not_skip_triggers_fails_a_run_that_must_by_name() throws SQLException {
        drift();
        var run = run("skip");
        db.role("plain").plan(run, 1);

        try (var session = db.session("origin")) {
            session.run("set role plain");
            assertThatThrownBy(() -> session.run("call admin.merge_apply(" + run + ", 1, 100, '1 s', '1 min', null)"))
                    .hasMessageContaining("the role plain may not set session_replication_role");
        }
    }
}
