package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.TestPostgres;
import io.windowreload.cli.WindowReload;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code status} on a ledger with a success and a failure. */
class StatusCommandTest {
    private static World world;
    private static long good;
    private static long bad;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
        world.production.damage();
        good = world.reload("good").id();
        world.strike(List.of(
                Fault.of(FaultKind.TABLE_ERROR).on("ORDERS"),
                Fault.of(FaultKind.TABLE_ERROR).on("CUSTOMERS")));
        bad = world.reload("bad").id();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private record Answer(int exitCode, String out, String err) {}

    private static Answer statusOf(String url, String... words) {
        var arguments = new ArrayList<>(List.of("status", "--config", "none"));
        world.cloud.settings().forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        arguments.addAll(List.of("-D", "reload.target.jdbc-url=" + url));
        arguments.addAll(List.of(words));
        var out = new StringWriter();
        var err = new StringWriter();
        var exitCode = WindowReload.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Answer(exitCode, out.toString(), err.toString());
    }

    private static Answer status(String... words) {
        return statusOf(world.cloud.target().url(), words);
    }

    @Test
    void the_list_shows_runs_newest_first_in_a_frame() {
        var answer = status();

        assertThat(answer.exitCode()).isZero();
        var lines = answer.out().lines().toList();
        assertThat(lines.get(0)).matches("\\+[-+]+\\+");
        assertThat(lines.get(1)).contains("request", "window", "took");
        assertThat(lines.get(3)).contains("bad", "2025-01", "FAILED", "DMS_TABLE_ERROR");
        assertThat(lines.get(4)).contains("good", "SUCCESS");
        assertThat(lines.subList(0, 6))
                .extracting(String::length)
                .containsOnly(lines.get(0).length());
    }

    @Test
    void the_list_can_be_narrowed() {
        assertThat(status("--state", "failed").out()).contains("bad").doesNotContain("good");
        assertThat(status("--request", "good").out()).contains("good").doesNotContain("bad");
        assertThat(status("--table", "orders").out()).contains("bad", "good");
        assertThat(status("--table", "production.customers").out()).contains("good");
        var unknown = status("--table", "nobody");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("TABLE_UNKNOWN", "nobody");
        assertThat(unknown.out()).doesNotContain("No runs yet");
    }

    @Test
    void one_run_is_told_with_all_that_a_person_asks() throws Exception {
        var text = status(Long.toString(bad)).out();
        assertThat(text)
                .contains("DMS_TABLE_ERROR", "Read the table's error", "SOURCE_SCHEMA.ORDERS", "attempt", "finished");

        var document = new ObjectMapper()
                .readTree(status(Long.toString(good), "--json").out());
        assertThat(document.at("/run").asLong()).isEqualTo(good);
        assertThat(document.at("/total/staged").asLong()).isPositive();
        assertThat(document.at("/phaseMillis/merge").isNumber()).isTrue();
        assertThat(status("999").exitCode()).isEqualTo(2);
    }

    @Test
    void a_target_without_a_ledger_has_no_runs() {
        var answer = statusOf(TestPostgres.emptyUrl());

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("No runs yet");
    }
}
