package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a session's search_path holds before pg_catalog is never called. */
class SearchPathTest {
    /** Operators, functions and tables with the names of PostgreSQL's own: the functions say so if they are called, the tables are empty. */
    private static final String EVIL = """
            create schema evil;
            do $do$
            declare
              t text;
              o text;
              f text;
            begin
              foreach t in array array['integer', 'bigint', 'text', 'name', 'oid', 'timestamp', 'timestamptz', '"char"', 'boolean', 'xid', 'xid8', 'regclass',
                  'jsonb', 'interval', 'smallint', 'text[]', 'bigint[]'] loop
                execute format('create function evil.trap(%1$s, %1$s) returns boolean language plpgsql as $f$ begin raise exception ''hijacked''; end $f$', t);
                foreach o in array array['=', '<>', '<', '>', '<=', '>='] loop
                  execute format('create operator evil.%1$s (leftarg = %2$s, rightarg = %2$s, function = evil.trap)', o, t);
                end loop;
              end loop;
              execute 'create function evil.trap(timestamptz, interval) returns timestamptz language plpgsql as $f$ begin raise exception ''hijacked''; end $f$';
              execute 'create operator evil.+ (leftarg = timestamptz, rightarg = interval, function = evil.trap)';
              execute 'create operator evil.- (leftarg = timestamptz, rightarg = interval, function = evil.trap)';
              foreach f in array array['now()', 'clock_timestamp()', 'format(text, text)', 'format(text, text, text)', 'format(text, bigint, integer)',
                  'quote_ident(text)', 'to_regclass(text)', 'set_config(text, text, boolean)', 'current_setting(text)', 'pg_current_snapshot()',
                  'pg_snapshot_xmin(pg_snapshot)', 'pg_advisory_xact_lock(bigint)', 'hashtextextended(text, bigint)', 'count(bigint)', 'least(integer)',
                  'pg_backend_pid()', 'version()', 'pg_relation_filenode(regclass)', 'pg_sleep(double precision)'] loop
                execute format('create function evil.%s returns text language plpgsql as $f$ begin raise exception ''hijacked''; end $f$', f);
              end loop;
              foreach t in array array['pg_class', 'pg_attribute', 'pg_trigger', 'pg_proc', 'pg_index', 'pg_constraint', 'pg_namespace', 'pg_settings', 'pg_type'] loop
                execute format('create table evil.%1$I as select * from pg_catalog.%1$I limit 0', t);
              end loop;
              foreach t in array array['reload_runs', 'reload_tables', 'reload_run_tables', 'merge_logs', 'merge_chunks', 'customers', 'orders'] loop
                execute format('create table evil.%I (run_id bigint, position integer)', t);
              end loop;
            end $do$;
            """.replace("'pg_attribute', ", "'pg_authid', ");

    private static final String PATH = "evil, pg_catalog";

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void look_alikes_in_front_of_pg_catalog_are_not_called() throws Exception {
        world.production.run(EVIL);
        world.restart(
                Engine.Mode.RUNS_ONLY,
                Map.of(
                        "reload.target.jdbc-url",
                        world.cloud.target().url() + "&options=-c%20search_path=evil,pg_catalog"));
        world.reload("heals-all");
        world.production.damage();
        var before = world.production.all();

        var run = world.reload("beside-evil");
        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());

        var undo = world.ended(world.program
                .operations()
                .undo(run.id(), new Word("cli", "mira", "a test"))
                .id());
        assertThat(undo.state()).as(undo.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.all()).isEqualTo(before);

        byHand();
    }

    /** A person with psql, whose session has that path. */
    private static void byHand() throws Exception {
        world.production.run("insert into staging.customers select * from production.customers limit 3");
        try (var session = world.cloud.target().connect();
                var statement = session.createStatement()) {
            statement.execute("set search_path = " + PATH);
            assertThatThrownBy(() -> statement.execute("select 1 = 1")).hasMessageContaining("hijacked");
            assertThatThrownBy(() -> statement.execute("select now()")).hasMessageContaining("hijacked");

            statement.execute("call admin.merge_time_window_data()");

            try (var path = statement.executeQuery("show search_path")) {
                path.next();
                assertThat(path.getString(1)).isEqualTo(PATH);
            }
        }
        assertThat(world.production.texts("select state from admin.reload_runs where origin = 'psql'"))
                .containsExactly("SUCCESS");
    }

    @Test
    void every_function_of_ours_pins_its_path() {
        world.restart(Engine.Mode.RUNS_ONLY, Map.of());
        assertThat(world.production.texts("""
                select proname from pg_proc where pronamespace::regnamespace::text in ('admin', 'staging', 'public') and prokind = 'f'
                  and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = pg_proc.oid and d.deptype = 'e')
                  and not exists (select from unnest(proconfig) c where c ~ '^search_path=pg_catalog(, pg_temp)?$')""")).isEmpty();
    }

    /** A procedure that commits cannot have the clause: it begins each transaction with it, the last one too, for its caller's sake. */
    @Test
    void every_procedure_of_ours_pins_its_path_in_each_transaction() {
        var sources = world.production.texts("""
                select proname || E'\\n' || prosrc from pg_proc where pronamespace::regnamespace::text in ('admin', 'staging') and prokind = 'p'
                  and not exists (select from unnest(proconfig) c where c ~ '^search_path=pg_catalog')""");
        var pin = "set local search_path = pg_catalog, pg_temp;";
        var declared = Pattern.compile("(?s)declare.*?:= *[^;']*\\(.*?\\nbegin");

        assertThat(sources).hasSizeGreaterThan(8).allSatisfy(source -> {
            assertThat(source).containsPattern("\\nbegin\\n *(commit;[^\\n]*\\n *)?" + pin);
            assertThat(source.replaceAll("commit;[^\\n]*\\n *" + pin, "")).doesNotContain("commit;");
            assertThat(declared.matcher(source).find())
                    .as("calls something before it: " + source)
                    .isFalse();
        });
    }
}
