package io.windowreload.reload;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.DbException;
import io.windowreload.db.TestSql;
import io.windowreload.ledger.Doorbell;
import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.routes.ReloadFlow;
import io.windowreload.window.Options;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.Request;
import io.windowreload.window.TableName;
import io.windowreload.window.TimeWindow;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a run in hand whose step failed. */
class ReloadTest {
    private static final ReloadTable CUSTOMERS = new ReloadTable(
            new TableName("S", "CUSTOMERS"), new TableName("production", "customers"), "UPDATED_AT", List.of());

    private final HikariDataSource pool = TestPostgres.freshDatabase();
    private final Db db = new Db(pool);
    private final Ledger ledger = new Ledger(db);
    private final Steps steps = new Steps();
    private final Reload reload = new Reload(
            ReloadFlow.FLOW,
            new Lease(db, "mine", Duration.ofMinutes(1)),
            new Doorbell(),
            1,
            Duration.ofMinutes(1),
            steps);

    @AfterEach
    void close() {
        pool.close();
    }

    private Run claimed() {
        var window = TimeWindow.month(YearMonth.of(2025, 1), ZoneId.of("Europe/Berlin"));
        ledger.accept(
                new Request("a", "ops", null, window, List.of(), Options.standard(), "{\"month\":\"2025-01\"}"),
                "file",
                List.of(CUSTOMERS),
                false);
        return reload.claim().get(0);
    }

    private void owner(String owner) {
        db.update(TestSql.of("update admin.reload_runs set owner = '" + owner + "'"), Map.of());
    }

    /** PostgreSQL says so before the program knows. */
    @Test
    void a_run_that_another_process_has_taken_over_is_let_go_and_not_failed() {
        var run = claimed();
        var thrown = new DbException("merge", new SQLException("run 1 is no longer held by this process", "WR023"));

        var left = reload.failed(run, Failure.of(thrown), thrown);

        assertThat(left.error()).isNull();
        assertThat(ledger.find(run.id()).orElseThrow().error()).isNull();
        assertThat(reload.goesOn(run)).as("in hand").isFalse();
    }

    @Test
    void a_step_counts_from_its_beginning_to_its_end_however_it_ends() {
        var limit = Duration.ofSeconds(1);
        var run = claimed();
        steps.tick();
        steps.tick();
        assertThat(steps.longer(limit)).as("it waits for a thread").isEmpty();

        reload.enter(run);
        steps.tick();
        steps.tick();
        assertThat(steps.longer(limit)).containsExactly("run " + run.id() + " at " + run.step());
        reload.goesOn(run);
        assertThat(steps.longer(limit)).isEmpty();

        reload.enter(run);
        steps.tick();
        assertThat(steps.longer(limit)).as("the next one begins anew").isEmpty();
        steps.tick();
        owner("theirs");
        var thrown = new IllegalStateException("anything");
        reload.failed(run, Failure.of(thrown), thrown);
        assertThat(steps.longer(limit)).as("it is lost").isEmpty();
    }

    @Test
    void whatever_keeps_a_failure_from_being_written_leaves_no_run_in_hand_for_ever() {
        var run = claimed();
        var thrown = new IllegalStateException("anything");
        pool.close();

        reload.failed(run, Failure.of(thrown), thrown);

        assertThat(reload.goesOn(run)).as("in hand").isFalse();
    }

    @Test
    void a_run_that_was_lost_makes_room_for_the_next() {
        var run = claimed();
        owner("theirs");
        var thrown = new IllegalStateException("anything");

        reload.failed(run, Failure.of(thrown), thrown);
        owner("mine");

        assertThat(reload.claim()).extracting(Run::id).containsExactly(run.id());
    }
}
