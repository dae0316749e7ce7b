package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.ledger.Run;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.program.Engine;
import io.windowreload.window.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What DMS may answer, and what the run must come to: never green where rows are in doubt, never red for what passes. The table is the same
 * for tasks and for serverless replications.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DmsOutcomes {
    /** The calls by which a load is made and watched. */
    record Calls(String create, String start, String delete, String describe, String tables) {}

    static final Duration LONG = Duration.ofSeconds(6);
    /** Longer than a try of a call may take. */
    private static final Duration TOO_SLOW = Duration.ofMillis(2_200);

    static final Duration SHORT = Duration.ofMillis(700);

    /** Each waits most of its time. */
    private static final int AT_ONCE = 3;

    private final Calls calls;
    private final BlockingQueue<World> idle = new LinkedBlockingQueue<>();

    DmsOutcomes(Calls calls, Map<String, String> keys) {
        var all = new LinkedHashMap<>(keys);
        all.put("reload.dms.call-timeout", "6s");
        // LoadAttemptsTest tries more often.
        all.put("reload.dms.load-attempts", "1");
        this.calls = calls;
        for (var number = 0; number < AT_ONCE; number++) {
            idle.add(new World(Engine.Mode.RUNS_ONLY, all));
        }
    }

    /** Whether one of the table is tried. */
    abstract boolean wanted(Outcome outcome);

    /** What only loads of this kind know. */
    abstract Stream<Outcome> moreGreen();

    abstract Stream<Outcome> moreRed();

    /**
     * One line of the table.
     *
     * @param code null where the run must succeed
     */
    record Outcome(String name, ErrorCode code, List<Fault> faults) {
        @Override
        public String toString() {
            return name + " -> " + (code == null ? "SUCCESS" : code);
        }
    }

    static Outcome green(String name, Fault... faults) {
        return new Outcome(name, null, List.of(faults));
    }

    static Outcome red(String name, ErrorCode code, Fault... faults) {
        return new Outcome(name, code, List.of(faults));
    }

    static Fault on(String whom, FaultKind kind) {
        return Fault.of(kind).on(whom);
    }

    Stream<Outcome> green() {
        return chosen(
                moreGreen(),
                green("all is well"),
                green("running is never seen", Fault.of(FaultKind.NEVER_RUNNING)),
                green("ready comes late", Fault.of(FaultKind.SLOW_READY).delay(SHORT)),
                green(
                        "statistics come late",
                        Fault.of(FaultKind.LATE_STATISTICS).delay(SHORT)),
                green("the load is slow", on("ORDERS", FaultKind.SLOW_LOAD).delay(SHORT)),
                green("deleting is slow", Fault.of(FaultKind.SLOW_DELETE).delay(SHORT)),
                green(
                        "describing is throttled",
                        on(calls.describe(), FaultKind.THROTTLE).times(2)),
                green(
                        "creating is throttled",
                        on(calls.create(), FaultKind.THROTTLE).times(2)),
                green(
                        "more throttling than the SDK retries",
                        on(calls.tables(), FaultKind.THROTTLE).times(5)),
                green(
                        "internal failure while polling",
                        on(calls.describe(), FaultKind.INTERNAL_FAILURE).times(2)),
                green(
                        "service unavailable at start",
                        on(calls.start(), FaultKind.SERVICE_UNAVAILABLE).times(2)),
                green("connection dropped before creating", on(calls.create(), FaultKind.DROP_CONNECTION)),
                green(
                        "connection dropped while polling",
                        on(calls.describe(), FaultKind.DROP_CONNECTION).times(2)),
                green("the answer to create is lost", on(calls.create(), FaultKind.LOSE_ANSWER)),
                green("the answer to start is lost", on(calls.start(), FaultKind.LOSE_ANSWER)),
                green("the answer to delete is lost", on(calls.delete(), FaultKind.LOSE_ANSWER)),
                green(
                        "the answers to create and start are lost",
                        on(calls.create(), FaultKind.LOSE_ANSWER),
                        on(calls.start(), FaultKind.LOSE_ANSWER)),
                green(
                        "the answer to create is slow",
                        on(calls.create(), FaultKind.SLOW_ANSWER).delay(TOO_SLOW)),
                green(
                        "the answer to start is slow",
                        on(calls.start(), FaultKind.SLOW_ANSWER).delay(TOO_SLOW)),
                green(
                        "the answer to delete is slow",
                        on(calls.delete(), FaultKind.SLOW_ANSWER).delay(TOO_SLOW)),
                green(
                        "answers while polling are slow",
                        on(calls.tables(), FaultKind.SLOW_ANSWER).delay(TOO_SLOW)),
                green(
                        "starting is throttled",
                        on(calls.start(), FaultKind.THROTTLE).times(5)),
                green(
                        "deleting is throttled",
                        on(calls.delete(), FaultKind.THROTTLE).times(5)),
                green(
                        "internal failure at create",
                        on(calls.create(), FaultKind.INTERNAL_FAILURE).times(5)),
                green(
                        "service unavailable at delete",
                        on(calls.delete(), FaultKind.SERVICE_UNAVAILABLE).times(5)),
                green(
                        "connection dropped at start",
                        on(calls.start(), FaultKind.DROP_CONNECTION).times(5)),
                green(
                        "statistics lag behind a task that was never seen running",
                        Fault.of(FaultKind.NEVER_RUNNING),
                        Fault.of(FaultKind.LATE_STATISTICS).delay(SHORT)));
    }

    Stream<Outcome> red() {
        return chosen(
                moreRed(),
                red(
                        "access denied to create",
                        ErrorCode.DMS_ACCESS_DENIED,
                        on(calls.create(), FaultKind.ACCESS_DENIED)),
                red("access denied to start", ErrorCode.DMS_ACCESS_DENIED, on(calls.start(), FaultKind.ACCESS_DENIED)),
                red(
                        "access denied to statistics",
                        ErrorCode.DMS_ACCESS_DENIED,
                        on(calls.tables(), FaultKind.ACCESS_DENIED)),
                red(
                        "a bad parameter",
                        ErrorCode.DMS_REFUSED,
                        on(calls.create(), FaultKind.REFUSE).text("InvalidParameterValueException")),
                red(
                        "the quota is used up",
                        ErrorCode.DMS_REFUSED,
                        on(calls.create(), FaultKind.REFUSE).text("ResourceQuotaExceededFault")),
                red(
                        "the key is not accessible",
                        ErrorCode.DMS_REFUSED,
                        on(calls.create(), FaultKind.REFUSE).text("KMSKeyNotAccessibleFault")),
                red(
                        "the state does not allow the start",
                        ErrorCode.DMS_REFUSED,
                        on(calls.start(), FaultKind.REFUSE)
                                .text("InvalidResourceStateFault")
                                .always()),
                red(
                        "the token has expired",
                        ErrorCode.DMS_ACCESS_DENIED,
                        on(calls.create(), FaultKind.REFUSE).text("ExpiredTokenException")),
                red(
                        "statistics are throttled for ever",
                        ErrorCode.DMS_THROTTLED,
                        on(calls.tables(), FaultKind.THROTTLE).always()),
                red(
                        "statistics are unavailable for ever",
                        ErrorCode.DMS_UNAVAILABLE,
                        on(calls.tables(), FaultKind.SERVICE_UNAVAILABLE).always()),
                red(
                        "the connection is dropped at each start",
                        ErrorCode.DMS_UNAVAILABLE,
                        on(calls.start(), FaultKind.DROP_CONNECTION).always()),
                red(
                        "throttled for ever",
                        ErrorCode.DMS_THROTTLED,
                        on(calls.create(), FaultKind.THROTTLE).always()),
                red(
                        "the task fails",
                        ErrorCode.DMS_TASK_FAILED,
                        Fault.of(FaultKind.FAIL).text("ORA-01555: snapshot too old")),
                red(
                        "the task is deleted by somebody",
                        ErrorCode.DMS_TASK_LOST,
                        on("ORDERS", FaultKind.SLOW_LOAD).delay(SHORT),
                        Fault.of(FaultKind.DELETED_BY_ANOTHER)),
                red(
                        "ready never comes",
                        ErrorCode.DMS_TIMED_OUT,
                        Fault.of(FaultKind.SLOW_READY).delay(LONG)),
                red(
                        "the load never ends",
                        ErrorCode.DMS_TIMED_OUT,
                        on("ORDERS", FaultKind.SLOW_LOAD).delay(LONG)),
                red(
                        "statistics never come",
                        ErrorCode.DMS_TABLE_ERROR,
                        Fault.of(FaultKind.LATE_STATISTICS).delay(LONG)));
    }

    Stream<Outcome> stopReasons() {
        return chosen(
                Stream.empty(),
                Stream.of(
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
                                "RECYCLE_TASK")
                        .map(reason -> red(
                                "stopped with " + reason,
                                ErrorCode.DMS_TASK_STOPPED,
                                Fault.of(FaultKind.STOP_REASON).text(reason)))
                        .toArray(Outcome[]::new));
    }

    private Stream<Outcome> chosen(Stream<Outcome> own, Outcome... table) {
        return Stream.concat(own, Arrays.stream(table).filter(this::wanted));
    }

    @AfterAll
    void close() {
        assertThat(idle).hasSize(AT_ONCE).allSatisfy(World::close);
    }

    private void inAnIdleWorld(Outcome outcome, BiConsumer<Outcome, World> test) throws InterruptedException {
        var world = idle.take();
        try {
            test.accept(outcome, world);
        } finally {
            idle.add(world);
        }
    }

    @ParameterizedTest
    @MethodSource("green")
    @Execution(ExecutionMode.CONCURRENT)
    void what_passes_ends_well(Outcome outcome) throws InterruptedException {
        inAnIdleWorld(outcome, this::endsWell);
    }

    private void endsWell(Outcome outcome, World world) {
        world.production.damage();
        world.strike(outcome.faults());
        var createdBefore = world.carriedOut(calls.create());

        var run = world.reload(requestId(outcome));

        assertThat(run.state()).as("%s: %s", run.error(), run.errorDetail()).isEqualTo(Run.State.SUCCESS);
        assertThat(world.production.january()).isEqualTo(world.source.january());
        assertThat(summary(world, run)).containsExactly("SUCCESS");
        assertThat(world.carriedOut(calls.create()) - createdBefore).isLessThanOrEqualTo(1);
        assertNothingIsLeft(world);
    }

    @ParameterizedTest
    @MethodSource({"red", "stopReasons"})
    @Execution(ExecutionMode.CONCURRENT)
    void what_is_in_doubt_fails_closed(Outcome outcome) throws InterruptedException {
        inAnIdleWorld(outcome, this::failsClosed);
    }

    private void failsClosed(Outcome outcome, World world) {
        world.production.damage();
        var before = world.production.all();
        var callsBefore = world.cloud.dms().calls().size();
        world.strike(outcome.faults());
        var createdBefore = world.carriedOut(calls.create());

        var run = world.reload(requestId(outcome));

        assertThat(run.error()).as(run.errorDetail()).isEqualTo(outcome.code());
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(world.production.all()).isEqualTo(before);
        assertThat(summary(world, run)).containsExactly("FAILED");
        assertThat(world.carriedOut(calls.create()) - createdBefore).isLessThanOrEqualTo(1);
        assertThatRetriesFit(outcome, world, callsBefore);
        assertThat(world.production.texts(
                        "select relname from pg_class where relname ~ '^(plan|before)_" + run.id() + "_'"))
                .isEmpty();
        assertNothingIsLeft(world);
    }

    /** What may pass is tried again, but not for ever; what is denied or refused is not. */
    private void assertThatRetriesFit(Outcome outcome, World world, int callsBefore) {
        for (var fault : outcome.faults()) {
            var failed = world.cloud.dms().calls().stream()
                    .skip(callsBefore)
                    .filter(call -> call.operation().equals(fault.on())
                            && !call.outcome().equals("OK"))
                    .count();
            switch (fault.kind()) {
                case ACCESS_DENIED, REFUSE -> assertThat(failed).isEqualTo(1);
                // Three tries of the SDK, and at least two more of the step, within three seconds.
                case THROTTLE, SERVICE_UNAVAILABLE, DROP_CONNECTION ->
                    assertThat(failed).isBetween(6L, 40L);
                default -> {}
            }
        }
    }

    private static void assertNothingIsLeft(World world) {
        assertThat(world.production.texts("select * from admin.standing_fences()"))
                .isEmpty();
        await().untilAsserted(() -> assertThat(world.tasks()).isEmpty());
        await().untilAsserted(() -> assertThat(world.replications()).isEmpty());
    }

    private static List<String> summary(World world, Run run) {
        return world.production.texts("select status from admin.merge_summary where run_id = " + run.id());
    }

    private static String requestId(Outcome outcome) {
        return outcome.name().replace(' ', '-');
    }
}
