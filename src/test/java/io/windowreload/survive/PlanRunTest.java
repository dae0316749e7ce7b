package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan says what a run would do, and a run from a plan does that or stops. */
class PlanRunTest {
    private static final Word WORD = new Word("api", "mira", "what would it do?");
    private static World world;

    @TempDir
    private Path folder;

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

    @Test
    void the_command_shows_the_counts_that_the_run_then_has_and_keys_of_each_class() throws Exception {
        var file = Files.writeString(folder.resolve("x.json"), "{\"requestId\":\"shown\"," + World.JANUARY + "}");
        // A parent that neither production nor the window has: its orders are quarantined, by the plan as by the run.
        var parent = world.source
                .texts("select o.customer_id from source_schema.orders o join source_schema.customers c"
                        + " on c.customer_id = o.customer_id where mod(o.order_id, 6) = 1 and c.updated_at >= timestamp"
                        + " '2025-02-01 00:00:00' and o.updated_at >= timestamp '2025-01-01 00:00:00' and o.updated_at <"
                        + " timestamp '2025-02-01 00:00:00'")
                .get(0);
        world.production.run(
                "set session_replication_role = replica; delete from production.customers where customer_id = "
                        + parent);
        var before = world.production.all();

        var plan = new ObjectMapper().readTree(command("plan", file.toString(), "--json"));

        assertThat(world.production.all()).isEqualTo(before);
        assertThat(plan.get("dryRun").asBoolean()).isTrue();
        assertThat(plan.get("rows")).isNotEmpty();
        assertThat(plan.findValuesAsText("reason")).contains("insert", "update", "orphaned");
        var run = new ObjectMapper()
                .readTree(command(
                        "run", file.toString(), "--plan", plan.get("run").asText(), "--json"));
        assertThat(numbers(run)).isEqualTo(numbers(plan));
        assertThat(run.get("total").get("inserted").asLong()).isPositive();
        assertThat(run.get("total").get("updated").asLong()).isPositive();
    }

    private static List<String> numbers(JsonNode report) {
        var numbers = new ArrayList<String>();
        report.get("tables")
                .forEach(table -> List.of("table", "staged", "inserted", "updated", "unchanged", "skippedBy")
                        .forEach(field -> numbers.add(field + " " + table.get(field))));
        return numbers;
    }

    @Test
    void the_table_names_keys_and_how_to_go_on() throws Exception {
        var file = Files.writeString(folder.resolve("x.json"), "{" + World.JANUARY + "}");

        var text = command("plan", file.toString());

        assertThat(text)
                .contains(
                        "PLAN: nothing was written to production",
                        "production.customers {\"customer_id\": ",
                        "}: update")
                .contains("to do exactly this: window-reload run " + file + " --plan ");
    }

    @Test
    void a_run_from_a_plan_stops_before_it_writes_if_it_finds_otherwise() {
        var plan = planned("otherwise");
        // Not CDC: these rows were damaged, and look untouched since the plan because their xmin is as it was.
        world.source.run("update source_schema.customers set name = 'changed since' where customer_id in (select"
                + " customer_id from source_schema.customers where updated_at >= '2025-01-01' and updated_at <"
                + " '2025-02-01' order by 1 fetch first 2 rows only)");
        var before = world.production.all();

        var run = world.ended(world.ask("otherwise-run", ",\"options\":{\"plan\":" + plan.id() + "}")
                .id());

        assertThat(run.error()).isEqualTo(ErrorCode.PLAN_DEVIATES);
        assertThat(run.errorDetail()).contains("2 rows are not as run " + plan.id());
        assertThat(world.production.all()).isEqualTo(before);
        assertThat(world.program.history().skipped(run.id(), 100))
                .filteredOn(
                        row -> row.reason().endsWith("_plan") || row.reason().endsWith("_planned"))
                .hasSize(2);
    }

    @Test
    void what_cdc_wrote_since_the_plan_is_no_reason_to_stop() {
        var plan = planned("explained");
        world.source.run(
                "update source_schema.customers set name = 'by cdc' where customer_id = (select min(customer_id)"
                        + " from source_schema.customers where updated_at >= '2025-01-01' and updated_at < '2025-02-01')");
        world.production.run("set session_replication_role = replica; update production.customers set name = 'by cdc'"
                + " where customer_id = (select min(customer_id) from production.customers where updated_at >="
                + " '2025-01-01' and updated_at < '2025-02-01')");

        var run = world.ended(world.ask("explained-run", ",\"options\":{\"plan\":" + plan.id() + "}")
                .id());

        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
    }

    @Test
    void a_plan_of_another_window_or_no_plan_at_all_is_refused() {
        var plan = planned("of-january");
        var real = world.reload("no-plan");
        assertRefused("\"month\":\"2025-02\",\"options\":{\"plan\":" + plan.id() + "}");
        assertRefused(World.JANUARY + ",\"options\":{\"plan\":" + real.id() + "}");
        assertRefused(World.JANUARY + ",\"options\":{\"plan\":999999}");
    }

    private static void assertRefused(String members) {
        assertThatThrownBy(() -> world.program.intake().accept(world.request("refused", members), "cli"))
                .isInstanceOfSatisfying(ReloadException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.PLAN_UNUSABLE);
                    assertThat(refused.pointer()).isEqualTo("/options/plan");
                });
    }

    private static Run planned(String id) {
        var request = world.request(id, World.JANUARY + ",\"options\":{\"dryRun\":true}");
        var plan = world.ended(world.program.operations().plan(request, WORD).id());
        assertThat(plan.state()).as(plan.errorDetail()).isEqualTo(Run.State.SUCCESS);
        return plan;
    }

    private static String command(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--config=" + Path.of("none"));
        World.settings(world.cloud, Map.of()).forEach((key, value) -> all.add("-D" + key + "=" + value));
        var out = new StringWriter();
        var code = WindowReload.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
    }
}
