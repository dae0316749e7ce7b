package io.windowreload.merge;

import io.windowreload.db.Db;
import io.windowreload.db.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How production is written: with triggers or without, and whose code may act meanwhile. */
public final class Production {
    private static final Sql DECIDE = Sql.load("merge/decide-session");
    private static final Sql CHECK = Sql.load("merge/check-production");
    private static final Sql EVIDENCE = Sql.load("merge/production-evidence");

    private final Db db;
    private final String triggers;
    private final List<String> trustedOwners;

    /**
     * Wires the room.
     *
     * @param triggers {@code as-cdc}, {@code fire} or {@code skip}
     * @param trustedOwners roles whose code may run with the program's rights
     */
    public Production(Db db, String triggers, List<String> trustedOwners) {
        this.db = db;
        this.triggers = triggers.toLowerCase(Locale.ROOT).replace('_', '-');
        this.trustedOwners = List.copyOf(trustedOwners);
    }

    /** Decides how a run writes. Refused where its role may not write so. */
    public void decide(long runId, Optional<String> cdcLogin, Optional<String> cdcTriggers) {
        var parameters = new HashMap<String, Object>();
        parameters.put("run_id", runId);
        parameters.put("triggers", triggers);
        parameters.put("login", cdcLogin.orElse(null));
        parameters.put("by_script", cdcTriggers.orElse(null));
        parameters.put("trusted", trustedOwners);
        db.queryOne(DECIDE, parameters, row -> row.text("triggers"));
    }

    /** Refuses a table that cannot be written so. */
    public void check(long runId, int position) {
        db.queryOne(CHECK, Map.of("run_id", runId, "position", position), row -> true);
    }

    /** Whose code acts on what the run writes. */
    public String evidence(long runId) {
        return db.queryOne(EVIDENCE, Map.of("run_id", runId), row -> row.text("evidence"))
                .orElseThrow();
    }
}
