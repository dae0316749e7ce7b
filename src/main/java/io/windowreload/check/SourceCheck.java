package io.windowreload.check;

import io.windowreload.load.CdcReport;
import io.windowreload.load.CdcRules;
import io.windowreload.load.CdcSession;
import io.windowreload.load.ConnectionReport;
import io.windowreload.load.EndpointReport;
import io.windowreload.load.Preflight;
import io.windowreload.load.TableReport;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import io.windowreload.window.TableName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** DMS and CDC, by the rules that a run obeys. */
public final class SourceCheck {
    private static final String DMS = "DMS";
    private static final String CDC = "CDC";

    private final Checklist list;
    private final Source source;
    private final Settings settings;
    private boolean answers = true;

    public SourceCheck(Checklist list, Source source, Settings settings) {
        this.list = list;
        this.source = source;
        this.settings = settings;
    }

    /**
     * What was found of it.
     *
     * @param loader the role under which DMS writes to the target, where DMS tells
     * @param cdc how CDC writes to it
     * @param tasks the CDC tasks that DMS tells of
     */
    public record Found(Optional<String> loader, CdcSession cdc, List<CdcReport> tasks) {
        /** Nothing was found. */
        public static final Found NOTHING = new Found(Optional.empty(), CdcSession.UNKNOWN, List.of());
    }

    /** Looks at all of it. */
    public Found look(List<ReloadTable> tables) {
        var serverless = settings.dms().load().kind() == Settings.Kind.SERVERLESS;
        if (!serverless) {
            look(DMS, "replication instance", this::instance);
        }
        look(DMS, "source endpoint", () -> endpoint("source", settings.dms().sourceEndpointArn()));
        var target = Optional.<EndpointReport>empty();
        if (answers) {
            target = list.take(
                    DMS,
                    "target endpoint",
                    () -> fitting("target", settings.dms().targetEndpointArn()),
                    SourceCheck::words);
        } else {
            look(DMS, "target endpoint", () -> null);
        }
        if (!serverless) {
            connections();
        }
        look(DMS, "large objects", this::largeObjects);
        if (settings.dms().cdcTaskArns().isEmpty()) {
            list.look(
                    CDC,
                    "task",
                    () -> CheckAnswer.noted(
                            "reload.dms.cdc-task-arn is empty: no run looks at CDC or waits for it",
                            "Name the ongoing CDC tasks, unless there is none."));
        }
        var tasks = settings.dms().cdcTaskArns().stream()
                .flatMap(arn -> cdc(arn, tables).stream())
                .toList();
        if (serverless) {
            look(DMS, "serverless load", () -> CapacityCheck.look(settings.dms().load(), tasks));
        }
        return new Found(target.map(EndpointReport::user), cdcSession(tasks), tasks);
    }

    /** As a run asks it: not at all where the settings say how to write. */
    private CdcSession cdcSession(List<CdcReport> tasks) {
        if (!answers || tasks.isEmpty() || settings.merge().triggers() != Settings.Triggers.AS_CDC) {
            return CdcSession.UNKNOWN;
        }
        return list.take(
                        CDC,
                        "target endpoint",
                        () -> CdcSession.of(tasks.stream()
                                .map(CdcReport::targetEndpointArn)
                                .distinct()
                                .map(source::endpoint)
                                .toList()),
                        session -> "CDC writes " + session.words())
                .orElse(CdcSession.UNKNOWN);
    }

    /** Once DMS does not answer at all, nothing more is asked: each question would take its whole time. */
    private void look(String area, String subject, Supplier<CheckAnswer> look) {
        if (!answers) {
            list.unknown(area, subject, "DMS does not answer");
            return;
        }
        answers = list.look(area, subject, look).code() != ErrorCode.DMS_UNAVAILABLE;
    }

    private CheckAnswer instance() {
        var arn = given("replication-instance-arn", settings.dms().replicationInstanceArn());
        Preflight.instance(source.instances(), arn);
        return CheckAnswer.met(arn + " is available");
    }

    private CheckAnswer endpoint(String side, String arn) {
        return CheckAnswer.met(words(fitting(side, arn)));
    }

    private EndpointReport fitting(String side, String arn) {
        var endpoint = source.endpoint(given(side + "-endpoint-arn", arn));
        Preflight.endpoint(endpoint, side);
        return endpoint;
    }

    private static String words(EndpointReport endpoint) {
        return endpoint.arn() + " (" + endpoint.engine() + (endpoint.user() == null ? "" : ", user " + endpoint.user())
                + ")";
    }

    private CheckAnswer largeObjects() {
        var limit = settings.dms().lobMaxSizeKb();
        var fails = Stream.of(settings.dms().sourceEndpointArn(), settings.dms().targetEndpointArn())
                .filter(arn -> !arn.isEmpty())
                .anyMatch(arn -> source.endpoint(arn).failsOnLobTruncation());
        return fails
                ? CheckAnswer.met("above " + limit + " KB they fail a task")
                : CheckAnswer.noted(
                        "above " + limit
                                + " KB they are cut, with a warning in the task's log only; a run stops at values of that length",
                        "Set FailTasksOnLobTruncation at the source endpoint, and reload.dms.lob-max-size-kb above the longest value.");
    }

    private static String given(String key, String arn) {
        if (arn.isEmpty()) {
            throw new ReloadException(ErrorCode.SETTINGS_INVALID, "reload.dms." + key + " is empty");
        }
        return arn;
    }

    private void connections() {
        var connections = Memoized.of(source::connections);
        look(
                DMS,
                "source connection",
                () -> connection(connections.get(), settings.dms().sourceEndpointArn()));
        look(
                DMS,
                "target connection",
                () -> connection(connections.get(), settings.dms().targetEndpointArn()));
    }

    private static CheckAnswer connection(List<ConnectionReport> connections, String arn) {
        Preflight.connection(connections, arn);
        return CheckAnswer.met("its last test on this instance was successful");
    }

    private Optional<CdcReport> cdc(String arn, List<ReloadTable> tables) {
        var several = settings.dms().cdcTaskArns().size() > 1;
        var name = several ? " " + arn.substring(arn.lastIndexOf(':') + 1) : "";
        var its = tables.stream().filter(table -> table.cdcTask().equals(arn)).toList();
        var task = Memoized.of(() -> source.cdc(arn));
        var told = new AtomicReference<CdcReport>();
        look(CDC, "task" + name, () -> {
            told.set(task.get());
            return running(task.get());
        });
        look(CDC, "conflict policies" + name, () -> policies(task.get()));
        var values = new ValuesCheck(source::endpoint, settings.dms());
        look(CDC, "endpoints" + name, () -> values.endpoints(task.get()));
        look(CDC, "values" + name, () -> values.settings(task.get()));
        look(CDC, "tables" + name, () -> replicated(task.get(), source.cdcTables(task.get()), its));
        look(CDC, "latency" + name, () -> latency(task));
        return Optional.ofNullable(told.get());
    }

    private static CheckAnswer running(CdcReport task) {
        CdcRules.running(task);
        return CheckAnswer.met(task.arn() + " is running");
    }

    private static CheckAnswer policies(CdcReport task) {
        CdcRules.policies(task);
        return CheckAnswer.met("no conflict stops the task or suspends a table");
    }

    private static CheckAnswer replicated(CdcReport task, List<TableReport> known, List<ReloadTable> tables) {
        var wanted = tables.stream().map(ReloadTable::source).toList();
        CdcRules.replicates(task, known, wanted);
        var names = known.stream().map(TableReport::source).collect(Collectors.toSet());
        var missing = wanted.stream().filter(table -> !names.contains(table)).toList();
        // A run lets this pass as well: there may be more than one CDC task.
        return missing.isEmpty()
                ? CheckAnswer.met("all %d tables are replicated".formatted(wanted.size()))
                : CheckAnswer.noted(
                        "the CDC task does not know " + joined(missing),
                        "Make sure that another task replicates them, or add them to this one.");
    }

    private static String joined(List<TableName> tables) {
        return tables.stream().map(TableName::toString).collect(Collectors.joining(", "));
    }

    private CheckAnswer latency(Supplier<CdcReport> task) {
        var latency = settings.cdc().latency();
        return switch (latency.from()) {
            case OFF ->
                CheckAnswer.noted(
                        "reload.cdc.latency is off: no merge waits for CDC, and a look deletes nothing and leaves open what the source has no more",
                        "Allow cloudwatch:GetMetricData and set reload.cdc.latency=cloudwatch, or give the longest latency that CDC ever has, such as 5m.");
            case AT_MOST ->
                CheckAnswer.noted(
                        "each merge and look waits %s, as reload.cdc.latency says that CDC is never further behind"
                                .formatted(latency.longest()),
                        "Set reload.cdc.latency=cloudwatch where CloudWatch can be asked: it sees when CDC falls behind.");
            case CLOUDWATCH -> toldLatency(task.get());
        };
    }

    private CheckAnswer toldLatency(CdcReport task) {
        var position = source.cdcPosition(task);
        CdcRules.known(task, position);
        CdcRules.within(task, position, settings.cdc().barrierTimeout());
        return CheckAnswer.met("CDC is at most %d s behind, says CloudWatch"
                .formatted(position.behind().toSeconds()));
    }
}
