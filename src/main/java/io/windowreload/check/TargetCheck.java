package io.windowreload.check;

import io.windowreload.db.Db;
import io.windowreload.db.Migrations;
import io.windowreload.db.Row;
import io.windowreload.db.Sql;
import io.windowreload.load.CdcSession;
import io.windowreload.settings.Settings;
import io.windowreload.staging.Staging;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import io.windowreload.window.ReloadTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** PostgreSQL: the server, what the role may do, the tables, the ledger. Only the catalog is read,
 * and rows where no index enforces a key. */
public final class TargetCheck {
    /** The name of the area. */
    public static final String AREA = "PostgreSQL";

    private static final Sql SERVER = Sql.load("check/server");
    private static final Sql SCHEMA = Sql.load("check/schema");
    private static final Sql TABLE_RIGHTS = Sql.load("check/table-rights");
    private static final Sql LOADER_RIGHTS = Sql.load("check/loader-rights");
    private static final int OLDEST = 130_000;
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final Checklist list;
    private final Db db;
    private final Staging staging;
    private final Supplier<Migrations.State> migrations;

    public TargetCheck(Checklist list, Db db, Staging staging, Supplier<Migrations.State> migrations) {
        this.list = list;
        this.db = db;
        this.staging = staging;
        this.migrations = migrations;
    }

    private record Server(
            String version,
            long number,
            String role,
            boolean readOnly,
            boolean standby,
            String tls,
            long deadlockMillis,
            Instant now) {}

    /** Looks at all of it. */
    public void look(List<ReloadTable> tables, Settings.Merge merge, Clock clock) {
        var server = Memoized.of(this::server);
        list.look(AREA, "server", () -> fit(server.get()));
        list.look(AREA, "clocks", () -> clocks(server.get(), clock.instant()));
        list.look(AREA, "lock timeout", () -> givesWay(server.get(), merge.lockTimeout()));
        list.look(AREA, "schema admin", () -> schema("admin"));
        list.look(AREA, "schema staging", () -> schema("staging"));
        var migrated = list.look(AREA, "migrations", () -> migrated(migrations.get()));
        for (var table : tables) {
            list.look(AREA, table.target().toString(), () -> table(table));
            list.look(AREA, table.target() + " rights", () -> rights(table));
        }
        new ForeignKeyCheck(list, db).look(tables);
        var around = new AroundCheck(list, db);
        around.names();
        if (migrated.mark() == Finding.Mark.MET) {
            new FenceCheck(list, db).look(tables);
            new KeyCheck(list, db, staging).look(tables);
            around.look(tables);
        } else {
            tables.forEach(table -> list.unknown(AREA, table.target() + " keys", "it wants the migrations"));
        }
    }

    /** How runs would write production, and whose code would act there. */
    public void production(List<ReloadTable> tables, Settings.Merge merge, CdcSession cdc) {
        var check = new ProductionCheck(db, merge, cdc);
        list.look(AREA, "triggers", check::triggers);
        for (var table : tables) {
            if (mergeable(table)) {
                list.look(AREA, table.target() + " triggers", () -> check.table(table));
            } else {
                list.unknown(AREA, table.target() + " triggers", "the table cannot be merged");
            }
        }
    }

    private boolean mergeable(ReloadTable table) {
        try {
            return !staging.shape(table).key().isEmpty();
        } catch (ReloadException unfit) {
            return false;
        }
    }

    private Server server() {
        return db.queryOne(
                        SERVER,
                        Map.of(),
                        row -> new Server(
                                row.text("version"),
                                row.number("number"),
                                row.text("role"),
                                row.flag("read_only"),
                                row.flag("standby"),
                                row.text("tls"),
                                row.number("deadlock_ms"),
                                row.instant("now")))
                .orElseThrow();
    }

    private static CheckAnswer fit(Server server) {
        if (server.number() < OLDEST) {
            return CheckAnswer.notMet(
                    ErrorCode.TARGET_UNFIT,
                    "PostgreSQL " + server.version() + " is older than 13",
                    "Upgrade the server: the fence needs transaction numbers that do not wrap.");
        }
        if (server.standby() || server.readOnly()) {
            return CheckAnswer.notMet(
                    ErrorCode.TARGET_UNFIT,
                    server.standby() ? "this server is a standby" : "sessions of " + server.role() + " are read-only",
                    server.standby()
                            ? "Let reload.target.jdbc-url name the primary (?targetServerType=primary)."
                            : "Set default_transaction_read_only to off for this role.");
        }
        return CheckAnswer.met("version %s, role %s, %s"
                .formatted(
                        server.version(),
                        server.role(),
                        server.tls() == null ? "TLS off" : "TLS on (" + server.tls() + ")"));
    }

    private static CheckAnswer clocks(Server server, Instant now) {
        var skew = Duration.between(server.now(), now).abs();
        return skew.compareTo(SKEW) > 0
                ? CheckAnswer.noted(
                        "PostgreSQL's clock and this machine's differ by " + skew.toSeconds() + " s",
                        "Let both follow NTP: whether CDC has passed a load is told by comparing times.")
                : CheckAnswer.met("PostgreSQL's and this machine's agree");
    }

    private static CheckAnswer givesWay(Server server, Duration lockTimeout) {
        return lockTimeout.toMillis() >= server.deadlockMillis()
                ? CheckAnswer.noted(
                        "reload.merge.lock-timeout is not below the server's deadlock_timeout of "
                                + server.deadlockMillis()
                                + " ms: in a deadlock, CDC's transaction may be the one that is ended",
                        "Set it to 300ms.")
                : CheckAnswer.met("the merge gives way to CDC before the server looks for deadlocks");
    }

    private CheckAnswer schema(String name) {
        return db.queryOne(SCHEMA, Map.of("schema", name), row -> schema(name, row))
                .orElseThrow();
    }

    private static CheckAnswer schema(String name, Row row) {
        if (!row.flag("there") && row.flag("can_be_made")) {
            return CheckAnswer.met("is not there yet; the role may make it");
        }
        if (!row.flag("there")) {
            return CheckAnswer.notMet(
                    ErrorCode.TARGET_ACCESS_DENIED,
                    "is not there, and the role may not make it",
                    "create schema " + name + " authorization " + row.text("role") + ";");
        }
        return row.flag("usable")
                ? CheckAnswer.met("the role may make tables in it")
                : CheckAnswer.notMet(
                        ErrorCode.TARGET_ACCESS_DENIED,
                        "the role may not make tables in it",
                        "alter schema " + name + " owner to " + row.text("role") + ";");
    }

    private static CheckAnswer migrated(Migrations.State state) {
        if (state.refusal().isPresent()) {
            return CheckAnswer.notMet(ErrorCode.TARGET_UNFIT, state.refusal().get(), ErrorCode.TARGET_UNFIT.hint());
        }
        if (state.pending() > 0) {
            return CheckAnswer.noted(
                    "%d have not run yet".formatted(state.pending()),
                    "'migrate' runs them; so does the first 'serve' or 'run'.");
        }
        return CheckAnswer.met("current, version " + state.version());
    }

    private CheckAnswer table(ReloadTable table) {
        var shape = staging.shape(table);
        var there = staging.fits(shape);
        return CheckAnswer.met("key %s, window %s; %s %s"
                .formatted(
                        String.join(", ", shape.key()),
                        shape.window().whole() ? "all rows" : "column " + shape.window(),
                        table.staging(),
                        there ? "fits" : "is not there yet"));
    }

    private CheckAnswer rights(ReloadTable table) {
        return db.queryOne(
                        TABLE_RIGHTS,
                        Map.of(
                                "schema", table.target().schema(),
                                "table", table.target().name()),
                        row -> rights(table, row))
                .orElseGet(() -> CheckAnswer.notMet(
                        ErrorCode.TARGET_TABLE_UNFIT,
                        table.target() + " does not exist",
                        ErrorCode.TARGET_TABLE_UNFIT.hint()));
    }

    private static CheckAnswer rights(ReloadTable table, Row row) {
        var role = row.text("role");
        if (!row.flag("enters")) {
            return CheckAnswer.notMet(
                    ErrorCode.TARGET_ACCESS_DENIED,
                    "the role may not use the schema " + table.target().schema(),
                    "grant usage on schema \"%s\" to %s;"
                            .formatted(table.target().schema(), role));
        }
        var strangers = row.texts("strangers");
        if (!strangers.isEmpty()) {
            return CheckAnswer.notMet(
                    ErrorCode.TARGET_ACCESS_DENIED,
                    "the fence's triggers need a member of " + String.join(", ", strangers) + ", which " + role
                            + " is not",
                    strangers.stream()
                            .map(owner -> "grant %s to %s;".formatted(owner, role))
                            .collect(Collectors.joining(" ")));
        }
        var missing = row.texts("missing");
        return missing.isEmpty()
                ? CheckAnswer.met("may read and write it, and put the fence on it")
                : CheckAnswer.notMet(
                        ErrorCode.TARGET_ACCESS_DENIED,
                        "the role may not " + String.join(", ", missing),
                        "grant %s on \"%s\".\"%s\" to %s;"
                                .formatted(
                                        String.join(", ", missing),
                                        table.target().schema(),
                                        table.target().name(),
                                        role));
    }

    /** Whether the role under which DMS writes may fill staging. */
    public void loader(String loader, List<ReloadTable> tables) {
        var names = tables.stream().map(table -> table.staging().name()).toList();
        list.look(AREA, "role of DMS", () -> db.queryOne(
                        LOADER_RIGHTS, Map.of("loader", loader, "tables", names), TargetCheck::loader)
                .orElseGet(() -> CheckAnswer.notMet(
                        ErrorCode.TARGET_ACCESS_DENIED,
                        "the target endpoint writes as " + loader + ", and this server has no such role",
                        "Compare the endpoint with reload.target.jdbc-url: do both mean the same server?")));
    }

    private static CheckAnswer loader(Row row) {
        var loader = row.text("loader");
        if (!row.flag("there")) {
            return CheckAnswer.noted(
                    loader + " must be let into the schema staging once it is there",
                    "grant usage on schema staging to " + loader + ";");
        }
        if (!row.flag("enters")) {
            return CheckAnswer.notMet(
                    ErrorCode.TARGET_ACCESS_DENIED,
                    loader + " may not use the schema staging",
                    "grant usage on schema staging to " + loader + ";");
        }
        var closed = row.texts("closed");
        if (!closed.isEmpty()) {
            return CheckAnswer.notMet(
                    ErrorCode.TARGET_ACCESS_DENIED,
                    loader + " may not fill staging." + String.join(", staging.", closed),
                    "grant select, insert, update, delete, truncate on all tables in schema staging to " + loader
                            + ";");
        }
        return row.flag("by_default")
                ? CheckAnswer.met(loader + " may fill staging")
                : CheckAnswer.notMet(
                        ErrorCode.TARGET_ACCESS_DENIED,
                        loader + " may not fill staging tables that are still to be made",
                        "alter default privileges for role " + row.text("role")
                                + " in schema staging grant select, insert, update, delete, truncate on tables to "
                                + loader + ";");
    }
}
