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
import io.windowreload.settings.SettingsException;
import io.windowreload.settings.SettingsReader;
import io.windowreload.settings.SettingsSource;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another person than the requester lets a run go on; until then it holds nothing. */
class ApprovalRunTest {
    private static final Map<String, String> REQUIRED =
            Map.of("reload.approval", "required", "reload.http.port", "off", "reload.runs.parallel", "4");
    private static final String OF_MIRA = ",\"requestedBy\":\"Mira\"";
    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, REQUIRED);
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

    private static Word word(String actor) {
        return new Word("api", actor, "checked");
    }

    private static Run waiting(Run run) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> world.program.ledger().find(run.id()).orElseThrow(), Run::awaitsApproval);
    }

    private static void approve(Run run, String actor) {
        world.program.operations().approve(run.id(), word(actor));
    }

    @Test
    void a_run_waits_without_holding_anything_until_somebody_else_approves_it() {
        var before = world.production.all();
        var run = world.ask("waits", OF_MIRA);

        var waiting = waiting(run);

        assertThat(waiting.waiting()).isEqualTo("approval by another person than Mira");
        assertThat(world.production.texts("select * from admin.standing_fences()"))
                .isEmpty();
        assertThat(world.tasks()).isEmpty();
        assertThat(world.program.ledger().evidence(run.id(), "task-plan")).isPresent();
        assertThat(world.program.history().open())
                .filteredOn(open -> open.run().id() == run.id())
                .singleElement()
                .satisfies(open -> assertThat(open.stuck()).isFalse());
        assertThat(world.production.all()).isEqualTo(before);
        var checks = world.carriedOut("DescribeConnections");

        approve(run, "noah");

        var ended = world.ended(run.id());
        assertThat(ended.state()).as(ended.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
        // What was seen before somebody came may be days old.
        assertThat(world.carriedOut("DescribeConnections")).isGreaterThan(checks);
        assertThat(world.production.texts("select concat_ws(' ', requested_by, approved_by, approved_at is not null)"
                        + " from admin.reload_runs where run_id = " + run.id()))
                .containsExactly("Mira noah t");
        assertThat(world.program.operationLog().of(run.id()))
                .extracting("operation", "actor")
                .contains(org.assertj.core.groups.Tuple.tuple("approve", "noah"));
    }

    @Test
    void whoever_has_asked_is_refused_however_the_name_is_spelt() {
        var run = waiting(world.ask("own", OF_MIRA));

        for (var name : List.of("Mira", "mira", " MIRA ")) {
            assertThatThrownBy(() -> approve(run, name))
                    .isInstanceOfSatisfying(ReloadException.class, refusal -> assertThat(refusal.code())
                            .isEqualTo(ErrorCode.APPROVAL_BY_REQUESTER));
        }
        world.program.operations().cancel(run.id(), word("noah"));
        world.ended(run.id());
        // Who tries it again asks for it, too.
        var again = waiting(world.program.operations().retry(run.id(), false, word("noah")));
        assertThatThrownBy(() -> approve(again, "Noah")).hasMessageContaining("was asked for by Noah");
        world.program.operations().cancel(again.id(), word("mira"));
        world.ended(again.id());
    }

    @Test
    void it_can_be_cancelled_meanwhile_and_approved_only_while_it_waits() {
        var run = waiting(world.ask("cancelled", OF_MIRA));

        world.program.operations().cancel(run.id(), word("noah"));

        assertThat(world.ended(run.id()).state()).isEqualTo(Run.State.CANCELLED);
        assertThatThrownBy(() -> approve(run, "noah"))
                .isInstanceOfSatisfying(ReloadException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(ErrorCode.RUN_WRONG_STATE));
    }

    @Test
    void later_runs_pass_it_and_once_approved_it_waits_for_those_that_have_begun() {
        var first = waiting(world.ask("passed", OF_MIRA));
        world.strike(List.of(Fault.of(FaultKind.SLOW_READY).delay(Duration.ofSeconds(1))));
        // A dry run wants no approval, and has the same tables.
        var dry = world.ask("passes", ",\"options\":{\"dryRun\":true}");
        await().until(() -> world.program.ledger().find(dry.id()).orElseThrow().taskArn() != null);

        approve(first, "noah");
        var second = world.ask("behind", ",\"options\":{\"dryRun\":true}");

        var ended = List.of(world.ended(dry.id()), world.ended(first.id()), world.ended(second.id()));
        assertThat(ended).extracting(Run::state).containsOnly(Run.State.SUCCESS);
        assertThat(world.production.texts("select count(*) from admin.reload_loads a join admin.reload_loads b"
                        + " on a.run_id < b.run_id and a.began_at < b.ended_at and b.began_at < a.ended_at where a.run_id in ("
                        + first.id() + "," + dry.id() + "," + second.id() + ") and b.run_id in (" + first.id() + ","
                        + dry.id() + "," + second.id() + ")"))
                .containsExactly("0");
        assertThat(ended.get(1).finishedAt()).isBefore(ended.get(2).finishedAt());
        assertThat(ended.get(0).finishedAt()).isBefore(ended.get(1).finishedAt());
    }

    @Test
    void two_runs_that_wait_are_approved_in_any_order() {
        var first = waiting(world.ask("one", OF_MIRA));
        var second = waiting(world.ask("two", OF_MIRA));

        approve(second, "noah");
        approve(first, "noah");

        assertThat(world.ended(first.id()).state()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.ended(second.id()).state()).isEqualTo(Run.State.SUCCESS);
    }

    @Test
    void it_waits_over_a_restart_and_the_command_approves_it() {
        var run = waiting(world.ask("by-command", OF_MIRA));
        world.restart(Engine.Mode.RUNS_ONLY, REQUIRED);

        var out = new StringWriter();
        var all = new ArrayList<>(List.of("approve", Long.toString(run.id()), "--reason", "CHG-77", "--config=none"));
        World.settings(world.cloud, REQUIRED).forEach((key, value) -> all.add("-D" + key + "=" + value));
        var exit = WindowReload.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new));

        assertThat(exit).isZero();
        assertThat(out.toString()).contains("run " + run.id() + " is approved by " + System.getProperty("user.name"));
        assertThat(world.ended(run.id()).state()).isEqualTo(Run.State.SUCCESS);
    }

    @Test
    void names_that_nobody_proves_are_refused_as_a_setting() {
        var keys = new LinkedHashMap<>(World.settings(world.cloud, REQUIRED));
        keys.put("reload.http.port", "8080");

        assertThatThrownBy(() -> SettingsReader.read(SettingsSource.collect(Path.of("none"), keys, Map.of())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("reload.http.users-file");
    }
}
