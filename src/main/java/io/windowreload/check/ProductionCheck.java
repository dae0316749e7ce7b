package io.windowreload.check;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import io.windowreload.load.CdcSession;
import io.windowreload.settings.Settings;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadTable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** How production would be written, and whose code would act: by the functions of the run, lent to this session alone. */
final class ProductionCheck {
    private static final List<Sql> LENT = List.of(Sql.lent("R__1_code"), Sql.lent("R__1_session"));
    private static final Sql DECIDE = Sql.load("check/decide-triggers").lent();
    private static final Sql TROUBLES = Sql.load("check/table-troubles").lent();
    private static final Sql TRY = Sql.load("check/try-triggers").lent();
    private static final Sql ACTORS = Sql.load("check/acting-code").lent();
    private static final int SHOWN = 12;

    private final Db db;
    private final Settings.Merge merge;
    private final CdcSession cdc;
    private String decided = "fire";

    ProductionCheck(Db db, Settings.Merge merge, CdcSession cdc) {
        this.db = db;
        this.merge = merge;
        this.cdc = cdc;
    }

    /** Whether triggers and foreign keys act on what a run writes, and whether the role may write so. */
    CheckAnswer triggers() {
        return borrowed(() -> db.queryOne(DECIDE, parameters(), row -> {
                    decided = row.text("triggers");
                    var words = decided.equals("skip")
                            ? "triggers and foreign keys of production do not act on what a run writes"
                            : "triggers and foreign keys of production act on what a run writes";
                    var whole = words + " (reload.merge.triggers="
                            + merge.triggers().name().toLowerCase(Locale.ROOT).replace('_', '-') + ")";
                    return row.flag("may")
                            ? CheckAnswer.met(whole)
                            : CheckAnswer.notMet(
                                    ErrorCode.TARGET_SESSION_UNFIT,
                                    whole + ", and " + row.text("role") + " may not set session_replication_role so",
                                    "grant set on parameter session_replication_role to " + row.text("role")
                                            + "; (PostgreSQL 15 and later)");
                })
                .orElseThrow());
    }

    /** What a run would refuse of a table, or else whose code acts there. */
    CheckAnswer table(ReloadTable table) {
        return borrowed(() -> told(table));
    }

    private CheckAnswer told(ReloadTable table) {
        var parameters = parameters();
        parameters.put("schema", table.target().schema());
        parameters.put("table", table.target().name());
        parameters.put("window_column", table.targetWindow().column());
        parameters.put("triggers", decided);
        var troubles = db.query(
                TROUBLES,
                parameters,
                row -> CheckAnswer.notMet(ErrorCode.valueOf(row.text("code")), row.text("detail"), row.text("fix")));
        if (!troubles.isEmpty()) {
            return troubles.get(0);
        }
        var altered = db.query(TRY, parameters, row -> row.text("altered"));
        if (!altered.isEmpty() && altered.get(0) != null) {
            return CheckAnswer.notMet(
                    ErrorCode.TARGET_TRIGGER_ALTERS, altered.get(0), ErrorCode.TARGET_TRIGGER_ALTERS.hint());
        }
        var actors = db.query(ACTORS, parameters, row -> row.text("actor"));
        if (actors.isEmpty()) {
            return CheckAnswer.met("no trigger, rule, policy or function acts on what is written");
        }
        var names = String.join("; ", actors.subList(0, Math.min(SHOWN, actors.size())));
        return CheckAnswer.noted(
                names + (actors.size() > SHOWN ? "; and " + (actors.size() - SHOWN) + " more" : ""),
                "Nothing, if that is as wanted.");
    }

    private Map<String, Object> parameters() {
        var parameters = new HashMap<String, Object>();
        parameters.put(
                "triggers", merge.triggers().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        parameters.put("login", cdc.login().orElse(null));
        parameters.put("by_script", cdc.triggers().orElse(null));
        parameters.put("trusted", merge.trustedOwners());
        return parameters;
    }

    /** The ledger need not be there yet, or may be of an older version. */
    private CheckAnswer borrowed(Supplier<CheckAnswer> look) {
        return db.rolledBack(() -> {
            LENT.forEach(functions -> db.update(functions, Map.of()));
            return look.get();
        });
    }
}
