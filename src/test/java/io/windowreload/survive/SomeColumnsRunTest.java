package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import io.windowreload.reload.RunReport;
import io.windowreload.window.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that name columns, in whole runs. */
class SomeColumnsRunTest {
    private static final String IN_JANUARY = " where updated_at >= '2025-01-01' and updated_at < '2025-02-01'";
    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of("reload.look.keys", "100"));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static long count(String where) {
        return Long.parseLong(world.production
                .texts("select count(*) from production.customers" + IN_JANUARY + where)
                .get(0));
    }

    private static Run ended(String id, String more) {
        return world.ended(world.ask(id, ",\"tables\":[\"customers\"]" + more).id());
    }

    @Test
    void a_column_is_repaired_and_what_else_is_wrong_stays_until_all_is_asked_for() {
        world.production.run("update production.customers set name = 'wrong', email = 'wrong'" + IN_JANUARY
                + " and customer_id % 3 = 1");
        world.production.run(
                "set session_replication_role = replica; delete from production.customers" + IN_JANUARY
                        + " and customer_id % 3 = 2 and not exists (select from production.orders o where o.customer_id = customers.customer_id)");
        var rows = count("");
        assertThat(count(" and email = 'wrong'")).isPositive();

        var run = ended("some", ",\"columns\":[\"NAME\"]");

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(count(" and name = 'wrong'")).isZero();
        assertThat(count(" and email = 'wrong'")).isPositive();
        assertThat(count("")).isEqualTo(rows);
        assertThat(RunReport.of(world.program.ledger(), run).total().inserted()).isZero();
        assertThat(world.production.texts("select admin.run_answers(" + run.id() + ")"))
                .containsExactly("t");
        // January of customers is not verified by that.
        assertThat(world.production.texts("select word from admin.ledger_effects where run_id = " + run.id()))
                .isEmpty();

        var all = ended("all", "");

        assertThat(all.state()).as(all.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(count(" and email = 'wrong'")).isZero();
        assertThat(count(""))
                .isEqualTo(Long.parseLong(world.source
                        .texts(
                                "select count(*) from SOURCE_SCHEMA.CUSTOMERS where UPDATED_AT >= timestamp '2025-01-01 00:00:00'"
                                        + " and UPDATED_AT < timestamp '2025-02-01 00:00:00'")
                        .get(0)));
    }

    @Test
    void a_column_that_is_not_there_or_of_the_key_is_refused_before_anything_is_loaded() {
        for (var column : new String[] {"COLOUR", "CUSTOMER_ID"}) {
            var run = ended("refused-" + column, ",\"columns\":[\"" + column + "\"]");

            assertThat(run.error()).isEqualTo(ErrorCode.REQUEST_INVALID);
            assertThat(run.errorDetail()).contains("production.customers has no column " + column + " beside its key");
        }
        assertThatThrownBy(() -> world.ask("both", ",\"columns\":[\"NAME\"],\"options\":{\"deletes\":\"apply\"}"))
                .hasMessageContaining("\"deletes\": \"apply\"");
    }
}
