package io.windowreload.survive;

import static io.windowreload.survive.Point.after;
import static io.windowreload.survive.Point.before;
import static io.windowreload.survive.Point.during;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The program is killed, or PostgreSQL, or both, at every kind of moment, and started again: the end is the same as without. Without
 * {@code -Dsurvive=all} only a few of the moments are tried.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
class KillTest {
    /** {@code all}, or the name of a victim. */
    private static final String WANTED = System.getProperty("survive", "");

    /** Only moments of this phase, where one is named. */
    private static final String PHASE = System.getProperty("survive.phase", "");

    @TempDir
    private static Path folder;

    private static Cluster cluster;
    private static TapStage stage;
    private static Instance program;
    private static List<String> account;
    private static int number;

    /** Who dies. */
    enum Victim {
        PROGRAM,
        POSTGRES,
        BOTH
    }

    /**
     * One kill.
     *
     * @param dms whether the moment lies in the talk with DMS
     * @param brief whose death then is among the few
     */
    record Moment(String phase, Point point, boolean dms, Set<Victim> brief) {
        @Override
        public String toString() {
            return phase + ": " + point;
        }
    }

    private static Moment sql(String phase, Point point) {
        return new Moment(phase, point, false, Set.of());
    }

    private static Moment dms(String phase, Point point) {
        return new Moment(phase, point, true, Set.of());
    }

    private static Moment brief(Moment moment, Victim... victims) {
        return new Moment(moment.phase(), moment.point(), moment.dms(), Set.of(victims));
    }

    /** camel-jdbc asks for the parameters of a statement before it sends it once more, to be done. */
    private static Point call(Point point) {
        return point.number(2);
    }

    private static Point step(String step) {
        return after("set step = ", step).committed();
    }

    static List<Moment> moments() {
        return List.of(
                sql("accept", before("insert into admin.reload_runs")),
                sql("accept", after("insert into admin.reload_runs").committed()),
                sql("claim", after("admin.claim_runs(")),
                dms("plan", after("DescribeReplicationInstances")),
                dms("plan", before("DescribeConnections")),
                sql("plan", after("admin.staging_make(")),
                sql("plan", after("insert into admin.reload_evidence")),
                sql("plan", before("admin.fence_arm(")),
                sql("plan", during("admin.fence_arm(")),
                sql("plan", step("CREATE")),
                sql("load", after("admin.staging_empty(")),
                dms("load", before("CreateReplicationTask")),
                brief(dms("load", after("CreateReplicationTask")), Victim.PROGRAM),
                sql("load", before("set task_identifier", "arn:aws:dms")),
                sql("load", step("START")),
                dms("load", before("StartReplicationTask")),
                dms("load", after("StartReplicationTask")),
                sql("load", step("POLL")),
                dms("load", after("DescribeTableStatistics")),
                sql("load", after("set load_state")),
                sql("check", before("admin.staging_count(").number(3)),
                sql("check", step("AWAIT_CDC")),
                sql("check", step("CLASSIFY")),
                sql("merge", call(before("admin.merge_plan("))),
                sql("merge", call(during("admin.merge_plan("))),
                sql("merge", call(after("admin.merge_plan("))),
                sql("merge", call(during("admin.merge_plan_lane("))),
                sql("merge", call(after("admin.merge_plan_lane("))),
                sql("merge", call(before("admin.merge_apply("))),
                brief(sql("merge", call(during("admin.merge_apply("))), Victim.PROGRAM, Victim.POSTGRES),
                sql("merge", call(after("admin.merge_apply("))),
                sql("verify", call(before("admin.merge_verify("))),
                sql("verify", call(after("admin.merge_verify("))),
                sql("verify", step("OPEN_LOOK")),
                sql("clean", step("LIFT_FENCE")),
                sql("clean", during("admin.fence_disarm(")),
                sql("clean", after("admin.fence_disarm(")),
                sql("clean", after("admin.merge_drop(")),
                dms("clean", before("DeleteReplicationTask")),
                dms("clean", after("DeleteReplicationTask")),
                sql("clean", after("admin.staging_empty(").number(3)),
                sql("clean", before("as ended")),
                sql("clean", after("with ended as").committed()));
    }

    static Stream<Arguments> kills() {
        return Stream.of(Victim.values()).flatMap(victim -> moments().stream()
                .filter(moment -> PHASE.isEmpty() || PHASE.equals(moment.phase()))
                .filter(moment ->
                        wanted(victim) || (WANTED.isEmpty() && moment.brief().contains(victim)))
                .map(moment -> Arguments.of(victim, moment)));
    }

    private static boolean wanted(Victim victim) {
        return WANTED.equals("all") || WANTED.equals(victim.name());
    }

    @BeforeAll
    static void open() {
        cluster = new Cluster(folder);
        stage = new TapStage(folder, cluster.address());
        program = Instance.serve(folder, stage.settings(Map.of()));
        // The first repairs what the cloud began with; the second is what every other one must be like.
        reload("first");
        // Each table in several lanes, small as it is.
        stage.production.run(
                "create or replace function admin.lane_rows() returns integer language sql immutable as 'select 10'");
        reload("second");
        account = stage.account(stage.run("second"));
        assertThat(stage.production.texts(
                        "select distinct lanes from admin.reload_run_tables where run_id = " + stage.run("second")))
                .containsExactly("2");
    }

    private static void reload(String requestId) {
        stage.production.damage();
        stage.drop(requestId);
        assertThat(stage.answered(requestId)).as(program.log()).isEqualTo("done");
    }

    @AfterAll
    static void close() throws IOException {
        for (var part : new Closeable[] {program, stage, cluster}) {
            if (part != null) {
                part.close();
            }
        }
    }

    @ParameterizedTest(name = "{0} killed at {1}")
    @MethodSource("kills")
    void the_end_is_the_same_as_without(Victim victim, Moment moment, TestReporter reporter) {
        var requestId = "kill-" + ++number;
        stage.production.damage();
        var damaged = stage.production.all();
        var created = stage.created();
        var tap = moment.dms() ? stage.dms : stage.postgres;
        var killed = tap.at(moment.point(), () -> kill(victim, moment));

        stage.drop(requestId);
        killed.orTimeout(2, TimeUnit.MINUTES).join();
        revive(victim);

        if (stage.answered(requestId).equals("failed")) {
            // A load whose target dies is a failed load for DMS: the failure has a name, and the next attempt ends
            // well.
            assertThat(victim).as(program.log()).isNotEqualTo(Victim.PROGRAM);
            assertThat(moment.phase()).as(failure(requestId)).isEqualTo("load");
            assertThat(failure(requestId)).matches("DMS_TA(BLE_ERROR|SK_FAILED) .*");
            reporter.publishEntry(moment.toString(), failure(requestId));
            // The death may have been that of one table's load alone.
            if (failure(requestId).endsWith("; production was not touched")) {
                assertThat(stage.production.all()).isEqualTo(damaged);
            }
            stage.production.damage();
            created++;
            requestId = requestId + "-again";
            stage.drop(requestId);
            assertThat(stage.answered(requestId)).isEqualTo("done");
        }
        assertThat(stage.production.january()).isEqualTo(stage.source.january());
        assertThat(stage.account(stage.run(requestId))).isEqualTo(account);
        assertThat(stage.created() - created).isEqualTo(1);
        assertNothingIsLeft();
    }

    @Test
    void a_serverless_load_is_found_again_and_deleted() throws IOException {
        var keys = stage.settings(Map.of("reload.dms.kind", "serverless", "reload.dms.max-capacity-units", "8"));
        program.close();
        program = Instance.serve(folder, keys);
        stage.production.damage();
        var killed = stage.dms.at(after("CreateReplicationConfig"), program::kill);

        stage.drop("serverless");
        killed.orTimeout(2, TimeUnit.MINUTES).join();
        // What was planned stays what it is, whatever settings say now.
        program = Instance.serve(folder, stage.settings(Map.of()));

        assertThat(stage.answered("serverless")).as(program.log()).isEqualTo("done");
        assertThat(stage.production.january()).isEqualTo(stage.source.january());
        assertThat(stage.account(stage.run("serverless"))).isEqualTo(account);
        assertThat(stage.carriedOut("CreateReplicationConfig")).isEqualTo(1);
        assertThat(stage.carriedOut("DeleteReplicationConfig")).isEqualTo(1);
        assertThat(Dms.replications(stage.cloud.dms().endpoint())).isEmpty();
        assertNothingIsLeft();
    }

    static List<Point> isolating() {
        return List.of(
                before("admin.fail_table("),
                after("admin.fail_table(").committed(),
                step("CLASSIFY"),
                step("OPEN_LOOK"));
    }

    @ParameterizedTest(name = "killed at {0}")
    @MethodSource("isolating")
    void a_table_that_fails_alone_does_so_whenever_the_program_dies(Point point) {
        var requestId = "alone-" + ++number;
        stage.production.damage();
        stage.cloud
                .dms()
                .faults()
                .add(Fault.of(FaultKind.TABLE_ERROR).on("ORDERS").text("ORA-01555"));
        var killed = stage.postgres.at(point, program::kill);

        stage.drop(requestId);
        killed.orTimeout(2, TimeUnit.MINUTES).join();
        program = Instance.serve(folder, stage.settings(Map.of()));

        assertThat(stage.answered(requestId)).as(program.log()).isEqualTo("failed");
        assertThat(failure(requestId)).matches("DMS_TABLE_ERROR production.orders: .*");
        assertThat(stage.production.texts("select concat_ws(' ', target_table, failed_code, merge_state)"
                        + " from admin.reload_run_tables where run_id = " + stage.run(requestId) + " order by 1"))
                .containsExactly("customers VERIFIED", "orders DMS_TABLE_ERROR PENDING");
        assertThat(stage.tasks()).isEmpty();
        assertThat(stage.production.texts("select * from admin.standing_fences()"))
                .isEmpty();
        stage.drop(requestId);
        // Its first answer still lies there.
        await().atMost(TapStage.PATIENCE).until(() -> stage.answer(requestId).equals("done"));
        assertThat(stage.production.january()).isEqualTo(stage.source.january());
        assertNothingIsLeft();
    }

    private static void kill(Victim victim, Moment moment) {
        if (moment.point().texts().contains("admin.merge_apply(")
                && moment.point().side() == Point.Side.DURING) {
            await().atMost(TapStage.PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !stage.production
                            .texts(
                                    "select 1 from admin.merge_chunks where run_id = (select max(run_id) from admin.reload_runs)")
                            .isEmpty());
        }
        if (victim != Victim.POSTGRES) {
            program.kill();
        }
        if (victim != Victim.PROGRAM) {
            cluster.kill();
        }
    }

    private static void revive(Victim victim) {
        if (victim != Victim.PROGRAM) {
            cluster.restart();
        }
        if (victim == Victim.POSTGRES) {
            assertThat(program.alive()).isTrue();
        } else {
            assertThat(program.alive()).isFalse();
            program = Instance.serve(folder, stage.settings(Map.of()));
        }
    }

    private static String failure(String requestId) {
        return stage.production
                .texts("select error_code || ' ' || error_detail from admin.reload_runs where run_id = "
                        + stage.run(requestId))
                .get(0);
    }

    private static void assertNothingIsLeft() {
        assertThat(stage.tasks()).isEmpty();
        assertThat(stage.production.texts("select * from admin.standing_fences()"))
                .isEmpty();
        assertThat(stage.production.texts("select 1 from staging.customers union all select 1 from staging.orders"))
                .isEmpty();
        assertThat(stage.production.texts(
                        "select run_id from admin.reload_runs where owner is not null or finished_at is null"))
                .isEmpty();
        for (var empty : List.of(".working", "accepted")) {
            assertThat(stage.inbox.resolve(empty)).isEmptyDirectory();
        }
    }
}
