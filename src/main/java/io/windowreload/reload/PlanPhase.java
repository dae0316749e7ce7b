package io.windowreload.reload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.ledger.RunTable;
import io.windowreload.load.Capacity;
import io.windowreload.load.CdcReport;
import io.windowreload.load.CdcSession;
import io.windowreload.load.ConnectionReport;
import io.windowreload.load.EndpointReport;
import io.windowreload.load.EndpointRules;
import io.windowreload.load.InstanceReport;
import io.windowreload.load.Preflight;
import io.windowreload.merge.Merge;
import io.windowreload.merge.Production;
import io.windowreload.merge.SecondLook;
import io.windowreload.plan.TableRegistry;
import io.windowreload.plan.TaskPlan;
import io.windowreload.plan.TaskSettings;
import io.windowreload.rules.TaskRules;
import io.windowreload.settings.Settings;
import io.windowreload.staging.Staging;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.KeyRange;
import io.windowreload.window.Options.Deletes;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableShape;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Before anything is read: is the source fit, is the target fit, what exactly will DMS be asked; and then the fence. */
public final class PlanPhase {
    static final String EVIDENCE = "task-plan";
    private static final String PRODUCTION = "production";
    static final String MAPPINGS = "cdc-mappings";
    private static final ObjectMapper JSON = JsonMapper.builder()
            // A key is a number as it is written, whatever its size.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Ledger ledger;
    private final Lease lease;
    private final TableRegistry registry;
    private final Staging staging;
    private final Merge merge;
    private final Production production;
    private final SecondLook looks;
    private final Settings.Dms dms;
    private final Isolation isolation;
    private final Loads loads;

    PlanPhase(
            Ledger ledger,
            Lease lease,
            Isolation isolation,
            TableRegistry registry,
            Staging staging,
            Merge merge,
            Production production,
            SecondLook looks,
            Settings.Dms dms) {
        this.ledger = ledger;
        this.lease = lease;
        this.registry = registry;
        this.staging = staging;
        this.merge = merge;
        this.production = production;
        this.looks = looks;
        this.dms = dms;
        this.isolation = isolation;
        this.loads = new Loads(ledger, lease, isolation);
    }

    /** The replication instance must be able to run a task. */
    public void instance(List<InstanceReport> instances) {
        Preflight.instance(instances, dms.replicationInstanceArn());
    }

    /** Both endpoints must have been tested on that instance. */
    public void connections(List<ConnectionReport> connections) {
        Preflight.connection(connections, dms.sourceEndpointArn());
        Preflight.connection(connections, dms.targetEndpointArn());
    }

    /** What is loaded through another endpoint than CDC's must come out of it as CDC brings it. */
    public void sameEndpoint(EndpointReport ours, EndpointReport cdc) {
        EndpointRules.same(ours, cdc);
    }

    /** All that DMS could say before a task exists was good. */
    public StepOutcome sourceIsFit(Run run) {
        return StepOutcome.next();
    }

    /**
     * Looks at the target's tables, makes what staging lacks, and writes down what DMS will be asked.
     *
     * @param tasks the CDC tasks of the run's tables as they are now; null or none where none is known
     * @param cdcTargets where they write; null or none where nobody asks
     * @param others the other CDC tasks; null where there is none
     */
    public StepOutcome checkTarget(Run run, List<CdcReport> tasks, List<EndpointReport> cdcTargets, List<?> others) {
        var shapes = new LinkedHashMap<Integer, TableShape>();
        isolation
                .live(run)
                .forEach(table -> isolation.each(run, table, () -> shapes.put(table.position(), shape(run, table))));
        merge.keepColumns(run.id());
        // Compared once more: a column that came between is not the source's.
        isolation
                .live(run)
                .forEach(table -> isolation.each(run, table, () -> staging.fits(shapes.get(table.position()))));
        var cdc = CdcSession.of(cdcTargets == null ? List.of() : cdcTargets);
        production.decide(run.id(), cdc.login(), cdc.triggers());
        isolation
                .live(run)
                .forEach(table -> isolation.each(run, table, () -> production.check(run.id(), table.position())));
        lease.keep(run, PRODUCTION, production.evidence(run.id()));
        shapes.keySet()
                .retainAll(isolation.live(run).stream().map(RunTable::position).toList());
        if (run.byKeys()) {
            lease.holding(run, () -> looks.spread(run.id()));
        }
        if (!run.keyed()) {
            lease.keep(run, Estimate.EVIDENCE, merge.estimate(run.id()));
        }
        plan(run, shapes, tasks == null ? List.of() : tasks, others);
        return StepOutcome.next();
    }

    /** The columns that a request names, by their names at the source or at the target. */
    private static List<String> repaired(TableShape shape, List<String> asked) {
        return asked.stream()
                .map(column -> ReloadTable.spelt(shape.table().targetColumn(column), shape.columns())
                        .filter(name -> !shape.key().contains(name))
                        .orElseThrow(() -> ReloadException.at(
                                "/columns",
                                ErrorCode.REQUEST_INVALID,
                                "columns: " + shape.table().target() + " has no column " + column
                                        + " beside its key that a load fills")))
                .toList();
    }

    private TableShape shape(Run run, RunTable table) {
        var registered =
                registry.resolve(List.of(table.target().toString())).get(0).stagedAs(table.stagingTable());
        var shape = staging.shape(registered);
        if (!run.keyed()) {
            shape.window()
                    .form()
                    .take(run.window(), shape.windowType(), shape.table().target() + "." + shape.windowColumn());
        }
        staging.declareKey(shape);
        staging.make(shape);
        lease.window(run, table.position(), shape.window());
        lease.repairs(run, table.position(), repaired(shape, run.options().columns()));
        return shape;
    }

    /** One DMS task for the tables of each CDC task. */
    private void plan(Run run, Map<Integer, TableShape> shapes, List<CdcReport> tasks, List<?> others) {
        var rules = rules(tasks);
        OtherTasks.refuse(shapes.values().stream().map(TableShape::table).toList(), rules, others);
        for (var load : Loads.parts(isolation.live(run))) {
            var arn = load.cdcTask().orElse(null);
            var its = new LinkedHashMap<>(shapes);
            its.keySet().retainAll(positions(run, load));
            if (run.byKeys()) {
                lease.holding(run, () -> looks.ask(run.id(), load.number()));
            }
            // A run that began before tasks were on record has one.
            var known = arn == null ? rules.values().stream().findFirst() : Optional.ofNullable(rules.get(arn));
            // Beside the plan, which has ours.
            known.ifPresent(cdc -> lease.keep(run, loads.kind(run, MAPPINGS, load.first()), cdc.document()));
            lease.keep(run, loads.kind(run, EVIDENCE, load), json(loadPlan(run, its, known, compute(tasks, arn))));
        }
    }

    /** What the replication of a CDC task may use; nothing where CDC is a task, or none is known. */
    private static Map<String, Object> compute(List<CdcReport> tasks, String arn) {
        return tasks.stream()
                .filter(task -> arn == null || task.arn().equals(arn))
                .map(CdcReport::compute)
                .findFirst()
                .orElse(Map.of());
    }

    private Set<Integer> positions(Run run, Loads.Part part) {
        return isolation.live(run).stream()
                .filter(part::has)
                .map(RunTable::position)
                .collect(Collectors.toSet());
    }

    private static Map<String, TaskRules> rules(List<CdcReport> tasks) {
        var rules = new LinkedHashMap<String, TaskRules>();
        tasks.forEach(task ->
                TaskRules.of(task.mappings(), task.settings()).ifPresent(known -> rules.put(task.arn(), known)));
        return rules;
    }

    /** A row that has left CDC's filter stays in production, for CDC deletes it not; that the filtered source lacks it says nothing. */
    private static void refuseDeletes(Run run, TaskRules cdc, Collection<TableShape> shapes) {
        shapes.stream()
                .filter(shape -> run.options().deletes() == Deletes.APPLY
                        && cdc.repeat(shape).rows().filtered())
                .findFirst()
                .ifPresent(shape -> {
                    throw new ReloadException(
                            ErrorCode.CDC_RULES_DIFFER,
                            shape.table().source() + ": the CDC task filters its rows, and what its filter hides is not"
                                    + " deleted at the source; ask without \"deletes\": \"apply\"");
                });
    }

    /** What the load is made with; a serverless one reaches the databases from where CDC does, unless settings say otherwise. */
    private TaskPlan loadPlan(
            Run run, Map<Integer, TableShape> shapes, Optional<TaskRules> rules, Map<String, Object> cdc) {
        var plan = taskPlan(run, shapes, rules);
        return dms.load().kind() == Settings.Kind.TASK
                ? plan
                : plan.serverless(Capacity.of(dms.load().compute(), cdc));
    }

    private TaskPlan taskPlan(Run run, Map<Integer, TableShape> shapes, Optional<TaskRules> cdc) {
        cdc.ifPresent(rules -> refuseDeletes(run, rules, shapes.values()));
        var identifier = ledger.taskIdentifier(run, 1);
        var settings = new TaskSettings(
                dms.maxFullLoadSubTasks(), dms.lobMaxSizeKb(), cdc.map(TaskRules::settings), isolation.wanted(run));
        if (!run.keyed()) {
            return TaskPlan.of(
                    identifier, run.id(), run.requestId(), run.window(), List.copyOf(shapes.values()), cdc, settings);
        }
        var keys = new LinkedHashMap<TableShape, List<KeyRange>>();
        shapes.forEach((position, shape) -> keys.put(shape, looks.ranges(run.id(), position)));
        return TaskPlan.of(identifier, run.id(), run.requestId(), keys, cdc, settings);
    }

    /** Arms the fence: from here on no delete of CDC goes unnoticed, and no row that it writes looks untouched. */
    public StepOutcome arm(Run run) {
        merge.arm(run.id());
        if (run.byKeys()) {
            lease.holding(run, () -> looks.hold(run.id()));
        }
        return StepOutcome.next();
    }

    private static String json(TaskPlan plan) {
        try {
            return JSON.writeValueAsString(plan);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
