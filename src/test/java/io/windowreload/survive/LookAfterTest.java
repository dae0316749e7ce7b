package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.reload.RunReport;
import io.windowreload.window.ErrorCode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A run that failed or was cancelled half-way: what it has committed is read again like that of any other. */
class LookAfterTest {
    private static final String OF_JANUARY =
            "updated_at >= timestamp '2025-01-01 00:00:00' and updated_at < timestamp '2025-02-01 00:00:00'";
    private static final Word WORD = new Word("api", "mira", null);
    private static World world;

    @BeforeAll
    static void open() {
        world = new World(
                Engine.Mode.RUNS_ONLY,
                Map.of(
                        "reload.look.keys", "500",
                        "reload.look.max-deletes", "3",
                        "reload.look.max-delete-percent", "100",
                        "reload.merge.max-rejected", "0",
                        "reload.merge.chunk-rows", "10"));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void asItWas() {
        world.cloud.dms().faults().clear();
        world.production.run("alter table production.orders drop constraint if exists not_the_last");
        world.reload("as-it-was-" + System.nanoTime());
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    /** The delete of a row that production lacked leaves no trace, and the run revives it in a chunk that is committed before it fails. */
    @Test
    void a_row_that_a_failed_run_has_revived_is_taken_back_by_its_look() {
        var lost = order("min");
        var last = order("max");
        delete(lost);
        delete(last);
        world.production.run(
                "alter table production.orders add constraint not_the_last check (order_id <> " + last + ") not valid");
        slowly();
        var id = world.ask("failed", ",\"tables\":[\"orders\"],\"options\":{\"deletes\":\"apply\"}")
                .id();
        atCount(id, () -> world.source.run("delete from source_schema.orders where order_id = " + lost));

        var run = world.ended(id);

        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).isEqualTo(ErrorCode.MERGE_CONSTRAINT);
        assertThat(run.errorDetail()).contains("production holds the committed chunks");
        assertThat(RunReport.of(world.program.ledger(), run).total().inserted()).isEqualTo(1);
        var look = world.ended(firstLook(run).id());
        assertThat(look.state()).as(look.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.program.ledger().lookOutcomes(look.id())).isEqualTo(Map.of("deleted", 1L));
        world.ended(lastLook(run).id());
        assertThat(world.production.texts("select order_id from production.orders where order_id = " + lost))
                .isEmpty();
        var after = world.program.ledger().find(id).orElseThrow();
        assertThat(after.state()).isEqualTo(Run.State.FAILED);
        assertThat(after.error()).isEqualTo(ErrorCode.MERGE_CONSTRAINT);
    }

    @Test
    void a_run_that_was_cancelled_in_the_merge_is_looked_at_too() throws Exception {
        var customer = world.source
                .texts("select min(customer_id) from source_schema.customers where " + OF_JANUARY)
                .get(0);
        world.production.run(
                "set session_replication_role = replica; delete from production.customers where customer_id = "
                        + customer);
        world.production.damage();
        Run run;
        try (var connection = world.cloud.target().connect();
                var reader = connection.createStatement()) {
            connection.setAutoCommit(false);
            var id = world.ask("cancelled", "").id();
            await().until(() -> armed(id));
            reader.execute("lock table production.orders in share mode");
            await().until(() -> !world.production
                    .texts("select 1 from admin.merge_logs where table_name = 'customers' and run_id = " + id)
                    .isEmpty());
            world.program.operations().cancel(id, WORD);
            await().until(() -> world.program.ledger().find(id).orElseThrow().error() != null);
            connection.rollback();
            run = world.ended(id);
        }

        assertThat(run.state()).isEqualTo(Run.State.CANCELLED);
        var look = world.ended(firstLook(run).id());
        assertThat(look.state()).as(look.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.program.ledger().lookOutcomes(look.id())).containsOnlyKeys("there");
        assertThat(world.program.ledger().find(run.id()).orElseThrow().state()).isEqualTo(Run.State.CANCELLED);
    }

    @Test
    void a_run_that_has_committed_nothing_is_not_looked_at() {
        world.production.damage();
        slowly();
        var id = world.ask("nothing-yet", "").id();
        atCount(id, () -> world.program.operations().cancel(id, WORD));

        var run = world.ended(id);

        assertThat(run.state()).isEqualTo(Run.State.CANCELLED);
        assertThat(world.program.ledger().look(run.id())).isEmpty();
    }

    @Test
    void who_does_without_looks_has_none_after_a_failure() {
        world.production.damage();
        world.production.run("alter table production.orders add constraint not_the_last check (order_id <> "
                + order("max") + ") not valid");
        delete(order("max"));

        var run = world.ended(world.ask("without", ",\"tables\":[\"orders\"],\"options\":{\"secondLook\":false}")
                .id());

        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(world.program.ledger().look(run.id())).isEmpty();
    }

    private static String order(String which) {
        return world.source
                .texts("select " + which + "(order_id) from source_schema.orders where " + OF_JANUARY)
                .get(0);
    }

    private static void delete(String order) {
        world.production.run(
                "set session_replication_role = replica; delete from production.orders where order_id = " + order);
    }

    /** DMS's statistics come late, so that there is time between what a run has read and what it writes. */
    private static void slowly() {
        for (var i = 0; i < 2; i++) {
            world.cloud.dms().faults().add(Fault.of(FaultKind.LATE_STATISTICS).delay(Duration.ofMillis(1500)));
        }
    }

    private static void atCount(long run, Runnable change) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> world.program.ledger().find(run).orElseThrow().step() == Step.COUNT);
        change.run();
    }

    private static boolean armed(long run) {
        var step = world.program.ledger().find(run).orElseThrow().step();
        return step != null && step.compareTo(Step.CREATE) >= 0;
    }

    private static Run firstLook(Run run) {
        return world.program.ledger().latest("look:" + run.id()).orElseThrow();
    }

    private static Run lastLook(Run run) {
        return world.program.ledger().look(run.id()).orElseThrow();
    }
}
