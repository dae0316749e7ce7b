package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever alters a table between its comparison with staging and the plan: nothing is left out of a merge without a word. */
class AlteredTableTest {
    private static final String REST =
            "select concat_ws(',', customer_id, name, status, updated_at) from production.customers order by 1";

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
        world.production.run("""
                create function public.alter_at() returns trigger language plpgsql as $$
                begin
                  if new.step = tg_argv[0] and old.step <> new.step then execute tg_argv[1]; end if;
                  return null;
                end $$""");
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE   | production.customers rename column email to mail       | production.customers rename column mail to email
            CREATE   | production.customers add column extra text             | production.customers drop column extra
            CLASSIFY | production.customers add column extra int default 7    | production.customers drop column extra
            CLASSIFY | staging.customers drop column email                    | production.customers alter email type text
            CLASSIFY | staging.customers rename column email to mail          | production.customers alter email type text
            COUNT    | production.customers drop column email, add email text | production.customers alter email type text
            """)
    void a_column_that_comes_goes_or_is_renamed_stops_the_run_before_production_is_touched(
            String step, String change, String back) {
        world.production.damage();
        world.production.run("create trigger alter_at after update on admin.reload_runs for each row execute function "
                + "public.alter_at('" + step + "', 'alter table " + change + "')");
        var before = world.production.texts(REST);

        var ended = world.ended(world.ask(
                        "altered-" + change.hashCode(),
                        ",\"tables\":[\"customers\"],\"options\":{\"secondLook\":false}")
                .id());

        assertThat(ended.error()).as(ended.errorDetail()).isEqualTo(ErrorCode.STAGING_DRIFT);
        assertThat(ended.errorDetail())
                .contains("columns have changed since they were compared")
                .endsWith("production was not touched");
        assertThat(world.production.texts(REST)).isEqualTo(before);
        world.production.run("drop trigger alter_at on admin.reload_runs");
        world.production.run("alter table " + back);
        world.production.run("drop table staging.customers");
    }
}
