package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs write as the CDC task does, through the whole program, whatever their sessions begin with. */
class WriteAsCdcTest {
    private static final String REFUSES = """
            create function production.refuse() returns trigger language plpgsql as
              $$ begin raise exception 'fired in %', current_setting('search_path'); end $$;
            create trigger refuse before insert or update on production.customers
              for each row execute function production.refuse()""";

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of(), "SET session_replication_role='replica'");
        world.reload("heals-all");
        world.production.run("create table production.fired (n integer)");
        world.production.run(REFUSES);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static String decided(Run run) {
        return world.production
                .texts("select concat_ws(' ', triggers, code_path) from admin.reload_runs where run_id = " + run.id())
                .get(0);
    }

    @Test
    void triggers_do_not_fire_where_the_endpoint_of_cdc_makes_it_a_replica() {
        world.restart(Engine.Mode.RUNS_ONLY, Map.of());
        damage();

        var run = world.reload("as-cdc");

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(decided(run)).startsWith("skip ");
        assertThat(world.production.january()).isEqualTo(world.source.january());
        assertThat(world.production.texts(
                        "select document #>> '{tables,production.customers}' from admin.reload_evidence"
                                + " where kind = 'production' and run_id = " + run.id()))
                .singleElement()
                .asString()
                .contains("\"acts\": false")
                .contains("production.refuse()");
    }

    @Test
    void they_fire_where_the_settings_say_so() {
        world.restart(Engine.Mode.RUNS_ONLY, Map.of("reload.merge.triggers", "fire"));
        damage();

        var run = world.reload("fire");

        assertThat(run.state()).isNotEqualTo(Run.State.SUCCESS);
        assertThat(decided(run)).startsWith("fire ");
        assertThat(world.production.texts("select concat(error_detail) from admin.reload_runs where run_id = "
                        + run.id() + " union all select concat(detail) from admin.reload_skipped_rows where run_id = "
                        + run.id()))
                .asString()
                .contains("fired in");
    }

    @Test
    void hostile_defaults_of_the_database_change_nothing() {
        for (var setting : new String[] {
            "default_transaction_isolation = 'serializable'",
            "standard_conforming_strings = off",
            "statement_timeout = '1s'",
            "idle_in_transaction_session_timeout = '1s'",
            "enable_nestloop = off",
            "enable_indexscan = off",
            "plpgsql.extra_errors = 'all'",
            "session_replication_role = replica",
            "datestyle = 'German'",
            "intervalstyle = 'sql_standard'",
            "bytea_output = 'escape'",
            "transform_null_equals = on",
            "quote_all_identifiers = on",
            "xmloption = 'document'",
            "extra_float_digits = -15",
            "search_path = 'production'"
        }) {
            world.production.run("do $$ begin execute format('alter database %I set " + setting.replace("'", "''")
                    + "', current_database()); end $$");
        }
        world.restart(Engine.Mode.RUNS_ONLY, Map.of("reload.merge.triggers", "skip"));
        damage();

        var run = world.reload("hostile");

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(decided(run)).isEqualTo("skip \"production\"");
        assertThat(world.production.january()).isEqualTo(world.source.january());
        assertThat(world.production.texts("select 1 from pg_trigger where tgname like 'reload_fence%'"))
                .isEmpty();
        world.production.run("do $$ begin execute format('alter database %I reset all', current_database()); end $$");
    }

    private static void damage() {
        world.production.run("alter table production.customers disable trigger refuse");
        world.production.damage();
        world.production.run("alter table production.customers enable trigger refuse");
    }
}
