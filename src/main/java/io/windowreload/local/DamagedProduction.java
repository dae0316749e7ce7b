package io.windowreload.local;

import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.load.DocumentReading;
import io.windowreload.local.dms.load.FullLoad;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.local.dms.load.LoadOutcome;
import io.windowreload.local.dms.load.LoadScope;
import io.windowreload.local.dms.mapping.MappingParser;
import io.windowreload.local.dms.mapping.ParsedSettings;
import java.sql.SQLException;
import java.time.Clock;

/** Schema {@code production} of the target: the guide's tables with the source's rows, of which January's are then damaged. */
final class DamagedProduction {
    /** What ongoing replication does to the names of the source. */
    static final String MAPPINGS = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"all","rule-action":"include",
               "object-locator":{"schema-name":"SOURCE[_]SCHEMA","table-name":"%"}},
              {"rule-type":"transformation","rule-id":"2","rule-name":"schema","rule-action":"rename",
               "rule-target":"schema","object-locator":{"schema-name":"SOURCE[_]SCHEMA"},"value":"production"},
              {"rule-type":"transformation","rule-id":"3","rule-name":"tables","rule-action":"convert-lowercase",
               "rule-target":"table","object-locator":{"schema-name":"SOURCE[_]SCHEMA","table-name":"%"}},
              {"rule-type":"transformation","rule-id":"4","rule-name":"columns","rule-action":"convert-lowercase",
               "rule-target":"column",
               "object-locator":{"schema-name":"SOURCE[_]SCHEMA","table-name":"%","column-name":"%"}}]}""";

    private static final String SETTINGS = """
            {"FullLoadSettings":{"TargetTablePrepMode":"DO_NOTHING"},
             "ErrorBehavior":{"DataErrorPolicy":"STOP_TASK","TableErrorPolicy":"STOP_TASK"}}""";

    private final JdbcAddress target;

    DamagedProduction(JdbcAddress target) {
        this.target = target;
    }

    /** Creates the tables and copies all rows of the source into them. */
    void fillFrom(JdbcAddress source) {
        run("production/schema");
        var load = new FullLoad(
                source,
                asReplica(),
                MappingParser.parse(MAPPINGS),
                ParsedSettings.parse(SETTINGS, true),
                LoadScope.ALL,
                DocumentReading.STRICT,
                new Faults(),
                Clock.systemUTC());
        if (load.run() instanceof LoadOutcome.Failed failed) {
            throw new IllegalStateException("cannot fill production: " + failed.message());
        }
        run("production/indexes");
    }

    void damageJanuary() {
        run("production/damage-january");
    }

    // Without foreign keys, so that both tables fill side by side.
    private JdbcAddress asReplica() {
        var separator = target.url().contains("?") ? "&" : "?";
        return new JdbcAddress(
                target.url() + separator + "options=-c%20session_replication_role=replica",
                target.user(),
                target.password());
    }

    private void run(String sql) {
        try (var connection = target.connect();
                var statement = connection.createStatement()) {
            statement.execute(LocalSql.text(sql));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot set up production (" + sql + ")", e);
        }
    }
}
