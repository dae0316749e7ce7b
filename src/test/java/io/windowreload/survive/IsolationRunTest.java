package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A table that fails alone ends alone: the others are reloaded, nothing is green, and a retry takes what is left. */
class IsolationRunTest {
    private static final Word WORD = new Word("api", "mira", "fixed");
    private static final YearMonth JANUARY = YearMonth.of(2025, 1);
    private static World world;
    private static int number;

    @TempDir
    private Path folder;

    private String cure = "select 1";

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of("reload.merge.max-rejected", "3"));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void damage() {
        world.production.damage();
        world.strike(List.of());
    }

    @AfterEach
    void cure() {
        world.production.run(cure);
    }

    /**
     * What befalls orders alone.
     *
     * @param faults of DMS
     * @param illness of production, or of staging
     * @param cure what makes it well again
     * @param step where it is found out
     */
    record Trouble(ErrorCode code, List<Fault> faults, String illness, String cure, String step) {
        @Override
        public String toString() {
            return code + " at " + step;
        }
    }

    private static Trouble dms(ErrorCode code, Fault fault, String step) {
        return new Trouble(code, List.of(fault), "select 1", "select 1", step);
    }

    private static Trouble target(ErrorCode code, String illness, String cure, String step) {
        return new Trouble(code, List.of(), illness, cure, step);
    }

    static Stream<Trouble> troubles() {
        return Stream.of(
                dms(
                        ErrorCode.DMS_TABLE_ERROR,
                        Fault.of(FaultKind.TABLE_ERROR).on("ORDERS").text("ORA-00942"),
                        "POLL"),
                dms(
                        ErrorCode.COUNT_MISMATCH,
                        Fault.of(FaultKind.FEWER_ROWS).on("ORDERS").rows(3),
                        "COUNT"),
                dms(
                        ErrorCode.ROWS_OUTSIDE_WINDOW,
                        Fault.of(FaultKind.IGNORE_FILTERS).on("ORDERS"),
                        "COUNT"),
                target(
                        ErrorCode.TARGET_TABLE_UNFIT,
                        "alter table production.orders drop constraint orders_pkey",
                        "alter table production.orders add primary key (order_id)",
                        "CHECK_TARGET"),
                target(
                        ErrorCode.STAGING_DRIFT,
                        "alter table staging.orders add column odd text",
                        "drop table if exists staging.orders",
                        "CHECK_TARGET"),
                target(
                        ErrorCode.TARGET_TRIGGER_ALTERS,
                        "create function production.cut() returns trigger language plpgsql as 'begin new.amount := 0; return new; end';"
                                + " create trigger cut before insert or update on production.orders for each row execute function production.cut()",
                        "drop function production.cut() cascade",
                        "APPLY"),
                target(
                        ErrorCode.MERGE_CONSTRAINT,
                        "alter table production.orders add constraint none check (amount < 0) not valid",
                        "alter table production.orders drop constraint none",
                        "APPLY"));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void the_other_tables_are_reloaded_and_a_retry_takes_the_failed_one_alone(Trouble trouble) {
        // A staging table to be ill.
        world.reload("before-" + ++number);
        world.production.damage();
        cure = trouble.cure();
        world.production.run(trouble.illness());
        world.strike(trouble.faults());

        var run = world.reload("alone-" + ++number);

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.PARTIAL);
        assertThat(run.error()).isEqualTo(trouble.code());
        assertThat(run.errorDetail()).startsWith("production.orders: ");
        assertThat(failures(run)).containsExactly("orders " + trouble.code() + " " + trouble.step());
        assertThat(rows(world.production, "customers")).isEqualTo(rows(world.source, "customers"));
        assertThat(rows(world.production, "orders")).isNotEqualTo(rows(world.source, "orders"));
        assertThat(cells()).containsExactly("customers VERIFIED", "orders FAILED");
        assertThat(world.tasks()).isEmpty();
        assertThat(world.production.texts("select * from admin.standing_fences()"))
                .isEmpty();
        assertThat(world.program.history().failed(10)).extracting(Run::id).contains(run.id());

        world.production.run(cure);
        cure = "select 1";
        var retried = world.ended(
                world.program.operations().retry(run.id(), false, WORD).id());

        assertThat(retried.state()).as(retried.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(retried.restOf()).isEqualTo(run.id());
        assertThat(tables(retried)).containsExactly("production.orders");
        assertThat(world.production.january()).isEqualTo(world.source.january());
        assertThat(cells()).containsExactly("customers VERIFIED", "orders VERIFIED");
        assertThat(world.program.history().failed(10)).extracting(Run::id).doesNotContain(run.id());
        // Together they have done what was asked.
        assertThat(world.ask(run.requestId(), "").id()).isEqualTo(retried.id());
    }

    private static List<String> failures(Run run) {
        return world.production.texts("select concat_ws(' ', target_table, failed_code, failed_step)"
                + " from admin.reload_run_tables where failed_code is not null and run_id = " + run.id());
    }

    private static List<String> tables(Run run) {
        return world.program.ledger().tables(run.id()).stream()
                .map(table -> table.target().toString())
                .toList();
    }

    private static List<String> cells() {
        return world.program.history().calendar(JANUARY, JANUARY).stream()
                .map(cell -> cell.table().name() + " " + cell.state())
                .sorted()
                .toList();
    }

    private static Map<String, String> rows(Rows side, String table) {
        var rows = new TreeMap<>(side.january());
        rows.keySet().removeIf(key -> !key.startsWith(table + " "));
        return rows;
    }

    @Test
    void the_same_request_again_takes_what_is_not_done_and_all_of_it_once_something_was_undone() {
        world.strike(List.of(Fault.of(FaultKind.TABLE_ERROR).on("ORDERS").text("ORA-00942")));
        var first = world.reload("sent-again");

        var second = world.reload("sent-again");

        assertThat(second.state()).as(second.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(tables(second)).containsExactly("production.orders");
        var undo = world.ended(world.program.operations().undo(first.id(), WORD).id());
        assertThat(undo.state()).as(undo.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(rows(world.production, "customers")).isNotEqualTo(rows(world.source, "customers"));
        // The orders were not that run's.
        assertThat(rows(world.production, "orders")).isEqualTo(rows(world.source, "orders"));
        var third = world.reload("sent-again");
        assertThat(third.id()).isGreaterThan(second.id());
        assertThat(tables(third)).containsExactly("production.customers");
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    @Test
    void who_wants_all_of_it_again_gets_all_of_it() {
        world.strike(List.of(Fault.of(FaultKind.TABLE_ERROR).on("ORDERS").text("ORA-00942")));
        var first = world.reload("all-again");
        var second = world.ended(
                world.program.operations().retry(first.id(), false, WORD).id());

        var third = world.program.operations().retry(second.id(), true, WORD);

        assertThat(tables(third)).containsExactly("production.customers", "production.orders");
        world.ended(third.id());
    }

    @Test
    void a_parent_that_failed_leaves_its_children_to_production_s_own_rows() {
        world.strike(List.of(Fault.of(FaultKind.IGNORE_FILTERS).on("CUSTOMERS")));
        // Production has lost one parent as well.
        var lost = world.source
                .texts("select min(customer_id) from source_schema.orders where mod(order_id, 6) = 1 and updated_at >="
                        + " timestamp '2025-01-01 00:00:00' and updated_at < timestamp '2025-02-01 00:00:00'")
                .get(0);
        world.production.run(
                "set session_replication_role = replica; delete from production.orders where customer_id = " + lost
                        + "; delete from production.customers where customer_id = " + lost);

        var run = world.reload("parent");

        assertThat(run.error()).isEqualTo(ErrorCode.ROWS_OUTSIDE_WINDOW);
        assertThat(run.state()).isEqualTo(Run.State.PARTIAL);
        var orders = world.program.ledger().tables(run.id()).get(1);
        assertThat(orders.mergeState()).isEqualTo("VERIFIED");
        assertThat(orders.counts().orphaned()).isPositive();
        assertThat(orders.counts().inserted()).isPositive();
        assertThat(world.production.texts("select 1 from production.orders o left join production.customers c"
                        + " using (customer_id) where c.customer_id is null and o.customer_id is not null"))
                .isEmpty();
        world.reload("parent");
        // The orphans have their parent now.
        world.reload("orphans");
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    @Test
    void a_run_of_which_all_tables_failed_has_failed() {
        var before = world.production.all();
        world.strike(List.of(
                Fault.of(FaultKind.TABLE_ERROR).on("ORDERS").text("ORA-00942"),
                Fault.of(FaultKind.IGNORE_FILTERS).on("CUSTOMERS")));

        var run = world.reload("all-failed");

        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).isEqualTo(ErrorCode.ROWS_OUTSIDE_WINDOW);
        assertThat(run.errorDetail())
                .contains(
                        "all 2 tables failed", "ROWS_OUTSIDE_WINDOW", "DMS_TABLE_ERROR", "production was not touched");
        assertThat(world.production.all()).isEqualTo(before);
        assertThat(cells()).containsExactly("customers FAILED", "orders FAILED");
        world.strike(List.of());
        assertThat(tables(world.reload("all-failed"))).hasSize(2);
    }

    @Test
    void what_a_failed_table_had_committed_is_undone_with_the_others() {
        world.production.run("alter table production.orders add constraint none check (order_id % 12 <> 1) not valid");
        cure = "alter table production.orders drop constraint if exists none";
        var before = world.production.all();

        var run = world.reload("undone");
        assertThat(run.error()).isEqualTo(ErrorCode.MERGE_CONSTRAINT);
        var undo = world.ended(world.program.operations().undo(run.id(), WORD).id());

        assertThat(undo.state()).as(undo.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.all()).isEqualTo(before);
    }

    @Test
    void a_look_goes_on_without_a_table_too_and_its_retry_reads_that_table_alone() {
        world.restart(
                Engine.Mode.RUNS_ONLY,
                Map.of("reload.look.keys", "1000", "reload.cdc.latency", "3s", "reload.cdc.period", "100ms"));
        try {
            world.production.run("set session_replication_role = replica; delete from production.customers"
                    + " where customer_id % 5 = 2 and updated_at >= '2025-01-01' and updated_at < '2025-02-01'");
            var asked = world.ask("looked-at", "");
            // Its own load is there, and that of the look is not.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> world.program
                                    .ledger()
                                    .find(asked.id())
                                    .orElseThrow()
                                    .step()
                            == Step.AWAIT_CDC);
            world.strike(List.of(Fault.of(FaultKind.TABLE_ERROR).on("ORDERS").text("ORA-00942")));
            world.ended(asked.id());
            var look = world.ended(
                    world.program.ledger().look(asked.id()).orElseThrow().id());

            assertThat(look.state()).as(look.errorDetail()).isEqualTo(Run.State.PARTIAL);
            assertThat(failures(look)).containsExactly("orders DMS_TABLE_ERROR POLL");
            var run = world.program.ledger().find(asked.id()).orElseThrow();
            assertThat(run.error()).as(run.errorDetail()).isEqualTo(ErrorCode.LEFT_OPEN);
            assertThat(run.errorDetail()).contains("production.orders: the look of run " + look.id());
            assertThat(cells()).containsExactly("customers VERIFIED", "orders LEFT_OPEN");

            var again = world.ended(
                    world.program.operations().retry(look.id(), false, WORD).id());

            assertThat(again.state()).as(again.errorDetail()).isEqualTo(Run.State.SUCCESS);
            assertThat(tables(again)).containsExactly("production.orders");
            assertThat(world.program.ledger().find(asked.id()).orElseThrow().state())
                    .isEqualTo(Run.State.SUCCESS);
            assertThat(cells()).containsExactly("customers VERIFIED", "orders VERIFIED");
        } finally {
            world.restart(Engine.Mode.RUNS_ONLY, Map.of("reload.merge.max-rejected", "3"));
        }
    }

    @Test
    void the_old_way_is_a_setting() {
        world.restart(Engine.Mode.RUNS_ONLY, Map.of("reload.run.isolate", "false"));
        try {
            var before = world.production.all();
            world.strike(List.of(Fault.of(FaultKind.TABLE_ERROR).on("ORDERS").text("ORA-00942")));

            var run = world.reload("old-way");

            assertThat(run.state()).isEqualTo(Run.State.FAILED);
            assertThat(run.error()).isEqualTo(ErrorCode.DMS_TABLE_ERROR);
            assertThat(failures(run)).isEmpty();
            assertThat(world.production.all()).isEqualTo(before);
        } finally {
            world.restart(Engine.Mode.RUNS_ONLY, Map.of("reload.merge.max-rejected", "3"));
        }
    }

    @Test
    void the_command_ends_with_1_and_names_the_table_and_its_code() throws Exception {
        world.production.run("alter table production.orders drop constraint orders_pkey");
        cure = "alter table production.orders add primary key (order_id)";
        var file = Files.writeString(folder.resolve("x.json"), "{\"requestId\":\"by-hand\"," + World.JANUARY + "}");
        world.stop();
        try {
            var out = new StringWriter();
            var exit = command(out, "run", file.toString(), "--json");

            assertThat(exit).isEqualTo(1);
            var report = new ObjectMapper().readTree(out.toString());
            assertThat(report.get("state").asText()).isEqualTo("PARTIAL");
            assertThat(report.get("tables").get(0).has("code")).isFalse();
            assertThat(report.get("tables").get(1).get("code").asText()).isEqualTo("TARGET_TABLE_UNFIT");
            assertThat(report.get("tables").get(1).get("detail").asText()).contains("has no primary key");
            var status = new StringWriter();
            assertThat(command(status, "status", report.get("run").asText())).isZero();
            assertThat(status.toString()).contains("failed", "production.orders TARGET_TABLE_UNFIT");
        } finally {
            world.restart(Engine.Mode.RUNS_ONLY, Map.of("reload.merge.max-rejected", "3"));
        }
    }

    private static int command(StringWriter out, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--config=none");
        World.settings(world.cloud, Map.of()).forEach((key, value) -> all.add("-D" + key + "=" + value));
        return WindowReload.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new));
    }
}
