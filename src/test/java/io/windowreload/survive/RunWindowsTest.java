package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.Run;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.settings.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} with windows that are named at the prompt. */
class RunWindowsTest {
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
        world.strike(List.of());
    }

    private record Answer(int exitCode, String out, String err) {}

    private static Answer command(String... words) {
        var arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--config", "none"));
        new LinkedHashMap<>(World.settings(world.cloud, Map.of()))
                .forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        var out = new StringWriter();
        var err = new StringWriter();
        var exitCode = WindowReload.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Answer(exitCode, out.toString(), err.toString());
    }

    private static List<Run> runs(String prefix) {
        return world.program.ledger().list(100).stream()
                .filter(run -> run.requestId().startsWith(prefix))
                .toList();
    }

    @Test
    void routes_that_do_not_start_are_no_fault_of_the_request(@TempDir Path home) throws IOException {
        for (var folder : List.of("routes", "config")) {
            Files.createDirectory(home.resolve(folder));
            try (var files = Files.list(Path.of(folder))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, home.resolve(folder).resolve(file.getFileName()));
                }
            }
        }
        Files.writeString(home.resolve("routes/phase-load.camel.yaml"), "- route: {from: [}");
        var request = Files.writeString(home.resolve("sound.json"), "{\"requestId\":\"sound\",\"month\":\"2025-01\"}");

        System.setProperty(Home.PROPERTY, home.toString());
        try {
            var answer = command("run", request.toString());
            assertThat(answer.exitCode()).as(answer.err()).isEqualTo(2);
            assertThat(answer.err()).contains("phase-load.camel.yaml");
        } finally {
            System.clearProperty(Home.PROPERTY);
        }
        assertThat(runs("sound"))
                .as("accepted, and refused by nobody")
                .hasSize(1)
                .allSatisfy(run -> assertThat(run.error()).isNull());

        assertThat(command("run", request.toString()).exitCode()).isZero();
        assertThat(runs("sound")).hasSize(1);
    }

    @Test
    void a_long_window_is_run_in_pieces_and_again_only_where_it_failed() {
        var command = new String[] {
            "run",
            "--from",
            "2024-11",
            "--to",
            "2025-03",
            "--split",
            "month",
            "--tables",
            "customers,orders",
            "--reason",
            "INC-7",
            "--allow-empty"
        };
        world.strike(List.of(
                Fault.of(FaultKind.TABLE_ERROR).on("ORDERS"),
                Fault.of(FaultKind.TABLE_ERROR).on("CUSTOMERS")));

        var first = command(command);

        assertThat(first.exitCode()).as(first.out() + first.err()).isEqualTo(1);
        assertThat(first.out()).contains("DMS_TABLE_ERROR", "3/4", "the same command again");
        assertThat(runs("window-2024-11-customers-orders-allow-empty"))
                .hasSize(1)
                .allSatisfy(run -> {
                    assertThat(run.state()).isEqualTo(Run.State.FAILED);
                    assertThat(run.reason()).isEqualTo("INC-7");
                });
        assertThat(first.out().lines().filter(line -> line.contains("window-2")).map(line -> line.strip()
                        .replaceFirst(" .*", "")))
                .containsExactly(
                        "window-2024-11-customers-orders-allow-empty",
                        "window-2024-12-customers-orders-allow-empty",
                        "window-2025-01-customers-orders-allow-empty",
                        "window-2025-02-customers-orders-allow-empty");

        // Who asks again need not give a reason.
        var again = command(
                "run",
                "--from",
                "2024-11",
                "--to",
                "2025-03",
                "--split",
                "month",
                "--tables",
                "customers,orders",
                "--allow-empty");

        assertThat(again.exitCode()).as(again.out() + again.err()).isZero();
        assertThat(again.err()).contains("4 windows: 1 to run, 3 done before");
        assertThat(again.out()).contains("4/4");
        assertThat(runs("window-2024-11-customers-orders-allow-empty")).hasSize(2);
        assertThat(runs("window-2025-01-customers-orders-allow-empty")).hasSize(1);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    @Test
    void a_month_is_one_run_of_all_tables() {
        var month = command("run", "--month", "2025-01", "--json");

        assertThat(month.exitCode()).as(month.out() + month.err()).isZero();
        assertThat(month.out()).contains("\"requestId\" : \"window-2025-01\"", "production.orders", "\"exitCode\" : 0");
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    @Test
    void what_was_done_is_said_first_and_done_anew_when_it_is_undone_or_asked_for_or_has_another_reason(
            @TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("once.json"), "{\"requestId\":\"once\",\"month\":\"2025-01\"}");
        for (var what : List.of(
                List.of("run", file.toString()),
                List.of("run", "--month", "2025-01", "--tables", "orders,customers"),
                List.of("run", "--from", "2025-01-01", "--to", "2025-02-01T00:00", "--allow-empty"))) {
            var words = what.toArray(String[]::new);
            world.production.damage();
            assertThat(command(words).exitCode()).isZero();
            var first = world.program.ledger().list(50).stream()
                    .filter(run -> !run.look())
                    .findFirst()
                    .orElseThrow();

            var before = command(words);
            assertThat(before.exitCode()).as(before.out()).isEqualTo(5);
            assertThat(before.out()).startsWith("NOTHING DONE: run " + first.id() + " did this on ");
            assertThat(before.out().lines().findFirst().orElseThrow()).endsWith("; --again runs it anew");
            assertThat(command(with(what, "--json")).out())
                    .contains("\"nothingDone\" : \"NOTHING DONE: run " + first.id());

            assertThat(command("undo", Long.toString(first.id())).exitCode()).isZero();
            assertThat(command(words).exitCode()).as("undone, and so it runs").isZero();
            assertThat(command(words).exitCode()).isEqualTo(5);

            world.production.damage();
            assertThat(command(with(what, "--again")).exitCode()).isZero();
            assertThat(world.production.january()).isEqualTo(world.source.january());
            if (!what.contains(file.toString())) {
                world.production.damage();
                var other = command(with(what, "--reason", "INC-" + what.size()));
                assertThat(other.exitCode()).as(other.out()).isZero();
                assertThat(world.production.january()).isEqualTo(world.source.january());
                assertThat(command(with(what, "--reason", "INC-" + what.size())).exitCode())
                        .isEqualTo(5);
            }
        }
    }

    private static String[] with(List<String> words, String... more) {
        var all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void nothing_is_accepted_of_a_window_that_cannot_be_run_to_its_end() {
        var future = command("run", "--from", "2024-01", "--to", "2999-01", "--split", "month");
        assertThat(future.exitCode()).isEqualTo(2);
        assertThat(future.err()).contains("WINDOW_IN_FUTURE");

        var wrong = command("run", "--from", "2024-13", "--to", "2025-01");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("WINDOW_INVALID");

        var unknown = command("run", "--month", "2024-05", "--tables", "nobody");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("TABLE_UNKNOWN");
        assertThat(runs("window-2024-0")).isEmpty();
    }

    @Test
    void words_that_do_not_fit_together_are_bad_usage() {
        assertThat(command("run").exitCode()).isEqualTo(2);
        assertThat(command("run", "--from", "2024-01").exitCode()).isEqualTo(2);
        assertThat(command("run", "x.json", "--month", "2024-01").exitCode()).isEqualTo(2);
        assertThat(command("run", "x.json", "--tables", "orders").err()).contains("a FILE says them itself");
        assertThat(command("run", "--month", "2024-01", "--plan", "1").err()).contains("goes with a FILE");
    }
}
