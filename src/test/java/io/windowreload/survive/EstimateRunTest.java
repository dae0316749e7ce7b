package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import io.windowreload.reload.RunReport;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a run is about to load is said before. */
class EstimateRunTest {
    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static RunReport report(Run run) {
        return RunReport.of(world.program.ledger(), run);
    }

    @Test
    void rows_and_bytes_come_from_production_s_statistics_and_the_time_from_earlier_loads() {
        world.production.run("analyze production.customers");
        world.production.run("analyze production.orders");
        var first = world.reload("first");
        assertThat(first.state()).as(first.errorDetail()).isEqualTo(Run.State.SUCCESS);
        world.production.run("analyze production.customers");
        world.production.run("analyze production.orders");
        world.production.run("update admin.reload_run_tables set load_started_at = clock_timestamp() - interval '10 s',"
                + " load_seen_at = clock_timestamp(), load_rows = 100 where run_id = " + first.id());

        var second = world.ended(
                world.ask("second", ",\"options\":{\"dryRun\":true}").id());

        var estimate = report(second).estimate();
        var staged = report(second).total().staged();
        assertThat(estimate.rows()).isBetween(staged * 8 / 10, staged * 12 / 10);
        assertThat(estimate.bytes()).isGreaterThan(estimate.rows() * 10);
        var orders = report(second).tables().get(1).staged();
        // Ten rows a second, and the tables side by side.
        assertThat(estimate.loadMillis()).isBetween(orders * 80, orders * 120);
        assertThat(report(first).estimate().loadMillis()).isNull();
    }
}
