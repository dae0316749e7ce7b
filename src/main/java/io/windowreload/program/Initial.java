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
            var task = source.cdc();
            Preflight.endpoint(source.endpoint(task.sourceEndpointArn()), "source");
            Preflight.endpoint(source.endpoint(task.targetEndpointArn()), "target");
            return new Initial(found(task), proposals(settings, task, tables(source, task)));
        }
    }

    /** The endpoints and the instance of the CDC task, where nobody names others. */
    static Map<String, String> completed(Map<String, String> keys, Clock clock) {
        var complete = List.of(SOURCE, TARGET, INSTANCE).stream()
                .noneMatch(key -> keys.getOrDefault(key, "").isBlank());
        var settings = SettingsReader.read(keys);
        if (complete || settings.dms().cdcTaskArn().isEmpty()) {
            return keys;
        }
        try (var routes = new SourceRoutes(settings, keys, clock)) {
            var all = new LinkedHashMap<>(keys);
            found(routes.source().cdc()).forEach((key, value) -> {
                if (all.getOrDefault(key, "").isBlank()) {
                    all.put(key, value);
                }
            });
            return all;
        }
    }

    private static Map<String, String> found(CdcReport task) {
        var found = new LinkedHashMap<String, String>();
        found.put(SOURCE, task.sourceEndpointArn());
        found.put(TARGET, task.targetEndpointArn());
        if (task.instanceArn() == null) {
            // There is no instance that a task could work on.
            found.put("reload.dms.kind", "serverless");
        } else {
            found.put(INSTANCE, task.instanceArn());
        }
        return found;
    }

    private static List<TableName> tables(Source source, CdcReport task) {
        var tables = source.cdcTables().stream()
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

    private static List<Proposal> proposals(Settings settings, CdcReport task, List<TableName> tables) {
        var rules = TaskRules.of(task.mappings(), task.settings())
                .orElseThrow(() -> new ReloadException(
                        ErrorCode.CDC_RULES_DIFFER, "DMS does not tell the table mappings of " + task.arn()));
        try (var pool = Target.open(settings.target())) {
            var db = new Db(pool);
            var proposals = new Proposals(db, new Staging(db), rules);
            return tables.stream().map(proposals::of).toList();
        }
    }
}
