package io.windowreload.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.TestSql;
import io.windowreload.ledger.Doorbell;
import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.Step;
import io.windowreload.ledger.Step.Phase;
import io.windowreload.reload.Failure;
import io.windowreload.reload.Flow;
import io.windowreload.reload.Reload;
import io.windowreload.reload.StepOutcome;
import io.windowreload.reload.Steps;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.Options;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.Request;
import io.windowreload.window.TableName;
import io.windowreload.window.TimeWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The order of a run, what each outcome of each step makes of it, and that the documents say the same. */
class ReloadFlowTest {
    private static final HikariDataSource POOL = TestPostgres.freshDatabase();
    private static final Db DB = new Db(POOL);
    private static final Ledger LEDGER = new Ledger(DB);
    private static final ReloadTable CUSTOMERS = new ReloadTable(
            new TableName("S", "CUSTOMERS"), new TableName("production", "customers"), "UPDATED_AT", List.of());
    private static final String LOAD_TO_MERGE =
            "CHECK_SOURCE CHECK_TARGET AWAIT_APPROVAL ARM CREATE START POLL COUNT AWAIT_CDC CLASSIFY";
    private static final String CLEAN = "LIFT_FENCE DELETE DISARM";

    private Reload reload;

    @AfterAll
    static void close() {
        POOL.close();
    }

    @BeforeEach
    void nobodyElse() {
        DB.update(
                TestSql.of(
                        "update admin.reload_runs set state = 'FAILED', error_code = 'INTERNAL', error_detail = 'over',"
                                + " finished_at = clock_timestamp(), owner = null, lease_until = null"),
                Map.of());
        reload = new Reload(
                ReloadFlow.FLOW,
                new Lease(DB, "mine", Duration.ofMinutes(1)),
                new Doorbell(),
                1,
                Duration.ofMinutes(1),
                new Steps());
    }

    private Run at(Step step) {
        return at(step, "file", Options.standard());
    }

    private Run at(Step step, String origin, Options options) {
        var window = TimeWindow.month(YearMonth.of(2025, 1), ZoneId.of("Europe/Berlin"));
        LEDGER.accept(
                new Request(
                        step + "-" + System.nanoTime(),
                        "ops",
                        null,
                        window,
                        List.of(),
                        options,
                        "{\"month\":\"2025-01\"}"),
                "file",
                List.of(CUSTOMERS),
                false);
        DB.update(
                TestSql.of("update admin.reload_runs set step = '" + step + "', origin = '" + origin
                        + "', of_run_id = case when '" + origin + "' <> 'file' then run_id end where state = 'QUEUED'"),
                Map.of());
        return reload.enter(reload.claim().get(0));
    }

    private static Options options(String kind) {
        var usual = Options.standard();
        return new Options(
                kind.equals("dry"),
                usual.cleanup(),
                usual.newerInTarget(),
                usual.cdc(),
                kind.equals("plan") ? 7L : null,
                usual.secondLook(),
                usual.deletes(),
                usual.allowEmpty(),
                usual.staging(),
                usual.verify(),
                usual.columns());
    }

    private static Run ledger(Run run) {
        return LEDGER.find(run.id()).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "a reload, file, {}, " + LOAD_TO_MERGE + " APPLY VERIFY OPEN_LOOK " + CLEAN,
        "a look, look, {}, " + LOAD_TO_MERGE + " APPLY VERIFY SETTLE OPEN_LOOK " + CLEAN,
        "a dry run, file, dry, " + LOAD_TO_MERGE + " FORECAST DELETE DISARM",
        "from a plan, file, plan, " + LOAD_TO_MERGE + " COMPARE APPLY VERIFY OPEN_LOOK " + CLEAN,
        "an undo, undo, {}, UNDO DISARM",
        "a failure, file, failed, STOP LOOK_AFTER " + CLEAN,
    })
    void a_run_goes_through_its_steps(String who, String origin, String kind, String path) {
        var run = at(Step.valueOf(path.substring(0, path.indexOf(' '))), origin, options(kind));
        var seen = new ArrayList<String>();
        for (; seen.size() <= Step.values().length; run = reload.moved(run, StepOutcome.next())) {
            seen.add(run.step().name());
            if (ReloadFlow.FLOW.last(run.step())) {
                break;
            }
        }

        assertThat(String.join(" ", seen)).as(who).isEqualTo(path);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void a_step_that_has_more_to_do_or_waits_stays_and_fails_by_its_deadline(Step step) {
        var run = at(step);

        assertThat(reload.moved(run, StepOutcome.more()).step()).isEqualTo(step);
        var waits = new StepOutcome.Again(Duration.ofHours(1), Duration.ofHours(2), ErrorCode.DMS_TIMED_OUT, "late");
        assertThatThrownBy(() -> reload.moved(
                        run,
                        new StepOutcome.Again(Duration.ZERO, Duration.ofDays(-1), ErrorCode.DMS_TIMED_OUT, "late")))
                .isInstanceOfSatisfying(
                        ReloadException.class, late -> assertThat(late.code()).isEqualTo(ErrorCode.DMS_TIMED_OUT));
        var later = reload.moved(run, waits);
        assertThat(later.step()).isEqualTo(step);
        assertThat(later.dueAt()).isAfter(later.now().plus(Duration.ofMinutes(59)));
        assertThat(later.stepStartedAt()).as("the wait does not begin anew").isEqualTo(run.stepStartedAt());
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void a_contradiction_is_looked_at_again_until_patience_ends(Step step) {
        var run = at(step);

        var again = reload.moved(run, new StepOutcome.Retry("odd", Duration.ofHours(1), ErrorCode.COUNT_MISMATCH));

        assertThat(again.step()).isEqualTo(step);
        assertThat(again.lastProblem()).isEqualTo("odd");
        assertThat(again.retrySince()).isNotNull();
        assertThatThrownBy(() -> reload.moved(
                        again, new StepOutcome.Retry("odd", Duration.ofDays(-1), ErrorCode.COUNT_MISMATCH)))
                .isInstanceOfSatisfying(
                        ReloadException.class, odd -> assertThat(odd.code()).isEqualTo(ErrorCode.COUNT_MISMATCH));
    }

    /** Before clean the run fails and is cleaned up after; in clean nothing changes how it ended. */
    @ParameterizedTest
    @EnumSource(Step.class)
    void a_step_that_fails_for_good_leads_to_the_end(Step step) {
        var run = at(step);
        var thrown = new ReloadException(ErrorCode.DMS_REFUSED, "no");

        var after = reload.failed(run, Failure.of(thrown), thrown);

        if (step.phase() != Phase.CLEAN) {
            assertThat(after.step()).isEqualTo(Step.STOP);
            assertThat(after.error()).isEqualTo(ErrorCode.DMS_REFUSED);
        } else if (ReloadFlow.FLOW.last(step)) {
            assertThat(ledger(run).state().ended()).isTrue();
        } else {
            assertThat(after.step()).isEqualTo(ReloadFlow.FLOW.after(run));
            assertThat(after.error()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void a_load_may_lead_back_to_another_an_approval_to_the_checks_and_nothing_else_leads_back(Step step) {
        var run = at(step);
        var back = new StepOutcome.Back(Duration.ofHours(1));

        if (step == Step.POLL || step == Step.COUNT || step == Step.AWAIT_APPROVAL) {
            var moved = reload.moved(run, back);
            assertThat(moved.step()).isEqualTo(step == Step.AWAIT_APPROVAL ? Step.CHECK_SOURCE : Step.CREATE);
            assertThat(moved.dueAt()).isAfter(moved.now().plus(Duration.ofMinutes(59)));
        } else {
            assertThatThrownBy(() -> reload.moved(run, back)).hasMessageContaining("no way leads back");
        }
    }

    @Test
    void the_last_step_ends_the_run() {
        var run = at(Step.DISARM);

        var ended = reload.moved(run, new StepOutcome.End("nothing to say"));

        assertThat(ledger(run).state().ended()).isTrue();
        assertThat(reload.goesOn(ended)).isFalse();
    }

    @Test
    void a_step_stands_in_the_flow_once() {
        assertThat(ReloadFlow.FLOW.stages()).extracting(Flow.Stage::step).containsExactly(Step.values());
        var flow = new Flow().step(Step.ARM, "").then(Step.CREATE);
        assertThatThrownBy(() -> flow.step(Step.ARM, "").end()).hasMessageContaining("twice");
        assertThatThrownBy(flow::stages).hasMessageContaining("does not stand in the flow");
    }

    /** The rows of the documents' table up to what a crash leaves, which is for people to say. */
    @Test
    void the_documents_have_the_table_of_the_steps() throws IOException {
        var documented = Files.readString(Path.of("docs/how-it-works.md"))
                .lines()
                .filter(line -> line.matches("\\| \\w+ \\| `[A-Z_]+` \\|.*"))
                .map(line -> List.of(line.split(" *\\| *")).subList(1, 5))
                .map(cells -> String.join(" | ", cells))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(ReloadFlow.FLOW.stages().stream()
                        .map(stage -> String.join(
                                " | ",
                                stage.step().phase().name().toLowerCase(Locale.ROOT),
                                "`" + stage.step() + "`",
                                stage.does(),
                                ways(stage)))
                        .toList());
    }

    @Test
    void the_documents_have_the_picture_of_the_way_after_a_failure() throws IOException {
        var way = new ArrayList<String>();
        for (var step = ReloadFlow.FLOW.afterFailure(); step != null; step = next(step)) {
            way.add(step.name());
        }

        assertThat(Files.readString(Path.of("docs/how-it-works.md"))).contains(String.join(" ► ", way) + " ─►");
    }

    private static Step next(Step step) {
        return ReloadFlow.FLOW.stages().stream()
                .filter(stage -> stage.step() == step)
                .flatMap(stage -> stage.ways().stream())
                .map(Flow.Way::step)
                .findFirst()
                .orElse(null);
    }

    private static String ways(Flow.Stage stage) {
        if (stage.ways().isEmpty()) {
            return "the end";
        }
        return stage.ways().stream()
                .map(way -> way.when().isEmpty() ? "`" + way.step() + "`" : way.when() + " `" + way.step() + "`")
                .collect(Collectors.joining(", else "));
    }
}
