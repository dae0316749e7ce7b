package io.windowreload.local.dms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.local.dms.load.JdbcAddress;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;
import software.amazon.awssdk.services.databasemigration.model.Endpoint;

/** PostgreSQL as the source: its types and its empty texts arrive as they were. */
class PostgresSourceTest {
    private static final String TABLE = """
            create schema shop;
            create table shop.items (id bigint primary key, name text, price numeric(10,2), ratio double precision,
                sold boolean, day date, at timestamp, raw bytea, note varchar(20));
            insert into shop.items values
                (1, 'one', 1.25, 0.5, true, '2025-01-31', '2025-01-31 23:59:59.999999', '\\x00ff', ''),
                (2, null, null, null, null, null, null, null, null);""";
    private static final String MAPPINGS = """
            {"rules":[{"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
              "object-locator":{"schema-name":"shop","table-name":"items"}},
             {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-action":"rename","rule-target":"schema",
              "object-locator":{"schema-name":"shop"},"value":"copied"}]}""";

    private final JdbcAddress source = JdbcAddress.of(TestPostgres.emptyUrl());
    private final JdbcAddress target = JdbcAddress.of(TestPostgres.emptyUrl());

    @Test
    void a_table_of_postgresql_arrives_as_it_was() throws Exception {
        run(source, TABLE);
        try (var dms = DmsEmulator.start(EmulatorOptions.of(source, target));
                var client = Emulated.client(dms)) {
            assertThat(client.describeEndpoints().endpoints())
                    .extracting(Endpoint::engineName)
                    .containsOnly("postgres");

            load(dms, client);

            var all = "select string_agg(i::text, ';' order by id) from %s.items i";
            assertThat(single(target, all.formatted("copied"))).isEqualTo(single(source, all.formatted("shop")));
            assertThat(single(target, "select note = '' from copied.items where id = 1"))
                    .as("an empty text of PostgreSQL is no NULL")
                    .isEqualTo("t");
        }
    }

    private static void load(DmsEmulator dms, DatabaseMigrationClient client) {
        var arn = client.createReplicationTask(create -> create.replicationTaskIdentifier("from-postgres")
                        .sourceEndpointArn(dms.sourceEndpointArn())
                        .targetEndpointArn(dms.targetEndpointArn())
                        .replicationInstanceArn(dms.replicationInstanceArn())
                        .migrationType("full-load")
                        .tableMappings(MAPPINGS))
                .replicationTask()
                .replicationTaskArn();
        await().until(() -> status(client, arn).equals("ready"));
        client.startReplicationTask(
                start -> start.replicationTaskArn(arn).startReplicationTaskType("start-replication"));
        await().until(() -> status(client, arn).equals("stopped"));
    }

    private static String status(DatabaseMigrationClient client, String arn) {
        return client.describeReplicationTasks(
                        describe -> describe.filters(Emulated.named("replication-task-arn", arn)))
                .replicationTasks()
                .get(0)
                .status();
    }

    private static void run(JdbcAddress address, String sql) throws SQLException {
        try (var connection = address.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String single(JdbcAddress address, String query) throws SQLException {
        try (var connection = address.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
