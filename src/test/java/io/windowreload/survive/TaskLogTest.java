package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The end of a task's log is kept with the run that failed, and never changes how the run ends. */
class TaskLogTest {
    private static final Fault FAILED = Fault.of(FaultKind.FAIL).text("ORA-01555: snapshot too old");
    private static World world;

    @BeforeAll
    static void open() {
        world = new World(Engine.Mode.RUNS_ONLY, Map.of());
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static String log(String requestId, Fault... faults) {
        world.strike(List.of(faults));
        var run = world.reload(requestId);
        assertThat(run.error()).as(run.errorDetail()).isEqualTo(ErrorCode.DMS_TASK_FAILED);
        assertThat(run.errorDetail()).endsWith("production was not touched");
        assertThat(world.tasks()).isEmpty();
        return String.join(
                "",
                world.production.texts(
                        "select document::text from admin.reload_evidence where kind = 'task-log' and run_id = "
                                + run.id()));
    }

    @Test
    void its_last_lines_are_evidence_of_the_failure() {
        assertThat(log("logged", FAILED))
                .contains(
                        "dms-tasks-local-instance, stream dms-task-",
                        "Replication task has failed. ORA-01555",
                        "[TASK_MANAGER");
    }

    @Test
    void without_the_right_one_line_says_so() {
        assertThat(log(
                        "denied",
                        FAILED,
                        Fault.of(FaultKind.ACCESS_DENIED).on("GetLogEvents").always()))
                .contains("logs:GetLogEvents was answered with AccessDeniedException")
                .doesNotContain("TASK_MANAGER");
    }

    @Test
    void where_nobody_answers_the_run_ends_all_the_same() {
        world.restart(Engine.Mode.RUNS_ONLY, Map.of("reload.task-log.endpoint-override", "http://127.0.0.1:1"));
        assertThat(log("nobody", FAILED)).contains("CloudWatch Logs does not answer");
    }

    @Test
    void a_run_that_succeeds_and_one_that_is_not_to_read_it_ask_for_no_log() {
        world.strike(List.of());
        var asked = world.carriedOut("GetLogEvents");
        world.reload("good");
        world.restart(Engine.Mode.RUNS_ONLY, Map.of("reload.task-log.read", "false"));
        assertThat(log("unread", FAILED)).isEmpty();
        assertThat(world.carriedOut("GetLogEvents")).isEqualTo(asked);
    }
}
