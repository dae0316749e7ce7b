package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.local.LocalPostgres;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.program.Program;
import io.windowreload.reload.Failure;
import io.windowreload.window.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manual's grants are enough for everything, and not one of them is too much. */
class LeastRightsTest {
    private static final Word WORD = new Word("cli", "mira", "a test");
    private static LocalPostgres server;
    private static Shop shop;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        server = LocalPostgres.start();
        shop = new Shop(server, Shop.grants());
    }

    @AfterAll
    static void close() {
        shop.close();
        server.close();
    }

    private static Run ask(Program program, String requestId) {
        var document = "{\"requestId\":\"" + requestId + "\"," + World.JANUARY + "}";
        return program.intake().accept(program.requests().read(document.getBytes(StandardCharsets.UTF_8)), "cli");
    }

    private static Run ended(Program program, Run run) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> program.ledger().find(run.id()).orElseThrow(), found -> found.state()
                        .ended());
    }

    private static void reload(Program program, String requestId) {
        var ended = ended(program, ask(program, requestId));
        assertThat(ended.state()).as(ended.errorDetail()).isEqualTo(Run.State.SUCCESS);
    }

    /** A run whose load takes so long that something may happen meanwhile. */
    private static Run loading(Program program, String requestId) {
        shop.dms().faults().add(Fault.of(FaultKind.SLOW_LOAD).on("ORDERS").delay(Duration.ofSeconds(1)));
        var run = ask(program, requestId);
        await().until(() -> shop.production
                .texts("select 1 from admin.reload_runs where step = 'POLL' and run_id = " + run.id())
                .equals(List.of("1")));
        return run;
    }

    @Test
    void with_them_a_window_is_reloaded_beside_cdc_cancelled_undone_and_swept() {
        var everything = Map.of(
                "reload.schedule.cron", "0 0 3 1 1 ?",
                "reload.requests.directory", folder.toString(),
                "reload.http.port", "0",
                "reload.management.port", "0",
                "reload.runs.leftovers", "1ms");
        try (var program = shop.program(everything)) {
            try (var engine = program.migrateAndStart(Engine.Mode.EVERYTHING)) {
                reload(program, "heals-all");
                cancel(program);
                shop.production.damage();
                var before = shop.production.all();

                var run = loading(program, "beside-cdc");
                // CDC's own role: the fence's trigger writes with the right of the program's.
                var deleted = shop.production
                        .texts("select max(order_id) from production.orders where order_id % 6 = 4"
                                + " and updated_at >= '2025-01-02' and updated_at < '2025-01-30'")
                        .get(0);
                shop.capture().run("delete from production.orders where order_id = " + deleted);
                var ended = ended(program, run);
                assertThat(ended.state()).as(ended.errorDetail()).isEqualTo(Run.State.SUCCESS);
                assertThat(shop.production.texts("select deleted_by_cdc from admin.reload_run_tables where run_id = "
                                + run.id() + " and target_table = 'orders'"))
                        .containsExactly("1");

                var undo = program.operations().undo(run.id(), WORD);
                assertThat(ended(program, undo).state()).isEqualTo(Run.State.SUCCESS);
                before.remove("orders " + deleted);
                assertThat(shop.production.all()).isEqualTo(before);
                assertThat(engine.management()).isPresent();
                cancel(program);
            }
            sweep(program);
        }
    }

    private static void cancel(Program program) {
        var run = loading(program, "cancelled");
        // A load writes its tables side by side: the sweep below is only tested when rows have come.
        await().until(() ->
                !shop.production.texts("select 1 from staging.customers").isEmpty());
        program.operations().cancel(run.id(), WORD);
        assertThat(ended(program, run).state()).isEqualTo(Run.State.CANCELLED);
        assertThat(shop.production.texts("select 1 from staging.customers")).isNotEmpty();
    }

    private static void sweep(Program program) {
        try (var engine = program.engine(Engine.Mode.RUNS_ONLY).start()) {
            await().until(() ->
                    shop.production.texts("select 1 from staging.customers").isEmpty());
            assertThat(shop.production.texts("select * from admin.standing_fences()"))
                    .isEmpty();
            assertThat(engine.page()).isEmpty();
        }
    }

    @ParameterizedTest(name = "without {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "grant app_owner to window_reload                | TARGET_ACCESS_DENIED | must be owner of table",
                "grant usage on schema staging to dms            | DMS_TABLE_ERROR      | permission denied for schema staging",
                "grant select, insert, update, delete, truncate  | DMS_TABLE_ERROR      | permission denied for table"
            })
    void without_one_of_them_a_run_fails_and_says_what_lacks(String grant, ErrorCode code, String words) {
        // Where DMS goes on with other tables, its words about one are in its log alone.
        try (var program = shop.program(Map.of("reload.run.isolate", "false"))) {
            program.migrate();
            try (var engine = program.engine(Engine.Mode.RUNS_ONLY).start()) {
                assertThat(engine.page()).isEmpty();
                reload(program, "before-" + grant.length());
                var before = shop.production.all();
                shop.take(grant);
                try {
                    var ended = ended(program, ask(program, "without-" + grant.length()));

                    assertThat(ended.error()).as(ended.errorDetail()).isEqualTo(code);
                    assertThat(ended.errorDetail()).contains(words).contains("production was not touched");
                    assertThat(shop.production.all()).isEqualTo(before);
                } finally {
                    shop.give(grant);
                }
                reload(program, "after-" + grant.length());
            }
        }
    }

    @ParameterizedTest(name = "without {0}")
    @CsvSource({"connect", "create schema admin", "create schema staging"})
    void without_one_of_them_there_is_no_start(String less) {
        try (var empty = Shop.empty(server, less)) {
            assertThatThrownBy(empty::migrate).satisfies(thrown -> {
                var failure = Failure.of(thrown);
                assertThat(failure.code()).as(failure.detail()).isEqualTo(ErrorCode.TARGET_ACCESS_DENIED);
                assertThat(failure.detail()).contains("permission denied for database");
            });
        }
    }
}
