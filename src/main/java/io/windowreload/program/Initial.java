package io.windowreload.program;

import io.windowreload.check.Source;
import io.windowreload.db.Db;
import io.windowreload.init.Proposal;
import io.windowreload.init.Proposals;
import io.windowreload.load.CdcReport;
import io.windowreload.load.Preflight;
import io.windowreload.load.TableReport;
import io.windowreload.rules.TaskRules;
import io.windowreload.settings.Settings;
import io.windowreload.settings.SettingsReader;
import io.windowreload.staging.Staging;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.TableName;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a CDC task and production's catalog tell, so that nobody types it. Nothing is changed anywhere.
 *
 * @param keys the settings that follow from the task
 * @param proposals one for each table that it replicates
 */
public record Initial(Map<String, String> keys, List<Proposal> proposals) {
    private static final String SOURCE = "reload.dms.source-endpoint-arn";
    private static final String TARGET = "reload.dms.target-endpoint-arn";
    private static final String INSTANCE = "reload.dms.replication-instance-arn";

    /**
     * Asks DMS and PostgreSQL.
     *
     * @param keys every key with its value: the CDC task's ARN, the region and the target at least
     */
    public static Initial of(Map<String, String> keys, Clock clock) {
        var settings = SettingsReader.read(keys);
        try (var routes = new SourceRoutes(settings, keys, clock)) {
            var source = routes.source();
            var tasks = tasks(source, settings);
            for (var task : tasks) {
                Preflight.endpoint(source.endpoint(task.sourceEndpointArn()), "source");
                Preflight.endpoint(source.endpoint(task.targetEndpointArn()), "target");
            }
            return new Initial(found(tasks, keys), proposals(settings, source, tasks));
        }
    }

    private static List<CdcReport> tasks(Source source, Settings settings) {
        return settings.dms().cdcTaskArns().stream().map(source::cdc).toList();
    }

    /** The endpoints and the instance of the CDC tasks, where nobody names others. */
    static Map<String, String> completed(Map<String, String> keys, Clock clock) {
        var complete = List.of(SOURCE, TARGET, INSTANCE).stream()
                .noneMatch(key -> keys.getOrDefault(key, "").isBlank());
        var settings = SettingsReader.read(keys);
        if (complete || settings.dms().cdcTaskArns().isEmpty()) {
            return keys;
        }
        try (var routes = new SourceRoutes(settings, keys, clock)) {
            var all = new LinkedHashMap<>(keys);
            found(tasks(routes.source(), settings), keys).forEach((key, value) -> {
                if (all.getOrDefault(key, "").isBlank()) {
                    all.put(key, value);
                }
            });
            return all;
        }
    }

    /** A load has one source, one target and one instance, whichever CDC task's tables it loads. */
    private static Map<String, String> found(List<CdcReport> tasks, Map<String, String> keys) {
        var found = new LinkedHashMap<String, String>();
        found.put(SOURCE, common(SOURCE, tasks, CdcReport::sourceEndpointArn, keys));
        found.put(TARGET, common(TARGET, tasks, CdcReport::targetEndpointArn, keys));
        tasks.stream()
                .map(CdcReport::instanceArn)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresentOrElse(
                        instance -> found.put(INSTANCE, instance),
                        // There is no instance that a task could work on.
                        () -> found.put("reload.dms.kind", "serverless"));
        return found;
    }

    private static String common(
            String key, List<CdcReport> tasks, Function<CdcReport, String> endpoint, Map<String, String> keys) {
        var all = tasks.stream().map(endpoint).distinct().toList();
        if (all.size() > 1 && keys.getOrDefault(key, "").isBlank()) {
            throw new ReloadException(
                    ErrorCode.SETTINGS_INVALID,
                    "the CDC tasks have different endpoints, " + String.join(" and ", all) + ": say in " + key
                            + " which one loads all of their tables, or give each task a program and a ledger of its own");
        }
        return all.get(0);
    }

    private static List<TableName> tables(Source source, CdcReport task) {
        var tables = source.cdcTables(task).stream()
                .map(TableReport::source)
                .sorted(Initial::byName)
                .toList();
        if (tables.isEmpty()) {
            throw new ReloadException(
                    ErrorCode.CDC_NOT_RUNNING,
                    task.arn() + " is '" + task.status() + "', and DMS knows no table of it");
        }
        return tables;
    }

    private static int byName(TableName a, TableName b) {
        return a.toString().compareTo(b.toString());
    }

    private static List<Proposal> proposals(Settings settings, Source source, List<CdcReport> tasks) {
        var tables = new LinkedHashMap<CdcReport, List<TableName>>();
        tasks.forEach(task -> tables.put(task, tables(source, task)));
        try (var pool = Target.open(settings.target())) {
            var db = new Db(pool);
            return tasks.stream()
                    .flatMap(task -> proposals(db, task, tables).stream())
                    .toList();
        }
    }

    /** Of a table of two tasks nobody knows which is right. */
    private static List<Proposal> proposals(Db db, CdcReport task, Map<CdcReport, List<TableName>> tables) {
        var rules = TaskRules.of(task.mappings(), task.settings())
                .orElseThrow(() -> new ReloadException(
                        ErrorCode.CDC_RULES_DIFFER, "DMS does not tell the table mappings of " + task.arn()));
        var proposals = new Proposals(db, new Staging(db), rules, tables.size() < 2 ? "" : task.arn());
        return tables.get(task).stream()
                .flatMap(table -> {
                    var others = tables.keySet().stream()
                            .filter(other -> tables.get(other).contains(table))
                            .map(CdcReport::arn)
                            .toList();
                    if (others.size() == 1) {
                        return Stream.of(proposals.of(table));
                    }
                    return others.get(0).equals(task.arn())
                            ? Stream.of(new Proposal.Left(
                                    table, "several CDC tasks replicate it: " + String.join(" and ", others)))
                            : Stream.<Proposal>empty();
                })
                .toList();
    }
}
