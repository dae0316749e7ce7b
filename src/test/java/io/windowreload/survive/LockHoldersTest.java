package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that ends because somebody has its table locked says who that is. */
class LockHoldersTest {
    private static World world;

    @BeforeAll
    static void open() {
        world = new World(
                Engine.Mode.RUNS_ONLY,
                Map.of(
                        "reload.look.keys",
                        "500",
                        "reload.runs.retry-for",
                        "500ms",
                        "reload.merge.lock-timeout",
                        "50ms"));
        world.production.run("""
                create function public.lock_at() returns trigger language plpgsql as $$
                begin
                  if new.step = tg_argv[0] and old.step <> new.step then
                    perform pg_advisory_xact_lock(4711);
                  end if;
                  return null;
                end $$""");
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ARM       | delete from production.orders where false                  | production.orders
            APPLY     | lock table production.customers in share mode            | production.customers
            OPEN_LOOK | update production.customers set status = status where false | production.customers
            """)
    void the_transaction_that_holds_the_lock_is_named(String step, String statement, String table) throws SQLException {
        world.production.damage();
        world.production.run("create trigger lock_at after update on admin.reload_runs for each row execute function "
                + "public.lock_at('" + step + "')");
        try (var connection = world.cloud.target().connect();
                var session = connection.createStatement()) {
            session.execute("set application_name = 'night import'");
            session.execute("select pg_advisory_lock(4711)");
            var run = world.ask("locked-" + step, "").id();
            connection.setAutoCommit(false);
            await().until(() -> !world.production
                    .texts("select 1 from pg_locks where locktype = 'advisory' and objid = 4711 and not granted")
                    .isEmpty());
            session.execute(statement);
            session.execute("select pg_advisory_unlock(4711)");

            var ended = world.ended(run);

            assertThat(ended.error()).as(ended.errorDetail()).isEqualTo(ErrorCode.MERGE_BUSY);
            assertThat(ended.errorDetail())
                    .contains("application 'night import', idle in transaction, open for ", "has locked " + table);
            connection.rollback();
        } finally {
            world.production.run("drop trigger lock_at on admin.reload_runs");
        }
    }
}
