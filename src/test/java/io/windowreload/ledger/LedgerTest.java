package io.windowreload.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.TestSql;
import io.windowreload.ledger.Run.State;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.Options;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.Request;
import io.windowreload.window.TableName;
import io.windowreload.window.TimeWindow;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final ReloadTable CUSTOMERS = table("customers");
    private static final ReloadTable ORDERS = table("orders");

    private final Db db = new Db(TestPostgres.freshDatabase());
    private final Ledger ledger = new Ledger(db);
    private final Lease mine = new Lease(db, "mine", Duration.ofMinutes(1));
    private final Lease theirs = new Lease(db, "theirs", Duration.ofMinutes(1));

    private static ReloadTable table(String name) {
        return new ReloadTable(
                new TableName("S", name.toUpperCase(java.util.Locale.ROOT)),
                new TableName("production", name),
                "UPDATED_AT",
                List.of());
    }

    private static Request request(String id, String document) {
        return new Request(
                id,
                "ops",
                null,
                TimeWindow.month(YearMonth.of(2025, 1), ZoneId.of("Europe/Berlin")),
                List.of(),
                Options.standard(),
                document);
    }

    private Run accept(String id, ReloadTable... tables) {
        return ledger.accept(request(id, "{\"month\":\"2025-01\"}"), "file", List.of(tables), false);
    }

    private Run end(Run run, boolean good) {
        var claimed = mine.claim(10, Set.of()).stream()
                .filter(candidate -> candidate.id() == run.id())
                .findFirst()
                .orElseThrow();
        var last = good
                ? mine.advance(claimed, Step.DISARM, Duration.ZERO)
                : mine.fail(claimed, ErrorCode.DMS_TASK_FAILED, "why", Step.DISARM);
        return mine.finish(last, "notes");
    }

    @Test
    void a_run_that_left_something_open_is_partial_and_its_request_runs_again() {
        var run = accept("a", ORDERS);
        db.query(
                TestSql.of(
                        "select admin.note_finding(%d, 1, 'note', 'CDC_BEHIND', 'a note'), admin.note_finding(%1$d, 1, 'partial', 'VERIFY_FAILED', '3 keys')"
                                .formatted(run.id())),
                Map.of(),
                row -> true);
        var ended = end(run, true);

        assertThat(ended.state()).isEqualTo(State.PARTIAL);
        assertThat(ended.error()).isEqualTo(ErrorCode.VERIFY_FAILED);
        assertThat(ended.errorDetail()).isEqualTo("production.orders: 3 keys");
        assertThat(ledger.findings(run.id()))
                .containsExactly(
                        new RunFinding("note", "CDC_BEHIND", "production.orders", "a note"),
                        new RunFinding("partial", "VERIFY_FAILED", "production.orders", "3 keys"));
        assertThat(db.queryOne(
                        TestSql.of("select status from admin.merge_summary where run_id = " + run.id()),
                        Map.of(),
                        row -> row.text("status")))
                .contains("FAILED");
        assertThat(accept("a", ORDERS).id()).isNotEqualTo(run.id());
    }

    @Test
    void a_note_alone_leaves_a_success_and_a_failure_stays_one() {
        var good = accept("a", ORDERS);
        note(good, "note");
        assertThat(end(good, true).state()).isEqualTo(State.SUCCESS);
        var bad = accept("b", ORDERS);
        note(bad, "partial");
        var ended = end(bad, false);
        assertThat(ended.state()).isEqualTo(State.FAILED);
        assertThat(ended.error()).isEqualTo(ErrorCode.DMS_TASK_FAILED);
    }

    private void note(Run run, String severity) {
        db.query(
                TestSql.of("select admin.note_finding(%d, null, '%s', 'VERIFY_FAILED', 'x')"
                        .formatted(run.id(), severity)),
                Map.of(),
                row -> true);
    }

    @Test
    void a_run_comes_back_as_it_was_written() {
        var run = accept("a", CUSTOMERS, ORDERS);

        assertThat(ledger.find(run.id()).orElseThrow())
                .usingRecursiveComparison()
                .ignoringFields("now")
                .isEqualTo(run);
        assertThat(run.window().zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(ledger.tables(run.id()))
                .extracting(RunTable::target)
                .containsExactly(CUSTOMERS.target(), ORDERS.target());
    }

    @Test
    void the_same_request_twice_is_one_run_until_it_failed() {
        var first = accept("a", CUSTOMERS);

        assertThat(accept("a", CUSTOMERS).id()).isEqualTo(first.id());
        assertThat(end(first, false).state()).isEqualTo(State.FAILED);
        var second = accept("a", CUSTOMERS);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.attempt()).isEqualTo(2);
        end(second, true);
        assertThat(accept("a", CUSTOMERS).id()).isEqualTo(second.id());
    }

    @Test
    void a_request_id_that_stands_for_another_request_is_refused() {
        accept("a", CUSTOMERS);

        assertThatThrownBy(
                        () -> ledger.accept(request("a", "{\"month\":\"2025-02\"}"), "file", List.of(CUSTOMERS), false))
                .isInstanceOfSatisfying(
                        ReloadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_ID_REUSED));
    }

    @Test
    void many_who_ask_the_same_at_once_get_one_run() throws Exception {
        var threads = 8;
        var barrier = new CyclicBarrier(threads);
        Callable<Long> ask = () -> {
            barrier.await();
            return accept("a", CUSTOMERS).id();
        };
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var calls = new ArrayList<Callable<Long>>();
            for (var i = 0; i < threads; i++) {
                calls.add(ask);
            }
            var ids = new java.util.HashSet<Long>();
            for (var answer : pool.invokeAll(calls)) {
                ids.add(answer.get());
            }
            assertThat(ids).hasSize(1);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void a_run_waits_for_an_older_one_that_shares_a_table_and_for_no_other() {
        var first = accept("a", CUSTOMERS, ORDERS);
        var second = accept("b", ORDERS);
        var third = accept("c", table("items"));

        assertThat(mine.claim(10, Set.of())).extracting(Run::id).containsExactlyInAnyOrder(first.id(), third.id());
        var held = ledger.find(first.id()).orElseThrow();
        mine.finish(held, "done");
        assertThat(theirs.claim(10, Set.of())).extracting(Run::id).containsExactly(second.id());
    }

    @Test
    void a_run_is_held_by_one_process_until_its_lease_ends() {
        var run = accept("a", CUSTOMERS);
        var held = mine.claim(1, Set.of()).get(0);

        assertThat(theirs.claim(1, Set.of())).isEmpty();
        var expired = new Lease(db, "mine", Duration.ofMillis(-1));
        expired.renew(List.of(run.id()));
        assertThat(theirs.claim(1, Set.of())).extracting(Run::id).containsExactly(run.id());
        assertThatThrownBy(() -> mine.advance(held, Step.ARM, Duration.ZERO)).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> mine.finish(held, "x")).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void a_run_that_waits_belongs_to_nobody() {
        accept("a", CUSTOMERS);
        var held = mine.claim(1, Set.of()).get(0);
        mine.advance(held, Step.POLL, Duration.ofHours(1));

        assertThat(theirs.claim(1, Set.of())).isEmpty();
        ledger.cancel(held.id(), "enough");
        assertThat(theirs.claim(1, Set.of())).extracting(Run::cancelReason).containsExactly("enough");
    }

    @Test
    void a_failure_keeps_its_first_error_and_gives_a_summary() {
        var run = accept("a", CUSTOMERS);
        var held = mine.claim(1, Set.of()).get(0);
        mine.fail(held, ErrorCode.COUNT_MISMATCH, "first", Step.STOP);
        var again = mine.fail(held, ErrorCode.INTERNAL, "second", Step.DISARM);
        var ended = mine.finish(again, "notes");

        assertThat(ended.error()).isEqualTo(ErrorCode.COUNT_MISMATCH);
        assertThat(ended.errorDetail()).isEqualTo("first; notes");
        var summary = db.queryOne(
                TestSql.of("select status, notes, window_from from admin.merge_summary where run_id = :run_id"),
                Map.of("run_id", run.id()),
                row -> List.of(row.text("status"), row.text("notes"), row.wallClock("window_from")));
        assertThat(summary.orElseThrow())
                .containsExactly(
                        "FAILED", "COUNT_MISMATCH: first; notes", run.window().from());
    }

    @Test
    void a_refused_request_is_on_record() {
        ledger.refuse("broken.json", "file", ErrorCode.REQUEST_UNREADABLE, "not JSON");

        assertThat(ledger.list(10)).hasSize(1).allSatisfy(run -> {
            assertThat(run.state()).isEqualTo(State.FAILED);
            assertThat(run.error()).isEqualTo(ErrorCode.REQUEST_UNREADABLE);
            assertThat(run.window()).isNull();
        });
        assertThat(ledger.latest("broken.json")).isEmpty();
    }
}
