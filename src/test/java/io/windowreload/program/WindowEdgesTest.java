package io.windowreload.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.ledger.Run;
import io.windowreload.local.OracleStandIn;
import io.windowreload.local.dms.DmsEmulator;
import io.windowreload.local.dms.EmulatorOptions;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.settings.SettingsSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs over windows with awkward edges: rows on either side of both, of which exactly the inner ones may reach production. */
@TestInstance(Lifecycle.PER_CLASS)
class WindowEdgesTest {
    private final String target = TestPostgres.freshUrl();
    private OracleStandIn source;
    private DmsEmulator dms;
    private Program program;
    private Engine engine;

    @BeforeAll
    void start() throws SQLException {
        System.setProperty("aws.accessKeyId", "any");
        System.setProperty("aws.secretAccessKey", "any");
        source = OracleStandIn.inMemory();
        dms = DmsEmulator.start(EmulatorOptions.of(source.address(), new JdbcAddress(target, "postgres", "")));
        try (var connection = DriverManager.getConnection(target);
                var statement = connection.createStatement()) {
            statement.execute("""
                    create table production.customers (customer_id bigint primary key, name varchar(100), email varchar(100),
                      status varchar(20), created_at timestamp, updated_at timestamp)
                    """);
        }
        program = Program.open(keys(), Clock.systemUTC());
        program.migrate();
        engine = program.engine(Engine.Mode.RUNS_ONLY).start();
    }

    private Map<String, String> keys() {
        var keys = new HashMap<String, String>();
        keys.put("reload.target.jdbc-url", target);
        keys.put("reload.target.user", "postgres");
        keys.put("reload.source.zone", "Europe/Berlin");
        keys.put("reload.dms.endpoint-override", dms.endpoint().toString());
        keys.put("reload.dms.source-endpoint-arn", dms.sourceEndpointArn());
        keys.put("reload.dms.target-endpoint-arn", dms.targetEndpointArn());
        keys.put("reload.dms.replication-instance-arn", dms.replicationInstanceArn());
        keys.put("reload.dms.poll-interval", "100ms");
        keys.put("reload.runs.interval", "100ms");
        return SettingsSource.collect(Path.of("no-such-file"), keys, Map.of());
    }

    @AfterAll
    void stop() {
        engine.close();
        program.close();
        dms.close();
        source.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a month,                       2025-01-01T00:00:00,        2025-02-01T00:00:00",
        "the year's end,                2025-12-31T00:00:00,        2026-01-01T00:00:00",
        "a leap day,                    2024-02-29T00:00:00,        2024-03-01T00:00:00",
        "the hour that a gap skips,     2025-03-30T02:00:00,        2025-03-30T03:00:00",
        "inside the gap,                2025-03-30T02:30:00,        2025-03-30T02:45:00",
        "the hour that comes twice,     2025-10-26T02:00:00,        2025-10-26T03:00:00",
        "fractions at both edges,       2023-05-05T10:00:00.250000, 2023-05-05T10:00:01.000001",
        "less than a second,            2023-06-06T23:59:59.100000, 2023-06-06T23:59:59.900000",
    })
    void exactly_the_rows_of_the_window_reach_production(String name, LocalDateTime from, LocalDateTime to)
            throws SQLException {
        var first = Math.floorMod(name.hashCode(), 100_000) * 100L;
        var edges = new LocalDateTime[] {
            from.minusNanos(1000), from, from.plusNanos(1000), to.minusNanos(1000), to, to.plusNanos(1000), null
        };
        insert(first, edges);

        var run = run("{\"requestId\":\"edge-%d\",\"from\":\"%s\",\"to\":\"%s\",\"tables\":[\"customers\"]}"
                .formatted(first, from, to));

        assertThat(run.errorDetail()).isNull();
        assertThat(run.state()).isEqualTo(Run.State.SUCCESS);
        assertThat(production(first)).containsExactly(first + 1, first + 2, first + 3);
    }

    private void insert(long first, LocalDateTime[] edges) throws SQLException {
        try (var connection = source.connect();
                var insert = connection.prepareStatement(
                        "insert into SOURCE_SCHEMA.CUSTOMERS (CUSTOMER_ID, NAME, UPDATED_AT) values (?, 'x', ?)")) {
            for (var i = 0; i < edges.length; i++) {
                insert.setLong(1, first + i);
                insert.setObject(2, edges[i]);
                insert.executeUpdate();
            }
        }
    }

    private Run run(String request) {
        var asked = program.intake().accept(program.requests().read(request.getBytes(StandardCharsets.UTF_8)), "cli");
        return await().atMost(Duration.ofMinutes(2))
                .until(() -> program.ledger().find(asked.id()).orElseThrow(), run -> run.state()
                        .ended());
    }

    private Set<Long> production(long first) throws SQLException {
        var ids = new TreeSet<Long>();
        try (var connection = DriverManager.getConnection(target);
                var select = connection.prepareStatement(
                        "select customer_id, updated_at from production.customers where customer_id between ? and ?")) {
            select.setLong(1, first);
            select.setLong(2, first + 99);
            var rows = select.executeQuery();
            while (rows.next()) {
                ids.add(rows.getLong(1));
                assertThat(rows.getObject(2, LocalDateTime.class)).isNotNull();
            }
        }
        return ids;
    }
}
