package io.windowreload.bench;

import io.windowreload.db.Migrations;
import io.windowreload.local.LocalPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Merges the same rows in different ways, in turns, and prints medians. Not a test: {@code mvn -Pbench -Dtest=MergeBench test} runs it, with
 * {@code -Dbench.rows=6000000 -Dbench.staged=1000000 -Dbench.repetitions=3 -Dbench.scenarios=mixed,new,changed,stale,cdc,fence}
 * and, for another server than the embedded one, {@code -Dbench.server=jdbc:postgresql://host/postgres?user=…}.
 */
@SuppressWarnings("StringSplitter")
class MergeBench {
    private static final int ROWS = Integer.getInteger("bench.rows", 1_200_000);
    private static final int STAGED = Integer.getInteger("bench.staged", 200_000);
    private static final int REPETITIONS = Integer.getInteger("bench.repetitions", 3);
    private static final String SCENARIOS = System.getProperty("bench.scenarios", "mixed,new,changed,stale,cdc,fence");
    private static final String TEMPLATE = "bench_template";
    private static final String COPY = "bench";

    private record Measured(List<Double> each, double walMegabytes, long deadRows, Optional<BenchCdc.Felt> cdc) {
        double seconds() {
            return each.stream().mapToDouble(Double::doubleValue).sum();
        }

        double withoutLast() {
            return seconds() - each.get(each.size() - 1);
        }
    }

    @Test
    void compare() throws Exception {
        var server = System.getProperty("bench.server");
        if (server != null) {
            compare(server);
            return;
        }
        try (var embedded = LocalPostgres.start()) {
            compare(embedded.jdbcUrl("postgres"));
        }
    }

    private static void compare(String server) throws Exception {
        for (var scenario : SCENARIOS.split(",")) {
            if (scenario.equals("fence")) {
                makeTemplate(server, "mixed");
                compareDeletes(server);
                continue;
            }
            makeTemplate(server, scenario.equals("cdc") ? "mixed" : scenario);
            var measured = new EnumMap<Contender, List<Measured>>(Contender.class);
            for (var repetition = 0; repetition < REPETITIONS; repetition++) {
                if (scenario.equals("cdc")) {
                    printBounds(server);
                }
                for (var contender : Contender.values()) {
                    measured.computeIfAbsent(contender, key -> new ArrayList<>())
                            .add(measure(server, contender, scenario.equals("cdc")));
                }
            }
            print(scenario, measured);
        }
        run(server, "drop database if exists " + TEMPLATE, "drop database if exists " + COPY);
    }

    private static void makeTemplate(String server, String scenario) throws Exception {
        run(server, "drop database if exists " + TEMPLATE, "create database " + TEMPLATE);
        var source = new PGSimpleDataSource();
        source.setUrl(at(server, TEMPLATE));
        Migrations.run(source);
        run(
                at(server, TEMPLATE),
                text("tables")
                        .replace(":rows", ROWS + "")
                        .replace(":staged", STAGED + "")
                        .replace(":scenario", scenario));
        for (var table : List.of("production.customers", "staging.customers")) {
            run(at(server, TEMPLATE), "vacuum analyze " + table);
        }
    }

    private static Measured measure(String server, Contender contender, boolean beside) throws Exception {
        run(server, "drop database if exists " + COPY, "create database " + COPY + " template " + TEMPLATE);
        var url = at(server, COPY);
        run(url, text(contender.preparation), "checkpoint");
        var wal = number(url, "select pg_current_wal_insert_lsn() - '0/0'");
        var cdc = beside ? new BenchCdc(url, ROWS) : null;
        var each = new ArrayList<Double>();
        for (var statement : contender.statements) {
            var sql = statement.startsWith("call") ? statement : text(statement);
            each.add(seconds(() -> runAtOnce(url, sql, contender.connections(statement))));
        }
        var felt = cdc == null ? null : cdc.felt();
        var walMegabytes = (number(url, "select pg_current_wal_insert_lsn() - '0/0'") - wal) / 1e6;
        if (cdc != null) {
            cdc.close();
        }
        return new Measured(
                each,
                walMegabytes,
                number(
                        url,
                        "select sum(n_tup_upd + n_tup_del) from pg_stat_user_tables where schemaname = 'production' or schemaname = 'staging'"),
                Optional.ofNullable(felt));
    }

    private static void print(String scenario, Map<Contender, List<Measured>> measured) {
        System.out.printf("%n%s: %,d staged, %,d ids, %d repetitions%n", scenario, STAGED, ROWS, REPETITIONS);
        var guide = median(
                measured.get(Contender.GUIDE).stream().map(Measured::seconds).toList());
        var guideWal = median(measured.get(Contender.GUIDE).stream()
                .map(Measured::walMegabytes)
                .toList());
        measured.forEach((contender, all) -> {
            var seconds = median(all.stream().map(Measured::seconds).toList());
            var wal = median(all.stream().map(Measured::walMegabytes).toList());
            System.out.printf(
                    "%-24s %8.2f s  %4.2f  %,9.0f rows/s  WAL %6.0f MB %4.2f  dead rows %,9.0f",
                    contender.title,
                    seconds,
                    seconds / guide,
                    STAGED / seconds,
                    wal,
                    wal / guideWal,
                    median(all.stream().map(m -> (double) m.deadRows()).toList()));
            var felt = all.stream().flatMap(m -> m.cdc().stream()).toList();
            if (!felt.isEmpty()) {
                var cdc = BenchCdc.Felt.median(felt);
                System.out.printf(
                        "  CDC p50 %.1f p99 %.1f slowest %.0f ms, %d errors, revived %d of %d",
                        cdc.p50(), cdc.p99(), cdc.slowest(), cdc.errors(), cdc.revived(), cdc.deleted());
            }
            if (contender.statements.size() > 1) {
                System.out.printf(
                        "  %.2f without verify (plan, apply, verify:",
                        median(all.stream().map(Measured::withoutLast).toList()) / guide);
                IntStream.range(0, contender.statements.size())
                        .mapToDouble(n ->
                                median(all.stream().map(m -> m.each().get(n)).toList()))
                        .forEach(part -> System.out.printf(" %.2f", part));
                System.out.print(" s)");
            }
            System.out.println();
        });
    }

    /** CDC with nothing beside it, and with a connection that only reads, for a while each: what the machine allows. */
    private static void printBounds(String server) throws Exception {
        run(server, "drop database if exists " + COPY, "create database " + COPY + " template " + TEMPLATE);
        for (var reading : List.of(false, true)) {
            try (var cdc = new BenchCdc(at(server, COPY), ROWS)) {
                run(at(server, COPY), reading ? text("reader") : "select pg_sleep(10)");
                var felt = cdc.felt();
                System.out.printf(
                        "CDC %s: p50 %.1f p99 %.1f slowest %.0f ms, %,d statements%n",
                        reading ? "beside a reader" : "alone",
                        felt.p50(),
                        felt.p99(),
                        felt.slowest(),
                        felt.statements());
            }
        }
    }

    /** What the fence's trigger costs those who delete, the wait for the disk not counted. */
    private static void compareDeletes(String server) throws Exception {
        var without = new ArrayList<Double>();
        var with = new ArrayList<Double>();
        for (var repetition = 0; repetition < REPETITIONS; repetition++) {
            for (var fenced : List.of(false, true)) {
                run(server, "drop database if exists " + COPY, "create database " + COPY + " template " + TEMPLATE);
                var url = at(server, COPY);
                run(url, text(fenced ? "run" : "nothing"), "checkpoint");
                (fenced ? with : without).add(seconds(() -> run(url, "set synchronous_commit = off", text("doomed"))));
            }
        }
        System.out.printf(
                "%nfence: deletes one by one, committed each, take %.2f s without and %.2f s with it: %.2f%n",
                median(without), median(with), median(with) / median(without));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double seconds(Work work) throws Exception {
        var began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }

    private static void runAtOnce(String url, String sql, int connections) {
        IntStream.range(0, connections)
                .mapToObj(n -> CompletableFuture.runAsync(() -> {
                    try {
                        // The program's own sessions compile nothing; everybody else's do as the server says.
                        run(url, sql.startsWith("call admin.") ? "set jit = off" : "select", sql);
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                }))
                .toList()
                .forEach(CompletableFuture::join);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static String at(String server, String database) {
        return server.replaceFirst("/[^/?]*(\\?|$)", "/" + database + "$1");
    }

    private static String text(String file) throws IOException {
        try (var in = MergeBench.class.getResourceAsStream("/bench/" + file + ".sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void run(String url, String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static long number(String url, String query) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            result.next();
            return result.getBigDecimal(1).longValueExact();
        }
    }
}
