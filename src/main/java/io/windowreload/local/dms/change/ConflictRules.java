package io.windowreload.local.dms.change;

import io.windowreload.local.dms.change.ChangeMessage.Kind;
import io.windowreload.local.dms.load.CapturedTable;
import io.windowreload.local.dms.mapping.ParsedSettings;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of changes that do not fit the target: the {@code ApplyError…} policies of a task. */
final class ConflictRules {
    private static final Logger LOG = LoggerFactory.getLogger(ConflictRules.class);
    private static final String GROUP = "ErrorBehavior";

    private final ParsedSettings settings;
    private final Map<String, Integer> counts = new HashMap<>();

    ConflictRules(ParsedSettings settings) {
        this.settings = settings;
    }

    /**
     * Deals with a change that changed no row, or that PostgreSQL refused.
     *
     * @param instead what {@code INSERT_RECORD} and {@code UPDATE_RECORD} do; null for a delete
     */
    void conflict(
            TargetSession session,
            CapturedTable table,
            Kind kind,
            ChangeStatement change,
            ChangeStatement instead,
            String why)
            throws SQLException {
        var policy = policy(table, settings.text(GROUP, key(kind)));
        if (policy.equals("INSERT_RECORD") || policy.equals("UPDATE_RECORD")) {
            try {
                session.run(instead);
            } catch (SQLException e) {
                TargetSession.throwIfLost(e);
                session.keep(table, change.toString(), e.getMessage());
            }
            return;
        }
        obey(session, table, policy, change.toString(), why);
    }

    /** Deals with a row that could not be made: {@code DataErrorPolicy}. */
    void dataError(TargetSession session, CapturedTable table, String what, String why) throws SQLException {
        obey(session, table, settings.text(GROUP, "DataErrorPolicy"), what, why);
    }

    private static String key(Kind kind) {
        return switch (kind) {
            case INSERT -> "ApplyErrorInsertPolicy";
            case UPDATE -> "ApplyErrorUpdatePolicy";
            case DELETE -> "ApplyErrorDeletePolicy";
        };
    }

    private String policy(CapturedTable table, String policy) {
        var most = settings.number(GROUP, "ApplyErrorEscalationCount");
        var count = counts.merge(table.quotedSource(), 1, Integer::sum);
        return most > 0 && count >= most ? settings.text(GROUP, "ApplyErrorEscalationPolicy") : policy;
    }

    private static void obey(TargetSession session, CapturedTable table, String policy, String change, String why)
            throws SQLException {
        switch (policy) {
            case "LOG_ERROR" -> session.keep(table, change, why);
            case "SUSPEND_TABLE" -> {
                LOG.warn("{} is suspended: {}", table.quotedSource(), why);
                table.counters().fail();
            }
            case "STOP_TASK" ->
                throw new CaptureFailure("Table '" + table.schema() + "'.'" + table.name() + "': " + why);
            default -> LOG.debug("{}: a change was left out: {}", table.quotedSource(), why);
        }
    }
}
