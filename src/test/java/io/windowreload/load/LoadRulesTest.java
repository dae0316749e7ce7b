package io.windowreload.load;

import static io.windowreload.window.ErrorCode.DMS_STATE_UNKNOWN;
import static io.windowreload.window.ErrorCode.DMS_TABLE_ERROR;
import static io.windowreload.window.ErrorCode.DMS_TASK_FAILED;
import static io.windowreload.window.ErrorCode.DMS_TASK_LOST;
import static io.windowreload.window.ErrorCode.DMS_TASK_STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.TableName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadRulesTest {
    private static final TableName A = new TableName("S", "A");
    private static final TableName B = new TableName("S", "B");
    private static final List<TableReport> BOTH =
            List.of(new TableReport(A, "Table completed", 3), new TableReport(B, "Table completed", 0));

    private static TaskReport task(String status, String stopReason) {
        return new TaskReport("arn", status, stopReason, null, 0, 100);
    }

    private static Verdict progress(TaskReport task, List<TableReport> tables) {
        return LoadRules.progress(task, tables, List.of(A, B));
    }

    private static void assertFailed(Verdict verdict, ErrorCode code) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Failed.class, failed -> assertThat(failed.code())
                .isEqualTo(code));
    }

    @Test
    void stopped_after_the_full_load_with_every_table_completed_is_the_only_success() {
        assertThat(progress(task("stopped", "Stop Reason FULL_LOAD_ONLY_FINISHED"), BOTH))
                .isEqualTo(new Verdict.Done());
    }

    @Test
    void a_table_that_nobody_asked_for_is_a_failure() {
        var three = new ArrayList<>(BOTH);
        three.add(new TableReport(new TableName("S", "AX"), "Table completed", 0));

        assertFailed(progress(task("stopped", "Stop Reason FULL_LOAD_ONLY_FINISHED"), three), DMS_TABLE_ERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NORMAL",
                "RECOVERABLE_ERROR",
                "FATAL_ERROR",
                "STOPPED_AFTER_FULL_LOAD",
                "STOPPED_AFTER_CACHED_EVENTS",
                "EXPRESS_LICENSE_LIMITS_REACHED",
                "STOPPED_AFTER_DDL_APPLY",
                "STOPPED_DUE_TO_LOW_MEMORY",
                "STOPPED_DUE_TO_LOW_DISK",
                "STOPPED_AT_SERVER_TIME",
                "STOPPED_AT_COMMIT_TIME",
                "RECONFIGURATION_RESTART",
                "RECYCLE_TASK",
                "SOMETHING_NEW"
            })
    void stopped_for_any_other_reason_is_a_failure(String reason) {
        assertFailed(progress(task("stopped", "Stop Reason " + reason), BOTH), DMS_TASK_STOPPED);
    }

    @Test
    void a_stop_reason_that_holds_a_whole_error_text_is_searched() {
        assertFailed(
                progress(task("stopped", "Last Error  No tables. Stop Reason FATAL_ERROR Error Level FATAL"), BOTH),
                DMS_TASK_STOPPED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Table error", "Table cancelled", "Table does not exist"})
    void one_broken_table_fails_the_run_although_the_task_finished(String state) {
        var tables = List.of(BOTH.get(0), new TableReport(B, state, 0));

        assertFailed(progress(task("stopped", "Stop Reason FULL_LOAD_ONLY_FINISHED"), tables), DMS_TABLE_ERROR);
    }

    @Test
    void errors_that_only_the_task_s_statistics_count_fail_the_run() {
        var task = new TaskReport("arn", "stopped", "Stop Reason FULL_LOAD_ONLY_FINISHED", null, 1, 100);

        assertFailed(progress(task, BOTH), DMS_TABLE_ERROR);
    }

    @Test
    void statistics_or_a_stop_reason_that_lag_settle_before_they_count() {
        var finished = task("stopped", "Stop Reason FULL_LOAD_ONLY_FINISHED");

        assertThat(progress(finished, List.of(BOTH.get(0)))).isInstanceOf(Verdict.Settling.class);
        assertThat(progress(finished, List.of(BOTH.get(0), new TableReport(B, "Full load", 0))))
                .isInstanceOf(Verdict.Settling.class);
        assertThat(progress(task("stopped", null), BOTH)).isInstanceOf(Verdict.Settling.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ready", "starting", "running", "stopping", "testing", "moving", "modifying"})
    void a_task_on_its_way_is_waited_for(String status) {
        assertThat(progress(task(status, null), List.of())).isInstanceOf(Verdict.Waiting.class);
    }

    @Test
    void failed_lost_and_unknown_states_fail_closed() {
        assertFailed(progress(task("failed", null), BOTH), DMS_TASK_FAILED);
        assertFailed(progress(task("failed-move", null), BOTH), DMS_TASK_FAILED);
        assertFailed(progress(task("deleting", null), BOTH), DMS_TASK_LOST);
        assertFailed(progress(task("levitating", null), BOTH), DMS_STATE_UNKNOWN);
        assertFailed(LoadRules.readiness(task("levitating", null)), DMS_STATE_UNKNOWN);
    }

    @Test
    void a_task_may_never_be_seen_running() {
        assertThat(LoadRules.readiness(task("stopped", "Stop Reason FULL_LOAD_ONLY_FINISHED")))
                .isEqualTo(new Verdict.Done());
        assertThat(LoadRules.readiness(task("creating", null))).isInstanceOf(Verdict.Waiting.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mismatched records",
                "Suspended records",
                "No primary key",
                "Table error",
                "Error",
                "Something new"
            })
    void a_validation_that_is_not_good_is_an_error_of_the_load(String validation) {
        var finished = task("stopped", "Stop Reason FULL_LOAD_ONLY_FINISHED");
        assertFailed(
                progress(finished, List.of(BOTH.get(0), new TableReport(B, "Table completed", 0, 0, validation))),
                DMS_TABLE_ERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Not enabled", "Validated", ""})
    void a_validation_that_is_good_or_none_is_no_error(String validation) {
        var finished = task("stopped", "Stop Reason FULL_LOAD_ONLY_FINISHED");
        assertThat(progress(finished, List.of(BOTH.get(0), new TableReport(B, "Table completed", 0, 0, validation))))
                .isEqualTo(new Verdict.Done());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pending records", "Pending validation"})
    void a_validation_that_goes_on_is_awaited(String validation) {
        var finished = task("stopped", "Stop Reason FULL_LOAD_ONLY_FINISHED");
        assertThat(progress(finished, List.of(BOTH.get(0), new TableReport(B, "Table completed", 0, 0, validation))))
                .isInstanceOf(Verdict.Settling.class);
    }

    @Test
    void rows_that_the_statistics_count_as_refused_are_an_error_whatever_the_table_s_state() {
        var finished = task("stopped", "Stop Reason FULL_LOAD_ONLY_FINISHED");
        assertFailed(
                progress(finished, List.of(BOTH.get(0), new TableReport(B, "Table completed", 5, 1, null))),
                DMS_TABLE_ERROR);
    }
}
