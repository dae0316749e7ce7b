package io.windowreload.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.windowreload.TestPostgres;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the program puts into schemas: closed to everybody, and nobody else's is touched. */
class RoutineRightsTest {
    private static final String OPEN =
            "select oid::regprocedure::text as name from pg_proc where pronamespace = 'admin'::regnamespace and has_function_privilege('public', oid, 'execute')";

    private final HikariDataSource pool = TestPostgres.pool(TestPostgres.emptyUrl());
    private final Db db = new Db(pool);

    @AfterEach
    void close() {
        pool.close();
    }

    private void sql(String... statements) {
        for (var statement : statements) {
            db.update(TestSql.of(statement), Map.of());
        }
    }

    private List<String> texts(String query) {
        return db.query(TestSql.of(query), Map.of(), row -> row.text("name"));
    }

    @Test
    void no_routine_is_for_everybody_after_a_migration_not_even_by_default_privileges() {
        sql("create schema admin", "alter default privileges in schema admin grant execute on routines to public");

        Migrations.run(pool);

        assertThat(texts("select proname::text as name from pg_proc where pronamespace = 'admin'::regnamespace"))
                .hasSizeGreaterThan(150);
        assertThat(texts(OPEN)).isEmpty();
    }

    @Test
    void what_somebody_opened_again_or_another_role_made_is_closed_by_the_next_start() {
        Migrations.run(pool);
        sql(
                "do $$ begin create role routine_maker; exception when duplicate_object then null; end $$",
                "grant create, usage on schema admin to routine_maker",
                "alter default privileges for role routine_maker in schema admin grant execute on routines to public",
                "set role routine_maker; create function admin.theirs() returns int language sql security definer as 'select 1'; reset role",
                "grant execute on all routines in schema admin to public");
        assertThat(texts(OPEN)).hasSizeGreaterThan(150).contains("admin.theirs()");

        Migrations.run(pool);

        assertThat(texts(OPEN)).isEmpty();
    }

    @Test
    void a_procedure_or_function_of_others_under_the_guide_s_name_does_not_block_the_start_and_stays() {
        sql(
                "do $$ begin create role guide_keeper; exception when duplicate_object then null; end $$",
                "do $$ begin create role plain_reloader login; exception when duplicate_object then null; end $$",
                "do $$ begin execute format('grant create on database %I to plain_reloader', current_database()); end $$",
                "grant create, usage on schema public to plain_reloader",
                "create procedure public.merge_time_window_data() language sql as 'select 1'",
                "alter procedure public.merge_time_window_data() owner to guide_keeper");
        migrateAsPlainRole();
        assertThat(
                        texts(
                                "select prosrc as name from pg_proc where proname = 'merge_time_window_data' and pronamespace = 'public'::regnamespace"))
                .containsExactly("select 1");
    }

    @Test
    void a_function_of_that_name_neither_whoever_owns_it() {
        sql("create function public.merge_time_window_data() returns int language sql as 'select 7'");

        Migrations.run(pool);

        assertThat(
                        texts(
                                "select prosrc as name from pg_proc where proname = 'merge_time_window_data' and pronamespace = 'public'::regnamespace"))
                .containsExactly("select 7");
        assertThat(
                        texts(
                                "select proname::text as name from pg_proc where proname = 'merge_time_window_data' and pronamespace = 'admin'::regnamespace"))
                .hasSize(1);
    }

    @Test
    void where_the_name_is_free_it_is_ours_again_after_each_migration() {
        Migrations.run(pool);
        sql(
                "drop procedure public.merge_time_window_data()",
                "delete from admin.reload_schema_history where script = 'R__9_psql.sql'");

        Migrations.run(pool);

        assertThat(
                        texts(
                                "select prosrc as name from pg_proc where proname = 'merge_time_window_data' and pronamespace = 'public'::regnamespace"))
                .hasSize(1);
    }

    private void migrateAsPlainRole() {
        try (var plain = TestPostgres.pool(pool.getJdbcUrl().replaceFirst("user=[^&]*", "user=plain_reloader"))) {
            Migrations.run(plain);
        }
    }
}
