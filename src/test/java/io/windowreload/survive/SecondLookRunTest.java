package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.reload.RunReport;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a merge, what the target alone cannot settle is read again by key through a small DMS task of its own. */
class SecondLookRunTest {
    private static final Map<String, String> KEYS =
            Map.of("reload.look.keys", "500", "reload.look.max-deletes", "3", "reload.look.max-delete-percent", "100");
    private static final String JANUARY_ORDERS =
            "updated_at >= timestamp '2025-01-01 00:00:00' and updated_at < timestamp '2025-02-01 00:00:00'";
    private static final Word WORD = new Word("api", "mira", null);
    private static World world;

    private Gate gate = Gate.none();

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, KEYS);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void letAllPass() throws SQLException {
        gate.close();
        world.cloud.dms().faults().clear();
    }

    @Test
    void rows_that_were_inserted_are_read_again_and_are_there() {
        world.production.damage();

        var run = world.reload("inserted");
        var look = lookAt(run);

        assertThat(look.state()).as(look.errorDetail()).isEqualTo(Run.State.SUCCESS);
        var report = RunReport.of(world.program.ledger(), run);
        assertThat(report.look()).isEqualTo(look.id());
        var asked = report.total().inserted();
        assertThat(asked).isPositive();
        var found = RunReport.of(world.program.ledger(), look);
        assertThat(found.keys()).isEqualTo(Map.of("there", asked));
        assertThat(found.total().unchanged()).isEqualTo(asked);
        assertThat(found.total().skippedBy().get("outside_window"))
                .as("control keys")
                .isPositive();
        assertThat(world.program.ledger().evidence(look.id(), "task-plan").orElseThrow())
                .contains("\\\"start-value\\\"")
                .doesNotContain("updated_at");
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    /** Asks for January; once an order is loaded, and before the merge, the source deletes it. */
    private long deletedWhileCounted(String requestId, String order) throws SQLException {
        gate = Gate.closed(world);
        var id = world.ask(requestId, "").id();
        gate.pass(id, () -> world.source.run("delete from source_schema.orders where order_id = " + order));
        gate.close();
        return id;
    }

    @Test
    void nothing_to_read_again_is_no_second_look() {
        world.reload("right");

        var run = world.reload("right-again");

        assertThat(run.state()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.program.ledger().look(run.id())).isEmpty();
    }

    /** The one race that no fence on the target can see: a delete of CDC that finds no row leaves no trace. */
    @Test
    void a_row_that_was_deleted_after_it_was_read_and_that_production_lacked_is_taken_back() throws Exception {
        right("before-the-race");
        var lost = world.source
                .texts("select min(order_id) from source_schema.orders where " + JANUARY_ORDERS)
                .get(0);
        world.production.run(
                "set session_replication_role = replica; delete from production.orders where order_id = " + lost);

        var run = world.ended(deletedWhileCounted("race", lost));
        assertThat(RunReport.of(world.program.ledger(), run).total().inserted()).isEqualTo(1);
        var look = world.ended(firstLook(run).id());

        assertThat(look.state()).as(look.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.program.ledger().lookOutcomes(look.id())).isEqualTo(Map.of("deleted", 1L));
        settled(run);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    /** The same, and nobody knows how far CDC has got: it may be about to give the row another key. */
    @Test
    void a_look_that_waits_for_nobody_takes_nothing_back_and_leaves_it_open() throws SQLException {
        right("before-nobody-waits");
        var lost = world.source
                .texts("select min(order_id) from source_schema.orders where " + JANUARY_ORDERS)
                .get(0);
        world.production.run(
                "set session_replication_role = replica; delete from production.orders where order_id = " + lost);
        var unknown = new HashMap<>(KEYS);
        unknown.put("reload.cdc.latency", "off");
        world.restart(Engine.Mode.RUNS_ONLY, unknown);
        try {
            var id = deletedWhileCounted("nobody-waits", lost);
            var run = world.ended(id);
            var look = world.ended(firstLook(run).id());

            assertThat(world.program.ledger().lookOutcomes(look.id())).isEqualTo(Map.of("unwaited", 1L));
            assertThat(look.state()).isEqualTo(Run.State.PARTIAL);
            assertThat(world.program.ledger().find(id).orElseThrow().state()).isEqualTo(Run.State.PARTIAL);
            assertThat(world.production.texts("select 1 from production.orders where order_id = " + lost))
                    .hasSize(1);
        } finally {
            world.restart(Engine.Mode.RUNS_ONLY, KEYS);
            world.production.run("delete from production.orders where order_id = " + lost);
        }
    }

    /** CDC's change of the key hits no row, and the run inserts what it has read: DMS's exceptions tell the new key. */
    @Test
    void a_row_that_got_another_key_after_it_was_read_and_that_production_lacked_is_found() throws SQLException {
        right("before-the-new-key");
        var order = world.source
                .texts("select min(order_id) from source_schema.orders where " + JANUARY_ORDERS)
                .get(0);
        world.production.run(
                "set session_replication_role = replica; delete from production.orders where order_id = " + order);
        gate = Gate.closed(world);
        var id = world.ask("new-key", "").id();
        gate.pass(id, () -> {
            world.source.run("update source_schema.orders set order_id = 77777777 where order_id = " + order);
            world.production.run(
                    "insert into public.awsdms_apply_exceptions values ('cdc', 'production', 'orders', localtimestamp,"
                            + " $a$UPDATE \"production\".\"orders\" SET \"order_id\"='77777777' WHERE \"order_id\"='"
                            + order + "'$a$, '0 rows affected')");
        });
        gate.close();
        var run = world.ended(id);
        var look = world.ended(firstLook(run).id());

        assertThat(look.state()).as(look.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.program.ledger().lookOutcomes(look.id())).isEqualTo(Map.of("deleted", 1L, "there", 1L));

        settled(run);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    /** The run has revived a row; the source inserts its key again, and CDC's insert meets the revived row and is refused. */
    @Test
    void a_row_that_the_source_has_again_after_the_look_has_read_is_not_lost() throws SQLException {
        right("before-the-revival");
        var order = world.source
                .texts("select min(order_id) from source_schema.orders where " + JANUARY_ORDERS)
                .get(0);
        var customer = world.source
                .texts("select customer_id from source_schema.orders where order_id = " + order)
                .get(0);
        world.production.run(
                "set session_replication_role = replica; delete from production.orders where order_id = " + order);
        gate = Gate.closed(world);
        var id = world.ask("revival", "").id();
        gate.pass(id, () -> world.source.run("delete from source_schema.orders where order_id = " + order));
        var run = world.ended(id);
        var look = firstLook(run);
        gate.pass(
                look.id(),
                () -> world.source.run(
                        "insert into source_schema.orders (order_id, customer_id, amount, order_date, updated_at) values ("
                                + order + ", " + customer
                                + ", 5, timestamp '2025-01-20 10:00:00', timestamp '2025-01-20 10:00:00')"));
        gate.close();

        settled(run);

        assertThat(world.program.ledger().lookOutcomes(look.id())).isEqualTo(Map.of("deleted", 1L));
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    /** The look has read a newer version; CDC writes a later one, of one column, that leaves the time alone. */
    @Test
    void a_look_leaves_what_cdc_has_written_since_and_the_next_one_settles_it() throws SQLException {
        world.reload("before-one-column");
        var order = world.source
                .texts("select max(order_id) from source_schema.orders where " + JANUARY_ORDERS)
                .get(0);
        var here = " where order_id = " + order;
        world.production.run("set session_replication_role = replica; delete from production.orders" + here);
        gate = Gate.closed(world);
        var id = world.ask("one-column", "").id();
        gate.pass(
                id,
                () -> world.source.run(
                        "update source_schema.orders set amount = 1, updated_at = timestamp '2025-01-31 23:00:00'"
                                + here));
        var run = world.ended(id);
        var look = firstLook(run);
        gate.pass(look.id(), () -> {
            world.source.run("update source_schema.orders set amount = 777" + here);
            world.production.run(
                    "set session_replication_role = replica; update production.orders set amount = 777" + here);
        });
        gate.close();

        settled(run);

        var first = RunReport.of(world.program.ledger(), world.ended(look.id())).total();
        assertThat(first.updated()).isZero();
        assertThat(first.skippedBy()).containsEntry("tie_touched_by_cdc", 1L);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    @Test
    void rows_that_only_production_has_are_reported_and_deleted_on_request_below_the_cap() {
        world.reload("before-extras");
        extras(2);
        var reported = world.reload("reported");
        assertThat(world.program.ledger().lookOutcomes(lookAt(reported).id())).isEqualTo(Map.of("kept", 2L));
        extras(4);
        var many = ended("many", ",\"options\":{\"deletes\":\"apply\"}");
        assertThat(world.program.ledger().lookOutcomes(lookAt(many).id())).isEqualTo(Map.of("kept", 4L));
        world.production.run("delete from production.orders where order_id in (900004, 900003)");

        var applied = ended("applied", ",\"options\":{\"deletes\":\"apply\"}");

        var first = world.program.ledger().look(applied.id()).orElseThrow();
        assertThat(world.program.ledger().lookOutcomes(world.ended(first.id()).id()))
                .isEqualTo(Map.of("deleted", 2L));
        var second = lookAt(applied);
        assertThat(second.id()).as("what was deleted is read once more").isGreaterThan(first.id());
        assertThat(world.program.ledger().lookOutcomes(second.id())).isEqualTo(Map.of("gone", 2L));
        assertThat(world.production.january()).isEqualTo(world.source.january());
        var undo = world.ended(world.program.operations().undo(first.id(), WORD).id());
        assertThat(undo.state()).as(undo.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).hasSize(world.source.january().size() + 2);
        world.production.run("delete from production.orders where order_id > 900000");
    }

    @Test
    void a_request_can_do_without() {
        world.production.damage();

        var run = ended("without", ",\"options\":{\"secondLook\":false}");

        assertThat(run.state()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.program.ledger().look(run.id())).isEmpty();
    }

    @Test
    void a_look_that_was_cancelled_is_tried_again_with_the_same_keys() {
        world.production.damage();
        // The run's task, and the look's.
        for (var i = 0; i < 2; i++) {
            world.cloud.dms().faults().add(Fault.of(FaultKind.SLOW_READY).delay(Duration.ofMillis(1500)));
        }
        var run = world.reload("cancelled-look");
        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        var look = world.program.ledger().look(run.id()).orElseThrow();
        world.program.operations().cancel(look.id(), WORD);
        assertThat(world.ended(look.id()).state()).isEqualTo(Run.State.CANCELLED);
        world.cloud.dms().faults().clear();

        var again = world.ended(
                world.program.operations().retry(look.id(), false, WORD).id());

        assertThat(again.state()).as(again.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.of()).isEqualTo(run.id());
        assertThat(world.program.ledger().lookOutcomes(again.id()).keySet()).containsExactly("there");
        assertThatThrownBy(() -> world.program.operations().retry(again.id(), true, WORD))
                .isInstanceOfSatisfying(ReloadException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.RUN_WRONG_STATE));

        world.ended(world.program.operations().undo(run.id(), WORD).id());

        assertThatThrownBy(() -> world.program.operations().retry(look.id(), false, WORD))
                .as("it would bring back what the undo has taken away")
                .hasMessageContaining("was undone since");
    }

    @Test
    void the_command_waits_for_the_second_look_and_shows_it() throws Exception {
        world.production.damage();
        var file = Files.writeString(folder.resolve("x.json"), "{\"requestId\":\"shown\"," + World.JANUARY + "}");

        var text = command("run", file.toString());

        assertThat(text).contains("last look at run ", "at source", "keys read again: there ");
        world.production.damage();
        var json = new ObjectMapper().readTree(command("run", file.toString(), "--again", "--json"));
        assertThat(json.at("/secondLook/of").asLong()).isEqualTo(json.get("run").asLong());
        assertThat(json.at("/secondLook/keys/there").asLong())
                .isEqualTo(json.at("/total/inserted").asLong());
    }

    private static void extras(int rows) {
        world.production.run(
                "insert into production.orders select 900000 + g, (select min(customer_id) from production.customers),"
                        + " 1, '2025-01-05', '2025-01-05' from generate_series(1, " + rows
                        + ") g on conflict do nothing");
    }

    /** DMS's statistics come late, so that there is time between what a run or look has read and what it writes. */
    /** Makes the month right, and waits for the looks at it: what follows is for the next run alone. */
    private static void right(String id) {
        var run = world.reload(id);
        if (world.program.ledger().look(run.id()).isPresent()) {
            settled(run);
        }
    }

    private static Run firstLook(Run run) {
        return world.program.ledger().latest("look:" + run.id()).orElseThrow();
    }

    /** The last look has ended, and nothing is open. */
    private static void settled(Run run) {
        var last = await().atMost(Duration.ofMinutes(2))
                .until(() -> lookAt(run), look -> look.id() == lookAt(run).id());
        assertThat(last.state()).as(last.errorDetail()).isEqualTo(Run.State.SUCCESS);
    }

    private static Run lookAt(Run run) {
        return world.ended(world.program.ledger().look(run.id()).orElseThrow().id());
    }

    private static Run ended(String id, String more) {
        return world.ended(world.ask(id, more).id());
    }

    private static String command(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--config=" + Path.of("none"));
        World.settings(world.cloud, KEYS).forEach((key, value) -> all.add("-D" + key + "=" + value));
        var out = new StringWriter();
        var code = WindowReload.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
    }
}
