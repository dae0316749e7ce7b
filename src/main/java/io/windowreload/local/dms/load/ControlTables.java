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
        var given = settings.controlSchema();
        var schema = given.isEmpty() ? DEFAULT_SCHEMA : SourceTable.quote(given);
        try (var connection = target.connect();
                var statement = connection.createStatement()) {
            statement.execute(LocalSql.text("dms/apply-exceptions").replace("{schema}", schema));
        }
    }
}
