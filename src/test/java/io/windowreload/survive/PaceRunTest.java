package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.windowreload.cli.WindowReload;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a run works, and how fast. */
class PaceRunTest {
    private static final Word WORD = new Word("api", "mira", "month-end closing");
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

    private static void with(Map<String, String> keys) {
        world.restart(Engine.Mode.RUNS_ONLY, keys);
    }

    private static Run until(Run run, Predicate<Run> so) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> world.program.ledger().find(run.id()).orElseThrow(), so);
    }

    private static void green(Run run) {
        var ended = world.ended(run.id());
        assertThat(ended.state()).as(ended.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    /** Hours that begin in so many hours, and last one. */
    private static String hours(int from) {
        var begin = LocalTime.now(ZoneOffset.UTC).plusHours(from).truncatedTo(ChronoUnit.MINUTES);
        return begin + "-" + begin.plusHours(1) + " UTC";
    }

    @Test
    void outside_its_hours_a_run_waits_before_it_costs_anything_and_says_until_when() {
        with(Map.of("reload.hours", hours(3)));
        var before = world.production.all();

        var waiting = until(world.ask("hours", ""), run -> run.waiting() != null);

        assertThat(waiting.waiting()).matches("its hours \\(\\d\\d:\\d\\d-\\d\\d:\\d\\d UTC\\), from \\S+Z on");
        assertThat(waiting.dueAt())
                .isBetween(
                        waiting.now().plus(Duration.ofHours(1)), waiting.now().plus(Duration.ofHours(4)));
        assertThat(world.production.texts("select * from admin.standing_fences()"))
                .isEmpty();
        assertThat(world.tasks()).isEmpty();
        assertThat(world.production.all()).isEqualTo(before);
        // Other hours, which are now: nobody waits for those of before.
        with(Map.of("reload.hours", hours(0)));
        world.production.run("update admin.reload_runs set due_at = clock_timestamp() where run_id = " + waiting.id());
        green(waiting);
    }

    @Test
    void a_merge_whose_hours_have_ended_goes_on_in_the_next_ones() {
        with(Map.of("reload.cdc.latency", "5s", "reload.cdc.period", "100ms"));
        var run = until(world.ask("cut", ""), found -> "AWAIT_CDC".equals(String.valueOf(found.step())));

        with(Map.of("reload.hours", hours(3)));
        var waiting = until(run, found -> found.waiting() != null);

        assertThat(waiting.step().name()).isEqualTo("CLASSIFY");
        world.program.operations().cancel(run.id(), WORD);
        assertThat(world.ended(run.id()).state()).isEqualTo(Run.State.CANCELLED);
        with(Map.of());
    }

    @Test
    void a_merge_rests_at_its_next_chunk_also_across_a_restart_until_somebody_resumes_it() {
        with(Map.of("reload.merge.max-rows-per-second", "2"));
        var run = until(world.ask("paused", ""), found -> chunks(found) > 2);

        world.program.operations().pause(run.id(), WORD);

        var resting = until(run, found -> found.waiting() != null);
        assertThat(resting.waiting()).isEqualTo("somebody who resumes it: paused by mira (month-end closing)");
        var written = chunks(run);
        with(Map.of("reload.runs.interval", "50ms"));
        world.production.run("update admin.reload_runs set due_at = clock_timestamp() where run_id = " + run.id());
        until(run, found -> found.waiting() != null && found.dueAt().isAfter(found.now()));
        assertThat(chunks(run)).isEqualTo(written);
        assertThat(command("resume", Long.toString(run.id()))).contains("run " + run.id() + " goes on");
        green(run);
        assertThat(world.program.operationLog().of(run.id()))
                .extracting("operation")
                .containsSubsequence("pause", "resume");
        assertThatThrownBy(() -> world.program.operations().pause(run.id(), WORD))
                .isInstanceOfSatisfying(ReloadException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.RUN_WRONG_STATE));
    }

    private static long chunks(Run run) {
        return Long.parseLong(world.production
                .texts("select count(*) from admin.merge_chunks where run_id = " + run.id())
                .get(0));
    }

    private static String command(String... arguments) {
        var out = new StringWriter();
        var all = new ArrayList<>(List.of(arguments));
        all.add("--config=none");
        World.settings(world.cloud, Map.of()).forEach((key, value) -> all.add("-D" + key + "=" + value));
        assertThat(WindowReload.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new)))
                .isZero();
        return out.toString();
    }

    @Test
    void a_run_writes_no_more_rows_a_second_than_settings_allow() {
        with(Map.of("reload.merge.max-rows-per-second", "5", "reload.merge.parallel", "1"));

        var run = world.ask("braked", "");

        green(run);
        assertThat(world.production.texts(
                        "select max(last_n - first_n + 1) <= 5 and count(*) > 4 from admin.merge_chunks where run_id = "
                                + run.id()))
                .containsExactly("t");
        // By the ledger's own times: each chunk came when those before had used up their seconds.
        assertThat(world.production.texts(
                        "select bool_and(coalesce(extract(epoch from committed_at - before) * 5 >= rows - 0.1, true))"
                                + " from (select position, committed_at, lag(committed_at) over w as before,"
                                + " lag(last_n - first_n + 1) over w as rows from admin.merge_chunks where run_id = "
                                + run.id()
                                + " window w as (partition by position order by committed_at)) c"))
                .containsExactly("t");
    }

    @Test
    void a_merge_rests_while_cdc_is_too_far_behind() {
        // Behind, but not so far that the barrier would wait.
        with(Map.of(
                "reload.cdc.latency", "cloudwatch",
                "reload.cdc.period", "1s",
                "reload.merge.max-rows-per-second", "3",
                "reload.merge.pause-above-latency", "30s"));
        var run = until(world.ask("behind", ""), found -> chunks(found) > 1);

        world.strike(List.of(
                Fault.of(FaultKind.CDC_LATENCY).delay(Duration.ofSeconds(90)).always()));

        var resting = until(run, found -> found.waiting() != null);
        assertThat(resting.waiting()).contains("to catch up: it is ", "merges rest above 30 s");
        assertThat(resting.step().name()).isEqualTo("APPLY");
        world.strike(List.of());
        green(run);
    }
}
