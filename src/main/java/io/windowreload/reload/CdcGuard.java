package io.windowreload.reload;

import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.ledger.Step;
import io.windowreload.load.CdcLook;
import io.windowreload.load.CdcPosition;
import io.windowreload.load.CdcReport;
import io.windowreload.load.CdcRules;
import io.windowreload.plan.TableRegistry;
import io.windowreload.rules.TaskRules;
import io.windowreload.settings.Settings;
import io.windowreload.settings.Settings.LatencyFrom;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CDC task beside a run: fit before the load, fit and past the load's end before the merge.
 *
 * <p>Why the merge waits: staging holds the source as it was until the load ended. CDC that is further behind than that still has
 * changes on the way which staging has already. Merged too early, a staged row meets CDC's own insert of it (a conflict that DMS logs,
 * or worse, suspends the table for), a row looks drifted that is only late, and what CDC deletes a minute later has been inserted for
 * nothing. Once CDC is past the load's end, whatever production still lacks is truly lost, and any change that comes is newer
 * than staging.
 */
public final class CdcGuard {
    private static final Logger LOG = LoggerFactory.getLogger(CdcGuard.class);

    /** The kind of evidence: how far CDC had got when the run went on to merge. */
    private static final String PASSED = "cdc-passed";

    private final Ledger ledger;
    private final Lease lease;
    private final TableRegistry registry;
    private final Settings.Dms dms;
    private final Settings.Cdc cdc;
    private final Clock clock = Clock.systemUTC();
    private final Isolation isolation;
    private final Loads loads;

    CdcGuard(
            Ledger ledger,
            Lease lease,
            Isolation isolation,
            TableRegistry registry,
            Settings.Dms dms,
            Settings.Cdc cdc) {
        this.ledger = ledger;
        this.lease = lease;
        this.registry = registry;
        this.dms = dms;
        this.cdc = cdc;
        this.isolation = isolation;
        this.loads = new Loads(ledger, lease, isolation);
    }

    /** All CDC tasks that there are to look at. */
    public List<String> all() {
        return dms.cdcTaskArns();
    }

    /** The ARNs of the CDC tasks that replicate the run's tables; that they do is on record from the run's first step on. */
    public List<String> tasks(Run run) {
        if (run.step() == Step.CHECK_SOURCE) {
            ledger.tables(run.id()).forEach(table -> assign(run, table));
        }
        return ledger.tables(run.id()).stream().map(this::task).distinct().toList();
    }

    /** The CDC tasks that the run has no table of. */
    public List<String> others(Run run) {
        var own = ledger.tables(run.id()).stream().map(this::task).toList();
        return dms.cdcTaskArns().stream().filter(task -> !own.contains(task)).toList();
    }

    /** One of these. */
    public String other(List<String> tasks, int index) {
        return tasks.get(index);
    }

    private void assign(Run run, RunTable table) {
        var task = registry.resolve(List.of(table.target().toString())).get(0).cdcTask();
        if (!task.isEmpty()) {
            lease.cdcTask(run, table.position(), task);
        }
    }

    /** What began before tasks were on record has the only one. */
    private String task(RunTable table) {
        return table.cdcTask() == null ? dms.cdcTaskArns().get(0) : table.cdcTask();
    }

    /** The ongoing CDC task must be running: all that matters while there is no run. */
    public void running(CdcReport task) {
        CdcRules.running(task);
    }

    /** Before the load: the tasks are fit, and it is known how far they have got and not hopeless. */
    public void beforeLoad(Run run, List<CdcLook> looks) {
        for (var look : looks) {
            var task = look.task();
            fit(run, look);
            if (task.running() && !off()) {
                unlessAccepted(run, () -> CdcRules.known(task, look.position()));
                unlessAccepted(run, () -> CdcRules.within(task, look.position(), cdc.barrierTimeout()));
            }
        }
    }

    /** Before the merge: the tasks are still fit, and the run waits here until each has passed the end of the load. */
    public StepOutcome beforeMerge(Run run, List<CdcLook> looks, List<?> others) {
        var rules = new LinkedHashMap<String, TaskRules>();
        for (var look : looks) {
            sameRules(run, look.task());
            fit(run, look);
            TaskRules.of(look.task().mappings(), look.task().settings())
                    .ifPresent(known -> rules.put(look.task().arn(), known));
        }
        OtherTasks.refuse(registered(run), rules, others);
        for (var look : looks) {
            var waits = look.task().running() && !off()
                    ? waits(run, look.task().arn(), look.position())
                    : Optional.<StepOutcome>empty();
            if (waits.isPresent()) {
                return waits.get();
            }
        }
        var positions = looks.stream().map(CdcLook::position).toList();
        if (looks.stream().allMatch(look -> look.task().running()) && passed(run, positions)) {
            keepPassed(run, positions);
        }
        return StepOutcome.next();
    }

    private List<ReloadTable> registered(Run run) {
        return ledger.tables(run.id()).stream()
                .map(table -> registry.resolve(List.of(table.target().toString()))
                        .get(0)
                        .ofTask(task(table)))
                .toList();
    }

    /** How the run waits for a task; empty where it need not. */
    private Optional<StepOutcome> waits(Run run, String task, CdcPosition position) {
        if (!position.known()) {
            var unknown = task + ": " + position.unknown();
            return accepted(run, ErrorCode.CDC_LATENCY_UNKNOWN, unknown)
                    ? Optional.empty()
                    : Optional.of(new StepOutcome.Retry(unknown, dms.settleTimeout(), ErrorCode.CDC_LATENCY_UNKNOWN));
        }
        var loadEnded = loadEnded(run);
        if (passed(run, List.of(position))) {
            LOG.info(
                    "run={} cdc.passed task={} appliedUntil={} loadEnded={}",
                    run.id(),
                    task,
                    position.appliedUntil(),
                    loadEnded);
            return Optional.empty();
        }
        var waiting = task + " has applied what was committed before " + position.appliedUntil()
                + ", the load ended at " + loadEnded;
        return accepted(run, ErrorCode.CDC_BEHIND, waiting)
                ? Optional.empty()
                : Optional.of(new StepOutcome.Again(pause(), cdc.barrierTimeout(), ErrorCode.CDC_BEHIND, waiting));
    }

    /** No CDC task is named; but the operator may have said how late whatever writes there is at most. */
    public StepOutcome withoutCdc(Run run) {
        if (cdc.latency().from() != LatencyFrom.AT_MOST) {
            return StepOutcome.next();
        }
        var longest = cdc.latency().longest();
        var now = clock.instant();
        var position = CdcPosition.until(now.minus(longest), now);
        var waits = waits(run, "CDC, never more than " + longest + " behind,", position);
        if (waits.isPresent()) {
            return waits.get();
        }
        keepPassed(run, List.of(position));
        return StepOutcome.next();
    }

    /** Whether production has all that was committed at the source before the run's load ended: what production lacks then, it will not get. */
    public boolean passed(Run run) {
        return ledger.evidence(run.id(), PASSED).isPresent();
    }

    /** Whether the run read the table through a row filter of CDC: by the rules that its load was planned with. */
    public boolean filters(Run run, RunTable table) {
        return ledger.evidence(run.id(), loads.kind(run, PlanPhase.MAPPINGS, table.cdcTask()))
                .flatMap(mappings -> TaskRules.of(mappings, null))
                .filter(rules -> rules.filtered(table.source()))
                .isPresent();
    }

    private static boolean passed(Run run, List<CdcPosition> positions) {
        return positions.stream()
                .allMatch(
                        position -> position.known() && !position.appliedUntil().isBefore(loadEnded(run)));
    }

    /** The step began after DMS had stopped and staging was counted: later than the load's end, by the ledger's clock. */
    private static Instant loadEnded(Run run) {
        return run.stepStartedAt();
    }

    private void keepPassed(Run run, List<CdcPosition> positions) {
        var until = positions.stream()
                .map(CdcPosition::appliedUntil)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        lease.keep(run, PASSED, "{\"appliedUntil\":\"%s\",\"loadEnded\":\"%s\"}".formatted(until, loadEnded(run)));
    }

    private boolean off() {
        return cdc.latency().from() == LatencyFrom.OFF;
    }

    /** Metrics do not change faster than they are stored. */
    private Duration pause() {
        return dms.pollInterval().compareTo(cdc.period()) < 0 ? dms.pollInterval() : cdc.period();
    }

    /** What was loaded went by the rules of then. */
    private void sameRules(Run run, CdcReport task) {
        var then = ledger.evidence(run.id(), loads.kind(run, PlanPhase.MAPPINGS, task.arn()));
        var now = TaskRules.of(task.mappings(), task.settings());
        if (then.isPresent() && now.isPresent() && !now.get().saysWhat(then.get())) {
            throw new ReloadException(
                    ErrorCode.CDC_RULES_DIFFER,
                    task.arn() + " has other rules than when the load was planned; send the request again");
        }
    }

    private void fit(Run run, CdcLook look) {
        var task = look.task();
        unlessAccepted(run, () -> CdcRules.running(task));
        isolation.live(run).stream()
                .filter(table -> task(table).equals(task.arn()))
                .forEach(table -> isolation.each(
                        run,
                        table,
                        () -> unlessAccepted(
                                run, () -> CdcRules.replicates(task, look.tables(), List.of(table.source())))));
        unlessAccepted(run, () -> CdcRules.policies(task));
    }

    private static void unlessAccepted(Run run, Runnable rule) {
        try {
            rule.run();
        } catch (ReloadException refusal) {
            if (!accepted(run, refusal.code(), refusal.detail())) {
                throw refusal;
            }
        }
    }

    private static boolean accepted(Run run, ErrorCode code, String detail) {
        var accepted = run.options().cdc().accepts(code);
        if (accepted) {
            LOG.warn(
                    "run={} code={} accepted: {} | {}",
                    run.id(),
                    code,
                    detail,
                    run.options().cdc().reason());
        }
        return accepted;
    }
}
