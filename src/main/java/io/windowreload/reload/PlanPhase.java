package io.windowreload.reload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.windowreload.ledger.Lease;
import io.windowreload.ledger.Ledger;
import io.windowreload.ledger.Run;
import io.windowreload.load.Capacity;
import io.windowreload.load.CdcReport;
import io.windowreload.load.CdcSession;
import io.windowreload.load.ConnectionReport;
import io.windowreload.load.EndpointReport;
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
import io.windowreload.window.TableShape;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    public PlanPhase(
            Ledger ledger,
            Lease lease,
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

    /** All that DMS could say before a task exists was good. */
    public StepOutcome sourceIsFit(Run run) {
        return StepOutcome.next();
    }

    /**
     * Looks at the target's tables, makes what staging lacks, and writes down what DMS will be asked.
     *
     * @param task the CDC task as it is now, or null where none is known
     * @param cdcTarget where CDC writes, or null where nobody asks
     */
    public StepOutcome checkTarget(Run run, CdcReport task, EndpointReport cdcTarget) {
        var shapes = new LinkedHashMap<Integer, TableShape>();
        for (var table : ledger.tables(run.id())) {
            var registered =
                    registry.resolve(List.of(table.target().toString())).get(0);
            var shape = staging.shape(registered);
            if (!run.look()) {
                shape.windowType().take(run.window(), shape.table().target() + "." + shape.windowColumn());
            }
            staging.declareKey(shape);
            staging.make(shape);
            lease.windowColumn(run, table.position(), shape.windowColumn());
            shapes.put(table.position(), shape);
        }
        merge.keepColumns(run.id());
        // Compared once more: a column that came between is not the source's.
        shapes.values().forEach(staging::fits);
        var cdc = CdcSession.of(cdcTarget);
        lease.keep(run, PRODUCTION, production.prepare(run.id(), cdc.login(), cdc.triggers()));
        var rules = rules(task);
        // Beside the plan, which has ours.
        rules.ifPresent(known -> lease.keep(run, MAPPINGS, known.document()));
        lease.keep(run, EVIDENCE, json(loadPlan(run, shapes, rules, task)));
        return StepOutcome.next();
    }

    private static Optional<TaskRules> rules(CdcReport task) {
        return task == null ? Optional.empty() : TaskRules.of(task.mappings(), task.settings());
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
    private TaskPlan loadPlan(Run run, Map<Integer, TableShape> shapes, Optional<TaskRules> rules, CdcReport cdc) {
        var plan = taskPlan(run, shapes, rules);
        return dms.load().kind() == Settings.Kind.TASK
                ? plan
                : plan.serverless(Capacity.of(dms.load().compute(), cdc == null ? Map.of() : cdc.compute()));
    }

    private TaskPlan taskPlan(Run run, Map<Integer, TableShape> shapes, Optional<TaskRules> cdc) {
        cdc.ifPresent(rules -> refuseDeletes(run, rules, shapes.values()));
        var identifier = ledger.taskIdentifier(run);
        var settings = new TaskSettings(dms.maxFullLoadSubTasks(), dms.lobMaxSizeKb());
        if (!run.look()) {
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
