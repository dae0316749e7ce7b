package io.windowreload.program;

import io.windowreload.check.Checklist;
import io.windowreload.check.ColumnCheck;
import io.windowreload.check.Finding;
import io.windowreload.check.RulesCheck;
import io.windowreload.check.SourceCheck;
import io.windowreload.check.TargetCheck;
import io.windowreload.check.WindowCheck;
import io.windowreload.db.Db;
import io.windowreload.db.Migrations;
import io.windowreload.plan.TableRegistry;
import io.windowreload.request.FolderLook;
import io.windowreload.settings.Settings;
import io.windowreload.settings.SettingsReader;
import io.windowreload.staging.Staging;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Every precondition of a reload on a real account. Nothing is changed anywhere, and none keeps another from being looked at. */
public final class Checkup {
    /** A person waits for the answer. */
    private static final Duration CALL = Duration.ofSeconds(15);

    private final Checklist list = new Checklist();
    private final Clock clock;

    private Checkup(Clock clock) {
        this.clock = clock;
    }

    /**
     * Looks at all of it.
     *
     * @param keys reads every key with its value
     */
    public static List<Finding> of(Supplier<Map<String, String>> keys, Clock clock) {
        var checkup = new Checkup(clock);
        checkup.look(keys);
        return checkup.list.findings();
    }

    /** As a run has them; where the CDC task cannot be asked, the looks at DMS say it. */
    private Map<String, String> completed(Map<String, String> keys) {
        try {
            return Initial.completed(keys, clock);
        } catch (ReloadException unanswered) {
            return keys;
        }
    }

    private void look(Supplier<Map<String, String>> given) {
        var read =
                list.take("Settings", "settings", () -> impatient(given.get()), all -> "all keys and values are known");
        if (read.isEmpty()) {
            List.of("DMS", "CDC", TargetCheck.AREA, "Requests")
                    .forEach(area -> list.unknown(area, "all", "the settings cannot be read"));
            return;
        }
        var keys = completed(read.get());
        var settings = SettingsReader.read(keys);
        var tables = tables(settings);
        var found = source(settings, keys, tables);
        target(settings, tables, found);
        list.take(
                "Requests",
                "folder",
                () -> FolderLook.at(settings.requests().directory()),
                there -> settings.requests().directory().toAbsolutePath()
                        + (there ? " can be read and written" : " is not there yet; it can be made"));
    }

    /** The same with calls that do not last longer than a person would wait. */
    private static Map<String, String> impatient(Map<String, String> keys) {
        var copy = new HashMap<>(keys);
        if (SettingsReader.read(keys).dms().callTimeout().compareTo(CALL) > 0) {
            copy.put("reload.dms.call-timeout", CALL.toString());
        }
        return copy;
    }

    private List<ReloadTable> tables(Settings settings) {
        return list.take(
                        "Settings",
                        "tables",
                        () -> TableRegistry.load(settings.tables())
                                .among(settings.dms().cdcTaskArns()),
                        registry -> registry.tables().size() + " in " + settings.tables())
                .map(TableRegistry::tables)
                .orElse(List.of());
    }

    private SourceCheck.Found source(Settings settings, Map<String, String> keys, List<ReloadTable> tables) {
        try (var routes = new SourceRoutes(settings, keys, clock)) {
            return new SourceCheck(list, routes.source(), settings).look(tables);
        } catch (RuntimeException e) {
            list.take(
                    "DMS",
                    "all",
                    () -> {
                        throw e;
                    },
                    found -> "");
            return SourceCheck.Found.NOTHING;
        }
    }

    private void target(Settings settings, List<ReloadTable> tables, SourceCheck.Found found) {
        var pool = list.take(
                TargetCheck.AREA, "connection", () -> Target.open(settings.target()), open -> settings.target()
                        .jdbcUrl()
                        .replaceFirst("[?].*", ""));
        if (pool.isEmpty()) {
            list.unknown(TargetCheck.AREA, "all else", "there is no connection");
            return;
        }
        try (var open = pool.get()) {
            var db = new Db(open);
            var staging = new Staging(db, settings.source().sessionZone());
            var check = new TargetCheck(list, db, staging, () -> Migrations.state(open));
            check.look(tables, settings.merge(), clock);
            new ColumnCheck(list, db, staging, settings.dms().lobMaxSizeKb()).look(tables);
            new WindowCheck(list, db, staging, settings.source()).look(tables);
            new RulesCheck(list, db, staging).look(tables, found.tasks());
            check.production(tables, settings.merge(), found.cdc());
            found.loader().ifPresent(role -> check.loader(role, tables));
        }
    }
}
