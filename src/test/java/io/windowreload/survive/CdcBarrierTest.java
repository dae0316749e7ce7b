package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CDC task beside a run: refused where it is not fit, waited for where it is behind, and never merged too early. */
class CdcBarrierTest {
    private static final String METRICS = "GetMetricData";
    private static World world;

    @BeforeAll
    static void open() {
        world = new World(
                Engine.Mode.RUNS_ONLY, Map.of("reload.cdc.latency", "cloudwatch", "reload.cdc.barrier-timeout", "3s"));
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

    private static Fault behind() {
        return Fault.of(FaultKind.CDC_LATENCY).delay(Duration.ofHours(2)).always();
    }

    private static String accepting(ErrorCode code) {
        return ",\"options\":{\"cdc\":{\"accept\":[\"" + code + "\"],\"reason\":\"a test\"}}";
    }

    /** A run that loads slowly enough for something to happen meanwhile. */
    private static Run loading(String requestId, String more) {
        world.strike(List.of(Fault.of(FaultKind.SLOW_LOAD).on("ORDERS").delay(Duration.ofSeconds(1))));
        var run = world.ask(requestId, more);
        at(Step.POLL, run);
        return run;
    }

    private static Run at(Step step, Run run) {
        return await().pollInterval(Duration.ofMillis(20))
                .until(() -> world.program.ledger().find(run.id()).orElseThrow(), found -> found.step() == step);
    }

    private static void red(Run ended, ErrorCode code) {
        assertThat(ended.error()).as(ended.errorDetail()).isEqualTo(code);
        assertThat(world.tasks()).isEmpty();
    }

    private static void green(Run ended) {
        assertThat(ended.state()).as(ended.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
    }

    @Test
    void a_run_merges_once_cdc_has_passed_the_end_of_the_load() {
        var run = loading("waits", "");
        world.strike(List.of(behind()));
        at(Step.AWAIT_CDC, run);
        var before = world.production.all();
        var looks = world.carriedOut("DescribeReplicationInstances");
        await().until(() -> world.carriedOut("DescribeReplicationInstances") > looks + 2);
        assertThat(at(Step.AWAIT_CDC, run).state()).isEqualTo(Run.State.RUNNING);
        assertThat(world.production.all()).isEqualTo(before);

        world.strike(List.of());

        green(world.ended(run.id()));
    }

    @Test
    void a_run_that_waits_in_vain_fails_and_has_not_touched_production() {
        var run = loading("in-vain", "");
        var before = world.production.all();
        world.strike(List.of(behind()));

        red(world.ended(run.id()), ErrorCode.CDC_BEHIND);
        assertThat(world.production.all()).isEqualTo(before);
    }

    @Test
    void a_cdc_task_that_is_hopelessly_behind_is_refused_before_the_load() {
        world.strike(List.of(behind()));

        var ended = world.reload("hopeless");

        red(ended, ErrorCode.CDC_BEHIND);
        assertThat(ended.taskIdentifier()).isNull();
    }

    @Test
    void who_accepts_that_cdc_is_behind_does_not_wait() {
        world.strike(List.of(behind()));

        green(world.ended(
                world.ask("behind-accepted", accepting(ErrorCode.CDC_BEHIND)).id()));
    }

    @Test
    void without_the_right_to_ask_or_without_metrics_the_position_is_unknown() {
        world.strike(List.of(Fault.of(FaultKind.ACCESS_DENIED).on(METRICS)));
        red(world.reload("denied"), ErrorCode.CDC_LATENCY_UNKNOWN);

        world.strike(List.of(Fault.of(FaultKind.NO_METRICS).always()));
        red(world.reload("no-metrics"), ErrorCode.CDC_LATENCY_UNKNOWN);
        green(world.ended(world.ask("unknown-accepted", accepting(ErrorCode.CDC_LATENCY_UNKNOWN))
                .id()));
    }

    @Test
    void what_cloudwatch_says_or_does_not_say_is_not_taken_for_dms() {
        world.restart(
                Engine.Mode.RUNS_ONLY,
                Map.of(
                        "reload.cdc.latency",
                        "cloudwatch",
                        "reload.cdc.barrier-timeout",
                        "3s",
                        "reload.cdc.endpoint-override",
                        "http://127.0.0.1:1"));
        try {
            var ended = world.reload("deaf-cloudwatch");

            red(ended, ErrorCode.CLOUDWATCH_UNAVAILABLE);
        } finally {
            world.restart(
                    Engine.Mode.RUNS_ONLY,
                    Map.of("reload.cdc.latency", "cloudwatch", "reload.cdc.barrier-timeout", "3s"));
        }
    }

    /** With a CDC task and without one: a second after the load all that it may have missed is applied. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_latency_that_the_operator_vouches_for_is_waited_for(boolean cdc) {
        var keys = new HashMap<>(Map.of("reload.cdc.latency", "1s", "reload.cdc.barrier-timeout", "3s"));
        if (!cdc) {
            keys.put("reload.dms.cdc-task-arn", "");
        }
        world.restart(Engine.Mode.RUNS_ONLY, keys);
        try {
            var run = world.reload("vouched-" + cdc);

            green(run);
            assertThat(passed(run, " and recorded_at >= (document ->> 'loadEnded')::timestamptz + interval '1 s'"))
                    .hasSize(1);
        } finally {
            world.restart(
                    Engine.Mode.RUNS_ONLY,
                    Map.of("reload.cdc.latency", "cloudwatch", "reload.cdc.barrier-timeout", "3s"));
        }
    }

    /** What lets a look delete is on record where CDC has passed, and never where somebody only accepted that it had not. */
    @Test
    void who_accepts_what_is_not_known_has_not_waited() {
        var known = world.reload("known");
        world.strike(List.of(Fault.of(FaultKind.NO_METRICS).always()));
        var accepted = world.ended(
                world.ask("not-known", accepting(ErrorCode.CDC_LATENCY_UNKNOWN)).id());

        green(known);
        green(accepted);
        assertThat(passed(known, "")).hasSize(1);
        assertThat(passed(accepted, "")).isEmpty();
    }

    private static List<String> passed(Run run, String where) {
        return world.production.texts(
                "select 1 from admin.reload_evidence where kind = 'cdc-passed' and run_id = " + run.id() + where);
    }

    @Test
    void throttled_metrics_are_asked_for_again() {
        world.strike(List.of(Fault.of(FaultKind.THROTTLE).on(METRICS).times(5)));

        green(world.reload("throttled-metrics"));
    }

    @Test
    void a_policy_that_would_suspend_a_table_is_refused_unless_somebody_accepts_it() {
        insertPolicy("SUSPEND_TABLE");
        try {
            var ended = world.reload("unsafe");
            red(ended, ErrorCode.CDC_POLICY_UNSAFE);
            assertThat(ended.errorDetail()).contains("ApplyErrorInsertPolicy is SUSPEND_TABLE");
            assertThat(ended.taskIdentifier()).isNull();

            green(world.ended(world.ask("unsafe-accepted", accepting(ErrorCode.CDC_POLICY_UNSAFE))
                    .id()));
        } finally {
            insertPolicy("LOG_ERROR");
        }
    }

    @Test
    void a_capture_that_is_stopped_during_the_load_fails_the_run_before_the_merge() {
        var run = loading("stopped-meanwhile", "");
        var before = world.production.all();
        world.stopCdc();
        try {
            red(world.ended(run.id()), ErrorCode.CDC_NOT_RUNNING);
            assertThat(world.production.all()).isEqualTo(before);

            green(world.ended(world.ask("stopped-accepted", accepting(ErrorCode.CDC_NOT_RUNNING))
                    .id()));
        } finally {
            world.resumeCdc();
        }
    }

    private static void insertPolicy(String policy) {
        world.stopCdc();
        Dms.settings(
                world.cloud.dms().endpoint(),
                world.cloud.dms().cdcTaskArn(),
                "{\"ErrorBehavior\":{\"ApplyErrorInsertPolicy\":\"" + policy + "\"}}");
        world.awaitCdc("stopped");
        world.resumeCdc();
    }
}
