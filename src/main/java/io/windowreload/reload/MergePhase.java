package io.windowreload.reload;

import io.windowreload.ledger.Brakes;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.ledger.RunTable.Counts;
import io.windowreload.ledger.Step;
import io.windowreload.merge.Merge;
import io.windowreload.merge.Merge.Place;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Staging into production and the proof, table by table, parents before children. A few calls a step. */
public final class MergePhase {
    private static final Logger LOG = LoggerFactory.getLogger(MergePhase.class);

    private final Isolation isolation;
    private final Pace pace;
    private final Brakes brakes;
    private final Merge merge;
    private final int parallel;

    /**
     * Wires the phase.
     *
     * @param parallel how many calls are made at once, where the keys of the tables allow
     */
    MergePhase(Isolation isolation, Merge merge, Pace pace, Brakes brakes, int parallel) {
        this.pace = pace;
        this.brakes = brakes;
        this.isolation = isolation;
        this.merge = merge;
        this.parallel = parallel;
    }

    /** The next calls of the run's step, which may be made side by side; none where the step is done. */
    public List<Merge.Call> calls(Run run) {
        return switch (run.step()) {
            case FORECAST -> List.of(merge.forecast(run.id()));
            case COMPARE -> List.of(merge.compare(run.id(), run.options().plan()));
            case UNDO ->
                open(run, "PENDING").stream()
                        .limit(1)
                        .map(place -> merge.undo(run.of(), run.id()))
                        .toList();
            case CLASSIFY -> calls(lanes(open(run, "PENDING")), place -> plan(run, place));
            case APPLY ->
                paced(
                        run,
                        calls(
                                lanes(firstWave(open(run, "PLANNED"))),
                                place -> merge.apply(run.id(), place.position())));
            case VERIFY -> calls(open(run, "MERGED"), place -> merge.verify(run.id(), place.position()));
            default -> throw new IllegalStateException(run.step() + " is no step of the merge");
        };
    }

    /** Together they may write no more than settings allow. */
    private List<Merge.Call> paced(Run run, List<Merge.Call> calls) {
        brakes.pace(run.id(), pace.share(calls.size()));
        return calls;
    }

    private Merge.Call plan(Run run, Place place) {
        return place.lanes() == 1 ? merge.plan(run.id(), place.position()) : merge.planLane(run.id(), place.position());
    }

    private List<Merge.Call> calls(List<Place> places, Function<Place, Merge.Call> call) {
        return places.stream().limit(parallel).map(call).toList();
    }

    /** The tables that have not come as far as the step wants. */
    private List<Place> open(Run run, String state) {
        var states = isolation.live(run).stream().collect(Collectors.toMap(RunTable::position, RunTable::mergeState));
        return merge.order(run.id()).stream()
                .filter(place -> state.equals(states.get(place.position())))
                .toList();
    }

    /** Children wait for their parents. */
    private static List<Place> firstWave(List<Place> places) {
        return places.stream()
                .filter(place -> place.wave() == places.get(0).wave())
                .toList();
    }

    /** Each table as often as it has lanes, the first lanes of all of them first. */
    private static List<Place> lanes(List<Place> places) {
        var most = places.stream().mapToInt(Place::lanes).max().orElse(0);
        return IntStream.rangeClosed(1, most)
                .boxed()
                .flatMap(lane -> places.stream().filter(place -> place.lanes() >= lane))
                .toList();
    }

    /** Calls have returned; the next ones are a step of their own. */
    public StepOutcome called(Run run) {
        return run.step() == Step.FORECAST ? forecast(run) : StepOutcome.more();
    }

    private StepOutcome forecast(Run run) {
        addsUp(run, RunTable::forecast, Counts::balanced);
        merge.judgeEmptiness(run.id());
        return StepOutcome.next();
    }

    /**
     * The plans were compared with those of a dry run.
     *
     * @param deviating rows to be written otherwise than planned, without CDC as an explanation
     */
    public StepOutcome compared(Run run, long deviating) {
        if (deviating > 0) {
            throw new ReloadException(
                    ErrorCode.PLAN_DEVIATES,
                    deviating + " rows are not as run " + run.options().plan() + " has planned them");
        }
        return StepOutcome.next();
    }

    /**
     * A table was compared again.
     *
     * @param unexplained staged rows that production neither holds nor explains
     */
    public void verified(Run run, Merge.Call call, long unexplained) {
        var failure = new Failure(
                ErrorCode.VERIFY_FAILED, unexplained + " staged rows are neither in production nor explained");
        if (unexplained > 0 && !fell(run, call, failure)) {
            throw new ReloadException(failure.code(), failure.detail());
        }
    }

    /** A call has failed. Whether that ended its table, and the run goes on without it. */
    public boolean fell(Run run, Merge.Call call, Failure failure) {
        if (call.position().isEmpty() || !isolation.takes(run, failure.code())) {
            return false;
        }
        isolation.live(run).stream()
                .filter(table -> call.position().get() == table.position())
                .forEach(table -> isolation.fail(run, table, failure));
        return true;
    }

    /** All tables have passed the step. */
    public StepOutcome done(Run run) {
        return switch (run.step()) {
            case CLASSIFY, APPLY -> StepOutcome.next();
            case VERIFY -> balanced(run);
            case UNDO -> undone(run);
            default -> throw new IllegalStateException(run.step() + " is no step of the merge");
        };
    }

    private StepOutcome undone(Run run) {
        addsUp(run, RunTable::counts, Counts::undoBalanced);
        return StepOutcome.next();
    }

    private void addsUp(Run run, Function<RunTable, Counts> account, Predicate<Counts> balanced) {
        for (var table : isolation.live(run)) {
            var counts = account.apply(table);
            isolation.each(run, table, () -> {
                if (!balanced.test(counts)) {
                    throw new ReloadException(
                            ErrorCode.VERIFY_FAILED, table.target() + ": the account does not add up: " + counts);
                }
            });
            LOG.info("run={} table={} {} {}", run.id(), table.target(), table.mergeState(), counts);
        }
    }

    private StepOutcome balanced(Run run) {
        addsUp(run, RunTable::counts, Counts::balanced);
        if (!run.keyed()) {
            merge.judgeEmptiness(run.id());
        }
        return StepOutcome.next();
    }
}
