package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.CalendarCell;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run is taken back by a run of its own, through the command and through whatever else people call. */
class UndoRunTest {
    private static final Word WORD = new Word("api", "mira", "wrong window");

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void damage() {
        world.production.damage();
    }

    /** What DMS does meanwhile: triggers that are not ALWAYS do not fire. */
    private static void cdc(String... statements) {
        world.production.run("set session_replication_role = replica; " + String.join("; ", statements));
    }

    @Test
    void the_command_restores_every_untouched_row_and_names_the_others() throws Exception {
        var before = world.production.all();
        var run = world.reload("to-be-undone");
        assertThat(world.production.all()).isNotEqualTo(before);
        var written = world.production.texts("select customer_id from production.customers where customer_id % 3 = 1"
                + " and updated_at >= '2025-01-01' and updated_at < '2025-02-01' order by 1 limit 1");
        var inserted = world.production.texts("select order_id from production.orders where order_id % 6 = 1"
                + " and updated_at >= '2025-01-01' and updated_at < '2025-02-01' order by 1 limit 2");
        cdc(
                "update production.customers set name = 'by cdc' where customer_id = " + written.get(0),
                "update production.orders set amount = 1 where order_id = " + inserted.get(0),
                "delete from production.orders where order_id = " + inserted.get(1));
        var meanwhile = world.production.all();

        var undone = command("undo", Long.toString(run.id()), "--reason", "INC-7", "--json");

        var expected = new TreeMap<>(before);
        expected.put("customers " + written.get(0), meanwhile.get("customers " + written.get(0)));
        expected.put("orders " + inserted.get(0), meanwhile.get("orders " + inserted.get(0)));
        assertThat(world.production.all()).isEqualTo(expected);
        var rows = new ArrayList<String>();
        undone.get("rows")
                .forEach(row -> rows.add(
                        row.get("table").asText() + " " + row.get("reason").asText() + " " + row.get("key")));
        assertThat(rows)
                .containsExactlyInAnyOrder(
                        "production.customers tie_touched_by_cdc {\"customer_id\":" + written.get(0) + "}",
                        "production.orders tie_touched_by_cdc {\"order_id\":" + inserted.get(0) + "}",
                        "production.orders deleted_by_cdc {\"order_id\":" + inserted.get(1) + "}");
        var total = undone.get("total");
        assertThat(total.get("staged").asLong())
                .isEqualTo(total.get("updated").asLong() + total.get("deleted").asLong() + 3);
        assertThat(undone.get("origin").asText()).isEqualTo("undo");
        assertThat(undone.get("of").asLong()).isEqualTo(run.id());
    }

    @Test
    void an_undo_is_a_run_of_the_ledger_with_phases_logs_summary_and_who_wanted_it() {
        var run = world.reload("undone-by-api");
        assertThat(runsInCalendar()).contains(run.id());

        var undo = world.ended(world.program.operations().undo(run.id(), WORD).id());

        assertThat(undo.state()).as(undo.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(undo.requestedBy()).isEqualTo("mira");
        assertThat(undo.window()).isEqualTo(run.window());
        assertThat(world.program.ledger().phases(undo.id())).containsOnlyKeys("merge", "clean");
        assertThat(world.production.texts("select table_name || ' ' || (records_updated + records_deleted > 0) from"
                        + " admin.merge_logs where run_id = " + undo.id() + " order by 1"))
                .containsExactly("customers true", "orders true");
        assertThat(world.production.texts("select status from admin.merge_summary where run_id = " + undo.id()))
                .containsExactly("SUCCESS");
        assertThat(world.production.texts(
                        "select operation || ' ' || actor || ' ' || reason from admin.reload_operations where run_id = "
                                + run.id()))
                .containsExactly("undo mira wrong window");
        assertThat(runsInCalendar()).as("an undone month is not a verified one").doesNotContain(run.id());
    }

    private static List<Long> runsInCalendar() {
        var january = YearMonth.of(2025, 1);
        return world.program.history().calendar(january, january).stream()
                .map(CalendarCell::run)
                .toList();
    }

    @Test
    void an_undo_that_is_cancelled_half_way_is_gone_on_with() throws Exception {
        var before = world.production.all();
        var run = world.reload("undone-in-two-goes");
        Run first;
        try (var lock = world.cloud.target().connect();
                var statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            // Customers come last: the orders refer to them.
            statement.execute("select from production.customers for update");
            first = world.program.operations().undo(run.id(), WORD);
            var id = first.id();
            await().until(() -> world.production
                            .texts("select 1 from admin.merge_chunks where run_id = " + id)
                            .size()
                    > 0);
            world.program.operations().cancel(first.id(), WORD);
            assertThat(world.ended(first.id()).state()).isEqualTo(Run.State.CANCELLED);
            lock.rollback();
        }
        assertThat(world.production.all()).isNotEqualTo(before);

        var second = world.ended(
                world.program.operations().retry(first.id(), false, WORD).id());

        assertThat(second.state()).as(second.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(world.production.all()).isEqualTo(before);
        var wrote = world.program.ledger().tables(run.id()).stream()
                .mapToLong(table -> table.counts().inserted() + table.counts().updated())
                .sum();
        assertThat(world.program.ledger().tables(second.id()).stream()
                        .mapToLong(table -> table.counts().staged())
                        .sum())
                .isEqualTo(wrote);
    }

    @Test
    void what_cannot_be_undone_is_refused_at_once() {
        var operations = world.program.operations();
        assertRefused(() -> operations.undo(999_999, WORD), ErrorCode.RUN_UNKNOWN);
        world.reload("first");
        var nothing = world.reload("writes-nothing");
        assertRefused(() -> operations.undo(nothing.id(), WORD), ErrorCode.RUN_WRONG_STATE);
        world.production.damage();
        var run = world.reload("undone-once");
        var undo = world.ended(operations.undo(run.id(), WORD).id());
        assertRefused(() -> operations.undo(undo.id(), WORD), ErrorCode.RUN_WRONG_STATE);
        assertThatThrownBy(() -> operations.undo(run.id(), WORD))
                .as("nothing is left of it, and nothing empty is a success")
                .hasMessageContaining("run " + undo.id() + " has undone it");
        var forgotten = world.reload("forgotten");
        world.production.run("call admin.merge_forget(interval '0', null)");
        assertThatThrownBy(() -> operations.undo(forgotten.id(), WORD)).hasMessageContaining("before-images");
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ReloadException.class, refused -> assertThat(refused.code())
                .isEqualTo(code));
    }

    /** A command of the program on this world; its document. */
    private static JsonNode command(String... arguments) throws Exception {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--config=" + Path.of("none"));
        World.settings(world.cloud, Map.of()).forEach((key, value) -> all.add("-D" + key + "=" + value));
        var out = new StringWriter();
        var code = WindowReload.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }
}
