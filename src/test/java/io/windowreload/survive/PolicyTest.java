package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.windowreload.check.Finding;
import io.windowreload.docs.Manual;
import io.windowreload.ledger.OperationLog.Word;
import io.windowreload.ledger.Run;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Checkup;
import io.windowreload.program.Engine;
import io.windowreload.settings.SettingsSource;
import io.windowreload.window.ErrorCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual's policy allows every call that the program makes, and not one more. */
class PolicyTest {
    private static final Word WORD = new Word("cli", "mira", "a test");

    /** AWS asks for it where a task is created with tags; it is no call of its own. */
    private static final Set<String> IMPLIED = Set.of("dms:AddTagsToResource");

    @TempDir
    static Path folder;

    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.EVERYTHING, keys("7d"));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static Map<String, String> keys(String leftovers) {
        return Map.of(
                "reload.cdc.latency", "cloudwatch",
                "reload.requests.directory", folder.toString(),
                "reload.schedule.cron", "0 0 3 1 1 ?",
                "reload.http.port", "0",
                "reload.management.port", "0",
                "reload.management.source-interval", "200ms",
                "reload.dms.load-timeout", "1m",
                "reload.dms.delete-task", "success",
                "reload.runs.leftovers", leftovers);
    }

    /** What the policy behind a place of the manual allows. */
    static Set<String> allowed(String behind) throws Exception {
        var actions = new TreeSet<String>();
        for (var statement :
                new ObjectMapper().readTree(Manual.block(behind, "json")).get("Statement")) {
            if (statement.get("Effect").asText().equals("Deny")) {
                continue;
            }
            assertThat(statement.get("Effect").asText()).isEqualTo("Allow");
            var action = statement.get("Action");
            if (action.isArray()) {
                action.forEach(one -> actions.add(one.asText()));
            } else {
                actions.add(action.asText());
            }
        }
        return actions;
    }

    private static Set<String> called() {
        return world.cloud.dms().calls().stream()
                .map(call -> call.service() + ":" + call.operation())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void it_allows_what_is_called_and_nothing_else() throws Exception {
        succeed();
        fail();
        cancel();
        sweep();
        check();

        var allowed = allowed("3. **IAM**");
        assertThat(allowed).noneMatch(action -> action.contains("*"));
        assertThat(called()).isSubsetOf(allowed);
        allowed.removeAll(IMPLIED);
        assertThat(called()).containsAll(allowed);
    }

    /** Whoever may tag a task could make the CDC task one of ours, and stop it then: a deny beats every allow. */
    @Test
    void the_cdc_task_cannot_be_made_ours() throws Exception {
        assertThat(denied("3. **IAM**", "CDC-TASK-ARN"))
                .containsExactly(
                        "dms:AddTagsToResource",
                        "dms:DeleteReplicationTask",
                        "dms:ModifyReplicationTask",
                        "dms:MoveReplicationTask",
                        "dms:ReloadTables",
                        "dms:RemoveTagsFromResource",
                        "dms:StartReplicationTask",
                        "dms:StopReplicationTask");
        assertThat(denied("**Serverless**", "CDC-CONFIG-ARN"))
                .containsExactly(
                        "dms:AddTagsToResource",
                        "dms:DeleteReplicationConfig",
                        "dms:ModifyReplicationConfig",
                        "dms:ReloadReplicationTables",
                        "dms:RemoveTagsFromResource",
                        "dms:StartReplication",
                        "dms:StopReplication");
    }

    private static Set<String> denied(String behind, String resource) throws Exception {
        var denied = new TreeSet<String>();
        for (var statement :
                new ObjectMapper().readTree(Manual.block(behind, "json")).get("Statement")) {
            if (statement.get("Effect").asText().equals("Deny")) {
                assertThat(statement.get("Resource").asText()).isEqualTo(resource);
                assertThat(statement.has("Condition")).isFalse();
                statement.get("Action").forEach(action -> denied.add(action.asText()));
            }
        }
        return denied;
    }

    private static void succeed() {
        var run = world.reload("good");
        assertThat(run.state()).as(run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        world.production.damage();
        var second = world.reload("second");
        var undo =
                world.ended(world.program.operations().undo(second.id(), WORD).id());
        assertThat(undo.state()).as(undo.errorDetail()).isEqualTo(Run.State.SUCCESS);
    }

    private static void fail() {
        world.strike(List.of(Fault.of(FaultKind.FAIL).text("ORA-01555")));
        assertThat(world.reload("failed").error()).isEqualTo(ErrorCode.DMS_TASK_FAILED);
    }

    private static void cancel() {
        world.strike(List.of(Fault.of(FaultKind.SLOW_LOAD).on("ORDERS").delay(Duration.ofSeconds(30))));
        var run = world.ask("cancelled", "");
        await().atMost(TapStage.PATIENCE).until(() -> world.tasks().stream()
                .anyMatch(task -> task.status().equals("running")));
        world.program.operations().cancel(run.id(), WORD);
        assertThat(world.ended(run.id()).state()).isEqualTo(Run.State.CANCELLED);
    }

    private static void check() {
        var findings = Checkup.of(
                () -> SettingsSource.collect(Path.of("none"), World.settings(world.cloud, keys("7d")), Map.of()),
                Clock.systemUTC());
        assertThat(findings).noneMatch(Finding::failed);
    }

    /** What the failed and the cancelled run have left goes. */
    private static void sweep() {
        assertThat(world.tasks()).isNotEmpty();
        world.strike(List.of());
        world.restart(Engine.Mode.EVERYTHING, keys("1ms"));
        await().atMost(TapStage.PATIENCE).until(() -> world.tasks().isEmpty());
    }
}
