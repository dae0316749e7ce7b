package io.windowreload.local.dms.load;

import io.windowreload.local.LocalSql;
import io.windowreload.local.dms.mapping.ParsedSettings;
import java.sql.SQLException;

/** The tables that a task with change capture makes for its own bookkeeping at the target. */
public final class ControlTables {
    private static final String DEFAULT_SCHEMA = "public";

    private ControlTables() {}

    /** Makes {@code awsdms_apply_exceptions} in the task's control schema, if it is not there. */
    public static void create(JdbcAddress target, ParsedSettings settings) throws SQLException {
        make(target, settings, "apply-exceptions");
    }

    /** Makes {@code awsdms_txn_state}, where a task that moves changes keeps how far it has got. */
    public static void createState(JdbcAddress target, ParsedSettings settings) throws SQLException {
        make(target, settings, "txn-state");
    }

    /** The control schema as SQL wants it. */
    public static String schema(ParsedSettings settings) {
        var given = settings.controlSchema();
        return given.isEmpty() ? DEFAULT_SCHEMA : SourceTable.quote(given);
    }

    private static void make(JdbcAddress target, ParsedSettings settings, String table) throws SQLException {
        try (var connection = target.connect();
                var statement = connection.createStatement()) {
            statement.execute(LocalSql.text("dms/" + table).replace("{schema}", schema(settings)));
        }
    }
}
