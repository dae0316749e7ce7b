package io.windowreload.local.dms.load;

import io.windowreload.local.LocalPostgres;
import io.windowreload.local.OracleStandIn;
import io.windowreload.local.dms.fault.Faults;
import io.windowreload.local.dms.mapping.MappingParser;
import io.windowreload.local.dms.mapping.ParsedSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast the emulator loads orders, beside psql's {@code \copy} from a ready CSV file into the same server, turn by turn.
 *
 * <p>No test: run its main method from an IDE or with the test class path. Arguments: rows (default 1000000), rounds (default 3),
 * source ({@code h2} or {@code postgres}, default h2: many millions of rows are beyond an H2 in memory).
 */
public final class LoadBenchmark {
    private static final String MAPPINGS = """
            {"rules":[
              {"rule-type":"selection","rule-id":"1","rule-name":"1","rule-action":"include",
               "object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"ORDERS"}},
              {"rule-type":"transformation","rule-id":"2","rule-name":"2","rule-action":"rename","rule-target":"schema",
               "object-locator":{"schema-name":"SOURCE_SCHEMA"},"value":"bench"},
              {"rule-type":"transformation","rule-id":"3","rule-name":"3","rule-action":"convert-lowercase",
               "rule-target":"table","object-locator":{"schema-name":"SOURCE_SCHEMA","table-name":"%"}}]}""";
    private static final String ORDERS = """
            create schema bench;
            create table bench.orders (order_id integer primary key, customer_id integer, amount numeric(10,2),
                order_date timestamp, updated_at timestamp);""";
    private static final String POSTGRES_SOURCE = """
            create schema "SOURCE_SCHEMA";
            create table "SOURCE_SCHEMA"."ORDERS" ("ORDER_ID" integer primary key, "CUSTOMER_ID" integer,
                "AMOUNT" numeric(10,2), "ORDER_DATE" timestamp, "UPDATED_AT" timestamp);
            insert into "SOURCE_SCHEMA"."ORDERS" select n, 1 + n %% 1000, n %% 1000000 / 100.0,
                timestamp '2025-01-01' + n * interval '1 ms', timestamp '2025-01-01' + n * interval '1 ms'
            from generate_series(1, %d) n;""";

    private LoadBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        var rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        var rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        var fromPostgres = arguments.length > 2 && arguments[2].equals("postgres");
        try (var postgres = LocalPostgres.start()) {
            postgres.createDatabase("bench");
            var target = JdbcAddress.of(postgres.jdbcUrl("bench"));
            run(target, ORDERS);
            if (fromPostgres) {
                run(target, POSTGRES_SOURCE.formatted(rows));
                compare(target, target, postgres.port(), rounds);
            } else {
                try (var source = OracleStandIn.inMemory()) {
                    source.fill(1000, rows);
                    compare(source.address(), target, postgres.port(), rounds);
                }
            }
        }
    }

    private static void compare(JdbcAddress source, JdbcAddress target, int port, int rounds) throws Exception {
        load(source, target);
        var file = Files.createTempFile("orders", ".csv");
        psql(port, "\\copy bench.orders to '" + file + "' csv");
        var psqlBest = Double.MAX_VALUE;
        var loadBest = Double.MAX_VALUE;
        for (var round = 0; round < rounds; round++) {
            run(target, "truncate bench.orders");
            var psql = seconds(() -> psql(port, "\\copy bench.orders from '" + file + "' csv"));
            run(target, "truncate bench.orders");
            resetPeaks();
            var load = seconds(() -> load(source, target));
            System.out.printf(
                    "psql %.2f s, emulator %.2f s, speed ratio %.2f, heap at most %d MB%n",
                    psql, load, psql / load, peak() >> 20);
            psqlBest = Math.min(psqlBest, psql);
            loadBest = Math.min(loadBest, load);
        }
        System.out.printf("best of %d: speed ratio %.2f of psql%n", rounds, psqlBest / loadBest);
        Files.delete(file);
    }

    private static void load(JdbcAddress source, JdbcAddress target) {
        var outcome = new FullLoad(
                        source,
                        target,
                        MappingParser.parse(MAPPINGS),
                        ParsedSettings.parse(
                                "{\"FullLoadSettings\":{\"TargetTablePrepMode\":\"DO_NOTHING\",\"MaxFullLoadSubTasks\":1}}",
                                true),
                        LoadScope.ALL,
                        DocumentReading.STRICT,
                        new Faults(),
                        Clock.systemUTC())
                .run();
        if (!(outcome instanceof LoadOutcome.Finished)) {
            throw new IllegalStateException("the load ended with " + outcome);
        }
    }

    private static void psql(int port, String command) throws IOException, InterruptedException {
        var address = List.of("-h", "127.0.0.1", "-p", String.valueOf(port), "-U", "postgres", "-d", "bench");
        var line = new ArrayList<>(List.of("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", command));
        line.addAll(address);
        if (new ProcessBuilder(line).inheritIO().start().waitFor() != 0) {
            throw new IOException("psql failed");
        }
    }

    private static void run(JdbcAddress address, String sql) throws SQLException {
        try (var connection = address.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double seconds(Step step) throws Exception {
        var begun = System.nanoTime();
        step.run();
        return Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0;
    }

    private static void resetPeaks() {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    private interface Step {
        void run() throws Exception;
    }
}
