package io.windowreload.load;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CdcRulesTest {
    private static final TableName A = new TableName("S", "A");
    private static final TableName B = new TableName("S", "B");
    private static final Instant NOON = Instant.parse("2025-02-01T12:00:00Z");

    private static void refused(ErrorCode code, String detail, Runnable rule) {
        assertThatThrownBy(rule::run)
                .isInstanceOf(ReloadException.class)
                .hasMessageContaining(detail)
                .extracting(thrown -> ((ReloadException) thrown).code())
                .isEqualTo(code);
    }

    private static final CdcReport TASK = settings("");

    private static CdcReport settings(String behaviour) {
        return new CdcReport(
                "arn",
                "cdc",
                "running",
                "{\"ErrorBehavior\":{" + behaviour + "}}",
                null,
                "source",
                "target",
                "instance",
                Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopped", "failed", "starting", "unknown", "a new word of AWS"})
    void a_task_that_does_not_run_is_refused(String status) {
        refused(
                ErrorCode.CDC_NOT_RUNNING,
                status,
                () -> CdcRules.running(
                        new CdcReport("arn", "cdc", status, "{}", null, "source", "target", "instance", Map.of())));
    }

    @Test
    void a_table_that_cdc_has_put_aside_is_refused_and_others_do_not_matter() {
        var tables = List.of(new TableReport(A, "Table error", 0), new TableReport(B, "Table completed", 0));

        refused(ErrorCode.CDC_TABLE_ERROR, "S.A: Table error", () -> CdcRules.replicates(TASK, tables, List.of(A, B)));
        assertThatCode(() -> CdcRules.replicates(TASK, tables, List.of(B))).doesNotThrowAnyException();
    }

    /** Whatever the task's kind, DMS drops or truncates the table then, and loads all of it. */
    @Test
    void a_table_that_cdc_loads_anew_is_refused() {
        var tables =
                List.of(new TableReport(A, "Table is being reloaded", 5), new TableReport(B, "Table completed", 5));

        refused(
                ErrorCode.CDC_TABLE_ERROR,
                "S.A: Table is being reloaded",
                () -> CdcRules.replicates(TASK, tables, List.of(A, B)));
        assertThatCode(() -> CdcRules.replicates(TASK, tables, List.of(B))).doesNotThrowAnyException();
    }

    /** Until its own first load is done, a table is as stale as the load is old. */
    @Test
    void a_task_that_also_loads_counts_once_its_first_load_of_a_table_is_done() {
        var both = new CdcReport(
                "arn", "full-load-and-cdc", "running", "{}", null, "source", "target", "instance", Map.of());
        var tables = List.of(
                new TableReport(A, "Full load", 5),
                new TableReport(B, "Table completed", 5),
                new TableReport(new TableName("S", "C"), "Before load", 0));

        refused(ErrorCode.CDC_TABLE_ERROR, "S.A: Full load", () -> CdcRules.replicates(both, tables, List.of(A, B)));
        refused(
                ErrorCode.CDC_TABLE_ERROR,
                "S.C: Before load",
                () -> CdcRules.replicates(both, tables, List.of(new TableName("S", "C"))));
        assertThatCode(() -> CdcRules.replicates(both, tables, List.of(B))).doesNotThrowAnyException();
        assertThatCode(() -> CdcRules.replicates(TASK, tables, List.of(A, B))).doesNotThrowAnyException();
    }

    @Test
    void a_task_that_only_loads_is_no_cdc_task() {
        refused(
                ErrorCode.SETTINGS_INVALID,
                "captures no changes",
                () -> CdcRules.running(new CdcReport(
                        "arn", "full-load", "running", "{}", null, "source", "target", "instance", Map.of())));
    }

    @ParameterizedTest
    @CsvSource({
        "ApplyErrorInsertPolicy, SUSPEND_TABLE",
        "ApplyErrorInsertPolicy, STOP_TASK",
        "ApplyErrorUpdatePolicy, SUSPEND_TABLE",
        "ApplyErrorUpdatePolicy, STOP_TASK",
        "ApplyErrorDeletePolicy, SUSPEND_TABLE",
        "ApplyErrorDeletePolicy, STOP_TASK"
    })
    void a_policy_that_ends_the_replication_of_a_table_is_refused(String policy, String value) {
        refused(
                ErrorCode.CDC_POLICY_UNSAFE,
                policy + " is " + value,
                () -> CdcRules.policies(settings("\"" + policy + "\":\"" + value + "\"")));
    }

    @Test
    void an_escalation_counts_only_where_it_can_happen() {
        var escalation = "\"ApplyErrorEscalationPolicy\":\"STOP_TASK\",\"ApplyErrorEscalationCount\":";

        assertThatCode(() -> CdcRules.policies(settings(escalation + "0"))).doesNotThrowAnyException();
        refused(
                ErrorCode.CDC_POLICY_UNSAFE,
                "STOP_TASK after 10",
                () -> CdcRules.policies(settings(escalation + "10")));
    }

    @Test
    void dms_defaults_and_gentle_policies_pass() {
        assertThatCode(() -> CdcRules.policies(settings(""))).doesNotThrowAnyException();
        assertThatCode(() -> CdcRules.policies(settings(
                        "\"ApplyErrorInsertPolicy\":\"INSERT_RECORD\",\"ApplyErrorUpdatePolicy\":\"UPDATE_RECORD\"")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "{", "[]"})
    void settings_that_cannot_be_read_are_not_safe(String settings) {
        refused(
                ErrorCode.CDC_POLICY_UNSAFE,
                "does not tell",
                () -> CdcRules.policies(new CdcReport(
                        "arn", "cdc", "running", settings, null, "source", "target", "instance", Map.of())));
    }

    @Test
    void an_unknown_position_is_refused_and_says_why() {
        refused(
                ErrorCode.CDC_LATENCY_UNKNOWN,
                "denied",
                () -> CdcRules.known(TASK, CdcPosition.unknown("denied", NOON)));
    }

    @Test
    void a_position_may_be_as_far_behind_as_the_limit_and_no_further() {
        var minute = Duration.ofMinutes(1);

        assertThatCode(() -> CdcRules.within(TASK, CdcPosition.until(NOON.minus(minute), NOON), minute))
                .doesNotThrowAnyException();
        refused(
                ErrorCode.CDC_BEHIND,
                "PT1M",
                () -> CdcRules.within(TASK, CdcPosition.until(NOON.minus(minute).minusMillis(1), NOON), minute));
    }
}
