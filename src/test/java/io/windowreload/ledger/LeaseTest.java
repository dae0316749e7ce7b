package io.windowreload.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.TestSql;
import io.windowreload.window.Options;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.Request;
import io.windowreload.window.TableName;
import io.windowreload.window.TableWindow;
import io.windowreload.window.TimeWindow;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who may work on a run, when writes are lost and processes overtake each other. */
class LeaseTest {
    private static final ReloadTable CUSTOMERS = new ReloadTable(
            new TableName("S", "CUSTOMERS"), new TableName("production", "customers"), "UPDATED_AT", List.of());

    private final HikariDataSource pool = TestPostgres.freshDatabase();
    private final Db db = new Db(pool);
    private final Ledger ledger = new Ledger(db);
    private final Lease mine = new Lease(db, "mine", Duration.ofMinutes(1));
    private final Lease theirs = new Lease(db, "theirs", Duration.ofMinutes(1));

    private Run accept(String id) {
        var window = TimeWindow.month(YearMonth.of(2025, 1), ZoneId.of("Europe/Berlin"));
        var request = new Request(id, "ops", null, window, List.of(), Options.standard(), "{\"month\":\"2025-01\"}");
        return ledger.accept(request, "file", List.of(CUSTOMERS), false);
    }

    @Test
    void what_a_process_holds_without_knowing_it_takes_again_at_once() {
        var run = accept("a");
        assertThat(mine.claim(1, Set.of())).hasSize(1);

        assertThat(mine.claim(1, Set.of(run.id()))).isEmpty();
        assertThat(mine.claim(1, Set.of())).extracting(Run::id).containsExactly(run.id());
    }

    @Test
    void what_a_process_works_on_it_never_takes_a_second_time_although_it_could_not_renew_its_lease() {
        accept("a");
        var held = mine.claim(1, Set.of()).get(0);
        new Lease(db, "mine", Duration.ofMillis(-1)).renew(List.of(held.id()));

        assertThat(mine.claim(1, Set.of(held.id()))).isEmpty();
        assertThat(theirs.claim(1, Set.of())).hasSize(1);
    }

    @Test
    void when_the_next_run_is_due_goes_by_its_time_and_by_the_lease_of_whoever_holds_it() {
        assertThat(mine.nextDue(Set.of())).isEmpty();
        accept("a");
        assertThat(mine.nextDue(Set.of()).orElseThrow())
                .as("due since the claim")
                .isBetween(Duration.ofSeconds(-5), Duration.ZERO);
        var held = mine.claim(1, Set.of()).get(0);
        assertThat(mine.nextDue(Set.of(held.id()))).as("at work on it").isEmpty();
        assertThat(theirs.nextDue(Set.of()).orElseThrow()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));

        mine.advance(held, Step.POLL, Duration.ofHours(2));

        assertThat(mine.nextDue(Set.of()).orElseThrow()).isBetween(Duration.ofMinutes(90), Duration.ofHours(2));
    }

    @Test
    void a_run_that_has_been_due_for_long_waits_for_another_one() throws SQLException {
        accept("a");
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("update admin.reload_runs set due_at = clock_timestamp() - interval '1 minute'");
        }

        assertThat(mine.nextDue(Set.of())).isEmpty();
    }

    /** Somebody's at psql has no lease that ends, and no process takes it. */
    @Test
    void a_run_of_psql_is_never_due() throws SQLException {
        accept("a");
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "update admin.reload_runs set origin = 'psql', state = 'RUNNING', step = 'APPLY', phase = 'merge',"
                            + " owner = 'psql', lease_until = 'infinity', started_at = now()");
        }

        assertThat(mine.nextDue(Set.of())).isEmpty();
    }

    @Test
    void nobody_takes_a_run_over_while_its_holder_does_what_only_a_holder_may() {
        accept("a");
        var held = mine.claim(1, Set.of()).get(0);
        new Lease(db, "mine", Duration.ofMillis(-1)).renew(List.of(held.id()));

        mine.holding(held, () -> {
            var claimed = CompletableFuture.supplyAsync(() -> theirs.claim(1, Set.of()));
            assertThat(claimed.join()).isEmpty();
        });

        assertThat(theirs.claim(1, Set.of())).hasSize(1);
        assertThatThrownBy(() -> mine.holding(held, () -> {
                    throw new AssertionError("done by one who has lost the run");
                }))
                .isInstanceOf(LeaseLostException.class);
    }

    @Test
    void who_has_lost_a_run_writes_nothing_about_it() {
        accept("a");
        var held = mine.claim(1, Set.of()).get(0);
        mine.window(held, 1, TableWindow.of("updated_at"));
        mine.keep(held, "kind", "{}");
        new Lease(db, "mine", Duration.ofMillis(-1)).renew(List.of(held.id()));
        assertThat(theirs.claim(1, Set.of())).hasSize(1);

        var writes = List.<Runnable>of(
                () -> mine.window(held, 1, TableWindow.of("other")),
                () -> mine.windowZones(held, 1, List.of("UTC")),
                () -> mine.loaded(held, CUSTOMERS.source(), "Table completed", 7),
                () -> mine.keep(held, "kind", "{\"late\":true}"));
        assertThat(writes).allSatisfy(write -> assertThatThrownBy(write::run).isInstanceOf(LeaseLostException.class));

        var table = ledger.tables(held.id()).get(0);
        assertThat(table.window()).isEqualTo(TableWindow.of("updated_at"));
        assertThat(table.loadRows()).isNull();
        assertThat(ledger.evidence(held.id(), "kind")).contains("{}");
    }

    @Test
    void runs_become_visible_in_the_order_of_their_numbers() {
        var second = db.inTransaction(() -> {
            var first = accept("a");
            var later = CompletableFuture.supplyAsync(() -> accept("b"));
            await().until(LeaseTest.this::somebodyWaits);
            // Otherwise b could begin before a is there, and a beside it.
            assertThat(CompletableFuture.supplyAsync(() -> mine.claim(10, Set.of()))
                            .join())
                    .isEmpty();
            assertThat(first.id()).isEqualTo(1);
            return later;
        });

        assertThat(second.join().id()).isEqualTo(2);
        assertThat(mine.claim(10, Set.of())).extracting(Run::id).containsExactly(1L);
    }

    private boolean somebodyWaits() {
        var sql = TestSql.of("select 1 as one from pg_locks where locktype = 'advisory' and not granted"
                + " and database = (select oid from pg_database where datname = current_database())");
        return !CompletableFuture.supplyAsync(() -> db.query(sql, Map.of(), row -> row.number("one")))
                .join()
                .isEmpty();
    }
}
