package io.windowreload.local.dms.cloud;

import io.windowreload.local.dms.load.TableCounters;
import io.windowreload.local.dms.load.TableState;
import io.windowreload.local.dms.mapping.MappingParser;
import io.windowreload.local.dms.mapping.ParsedSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A task and where it is in its life. Guarded by its {@link Cloud}. */
public final class ReplicationTask {
    private final String arn;
    private final Instant created;
    private TaskDefinition definition;
    private TaskStatus status = TaskStatus.CREATING;
    private String stopReason;
    private String lastFailure;
    private Instant freshStart;
    private Instant start;
    private Instant stop;
    private Instant loadEnd;
    private List<TableCounters> tables = List.of();
    private String provisioning;
    private boolean provisioned;
    private Instant statisticsLateUntil = Instant.MIN;

    public ReplicationTask(String arn, TaskDefinition definition, Instant created) {
        this.arn = arn;
        this.definition = definition;
        this.created = created;
    }

    static ReplicationTask of(TaskMemo memo, Clock clock) {
        var definition = new TaskDefinition(
                memo.identifier(),
                memo.sourceArn(),
                memo.targetArn(),
                memo.instanceArn(),
                memo.migrationType(),
                memo.mappings(),
                MappingParser.parse(memo.mappings()),
                ParsedSettings.parse(memo.settings(), false),
                memo.cdcStartPosition(),
                memo.cdcStopPosition(),
                memo.taskData());
        var task = new ReplicationTask(memo.arn(), definition, memo.created());
        task.status = memo.status();
        task.stopReason = memo.stopReason();
        task.lastFailure = memo.lastFailure();
        task.freshStart = memo.freshStart();
        task.start = memo.start();
        task.stop = memo.stop();
        task.loadEnd = memo.loadEnd();
        task.tables = memo.tables().stream()
                .map(table -> new TableCounters(clock, table))
                .toList();
        return task;
    }

    TaskMemo memo() {
        return new TaskMemo(
                arn,
                created,
                definition.identifier(),
                definition.sourceArn(),
                definition.targetArn(),
                definition.instanceArn(),
                definition.migrationType(),
                definition.mappingsText(),
                definition.settings().document().toString(),
                definition.cdcStartPosition(),
                definition.cdcStopPosition(),
                definition.taskData(),
                status,
                stopReason,
                lastFailure,
                freshStart,
                start,
                stop,
                loadEnd,
                tables.stream().map(TableCounters::snapshot).toList());
    }

    public String arn() {
        return arn;
    }

    public Instant created() {
        return created;
    }

    public TaskDefinition definition() {
        return definition;
    }

    void define(TaskDefinition changed) {
        definition = changed;
    }

    public TaskStatus status() {
        return status;
    }

    void status(TaskStatus now) {
        status = now;
    }

    /** What a serverless replication does while it is {@code STARTING}, in the API's words; else null. */
    public String provisioning() {
        return status == TaskStatus.STARTING ? provisioning : null;
    }

    void provisioning(String word) {
        provisioning = word;
    }

    /** Whether a serverless replication has got its capacity. */
    public boolean provisioned() {
        return provisioned;
    }

    void provision() {
        provisioned = true;
    }

    /** {@code Stop Reason …}, or after a failure the whole failure message, as AWS has it; null before the first end. */
    public String stopReason() {
        return stopReason;
    }

    public String lastFailure() {
        return lastFailure;
    }

    public Instant freshStart() {
        return freshStart;
    }

    public Instant start() {
        return start;
    }

    public boolean hasRun() {
        return start != null;
    }

    /** When it ended; null while it runs, and for a time after its end if its statistics are late. */
    public Instant stop(Instant now) {
        return late(now) ? null : stop;
    }

    public Instant loadEnd(Instant now) {
        return late(now) ? null : loadEnd;
    }

    void started(Instant now) {
        status = TaskStatus.STARTING;
        freshStart = freshStart == null ? now : freshStart;
        start = now;
        stop = null;
        loadEnd = null;
        stopReason = null;
        lastFailure = null;
    }

    void loads(List<TableCounters> progress) {
        tables = progress;
    }

    /** Whether a load that it has to make has ended. */
    boolean hasLoaded() {
        return loadEnd != null || !definition.loads();
    }

    void loaded(Instant now) {
        loadEnd = now;
    }

    void stopped(String reason, Instant now) {
        status = TaskStatus.STOPPED;
        stopReason = "Stop Reason " + reason;
        stop = now;
    }

    void failed(String message, Instant now) {
        status = TaskStatus.FAILED;
        stopReason = message;
        lastFailure = message;
        stop = now;
    }

    void statisticsLate(Instant until) {
        statisticsLateUntil = until;
    }

    List<TableCounters> progress() {
        return tables;
    }

    /** The tables as a describe call sees them. */
    public List<TableCounters.Snapshot> tables(Instant now) {
        return tables.stream()
                .map(TableCounters::snapshot)
                .map(table -> late(now) ? stillLoading(table) : table)
                .toList();
    }

    public Duration elapsed(Instant now) {
        if (start == null) {
            return Duration.ZERO;
        }
        return Duration.between(start, stop == null ? now : stop);
    }

    private boolean late(Instant now) {
        return now.isBefore(statisticsLateUntil);
    }

    private static TableCounters.Snapshot stillLoading(TableCounters.Snapshot table) {
        if (table.state() != TableState.COMPLETED) {
            return table;
        }
        return new TableCounters.Snapshot(
                table.schema(),
                table.table(),
                TableState.FULL_LOAD,
                table.rows() / 2,
                table.begun(),
                null,
                table.begun(),
                table.reloaded(),
                table.inserts(),
                table.updates(),
                table.deletes());
    }
}
