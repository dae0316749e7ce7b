package io.windowreload.local.dms;

import static io.windowreload.local.dms.LogicalPostgres.run;
import static io.windowreload.local.dms.LogicalPostgres.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.cli.DmsCommand;
import io.windowreload.local.dms.load.JdbcAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.services.databasemigration.DatabaseMigrationClient;

/**
 * Random transactions against a task that loads and captures, the emulator killed twice in between: at the end the target is
 * the source. {@code -Dcdc.minutes=10} makes it ten minutes, {@code -Dcdc.rate} another number of transactions a second.
 */
class CaptureStormTest {
    private static final int RATE = Integer.getInteger("cdc.rate", 200);
    private static final Duration LENGTH = System.getProperty("cdc.minutes") == null
            ? Duration.ofSeconds(12)
            : Duration.ofMinutes(Integer.getInteger("cdc.minutes"));
    private static final String ROWS =
            "select count(*) || ' ' || coalesce(md5(string_agg(t::text, ';' order by t::text)), '') from %s t";
    private static final List<String> TABLES = List.of("storm.items", "storm.tags");

    @TempDir
    private Path folder;

    private final Random random = new Random(Long.getLong("cdc.seed", 7));
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<Exception> broken = new AtomicReference<>();

    /** The emulator in a process of its own. */
    static final class Alone {
        private Alone() {}

        public static void main(String[] arguments) {
            System.exit(new CommandLine(new DmsCommand()).execute(arguments));
        }
    }

    @Test
    void the_target_is_the_source_after_random_transactions_and_two_kills() throws Exception {
        try (var server = new LogicalPostgres(folder.resolve("data"))) {
            var source = server.database();
            var target = server.database();
            fill(source);
            var process = start(source, target);
            var writer = Executors.newSingleThreadScheduledExecutor();
            try (var connection = source.connect()) {
                connection.setAutoCommit(false);
                begin(process);
                var unused = writer.scheduleAtFixedRate(
                        () -> transact(connection), 0, 1_000_000 / RATE, TimeUnit.MICROSECONDS);
                var all = (int) (LENGTH.toSeconds() * RATE);
                for (var third = 1; third <= 2; third++) {
                    awaitDone(all * third / 3);
                    process.process().destroyForcibly().waitFor();
                    process = start(source, target);
                }
                awaitDone(all);
                writer.shutdown();
                assertThat(writer.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
                for (var table : TABLES) {
                    await().atMost(Duration.ofMinutes(2))
                            .pollInterval(Duration.ofMillis(500))
                            .untilAsserted(() -> assertThat(single(target, ROWS.formatted(table)))
                                    .as(table)
                                    .isEqualTo(single(source, ROWS.formatted(table))));
                }
            } finally {
                writer.shutdownNow();
                process.process().destroyForcibly().waitFor();
            }
            assertThat(broken.get()).isNull();
            assertThat(single(target, "select count(*) from awsdms_apply_exceptions"))
                    .as("nothing was lost or applied twice")
                    .isEqualTo("0");
            assertThat(single(source, "select count(*) > 100 from storm.items")).isEqualTo("t");
        }
    }

    private void awaitDone(int transactions) {
        await().atMost(LENGTH.multipliedBy(4).plusMinutes(2))
                .until(() -> done.get() >= transactions || broken.get() != null);
        assertThat(broken.get()).isNull();
    }

    private static void fill(JdbcAddress source) throws SQLException {
        run(
                source,
                "create schema storm",
                "create table storm.items (id int primary key, name text, amount numeric(12,3), at timestamp, day date,"
                        + " flag boolean, raw bytea, note varchar(40))",
                "create table storm.tags (item int, tag text, weight double precision, primary key (item, tag))",
                "insert into storm.items select n, 'item ' || n, n / 7.0, localtimestamp, current_date, n % 2 = 0, '\\x01ff', ''"
                        + " from generate_series(1, 500) n",
                "insert into storm.tags select n, 'first', n / 3.0 from generate_series(1, 500) n");
    }

    // What one transaction does is as random as its end.
    private void transact(Connection connection) {
        try (var statement = connection.createStatement()) {
            for (var left = 1 + random.nextInt(4); left > 0; left--) {
                statement.execute(change());
            }
            if (random.nextInt(10) == 0) {
                connection.rollback();
            } else {
                connection.commit();
            }
            done.incrementAndGet();
        } catch (SQLException e) {
            broken.compareAndSet(null, e);
        }
    }

    private String change() {
        var id = 1 + random.nextInt(800);
        return switch (random.nextInt(8)) {
            case 0, 1 ->
                "insert into storm.items values (" + id + ", 'new " + random.nextInt() + "', " + random.nextInt(1000)
                        + ".125, localtimestamp, null, null, null, null) on conflict do nothing";
            case 2, 3 ->
                "update storm.items set name = repeat('x', " + random.nextInt(50) + "), amount = " + random.nextInt(99)
                        + " where id = " + id;
            case 4 -> "delete from storm.items where id = " + id;
            case 5 ->
                "insert into storm.tags values (" + id + ", 't" + random.nextInt(5)
                        + "', random()) on conflict do nothing";
            case 6 ->
                "update storm.tags set item = item + 1000 where item = " + id
                        + " and not exists (select from storm.tags t where t.item = tags.item + 1000 and t.tag = tags.tag)";
            default -> "delete from storm.tags where item % 1000 = " + id;
        };
    }

    /** A process of the emulator and where it listens. */
    private record Running(Process process, URI endpoint, List<String> arns) {}

    private Running start(JdbcAddress source, JdbcAddress target) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Alone.class.getName(),
                        "--port=0",
                        "--delay=PT0.05S",
                        "--source=" + source.url(),
                        "--target=" + target.url(),
                        "--state=" + folder.resolve("state.json"))
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        var lines = process.inputReader();
        var endpoint = URI.create(value(lines.readLine()));
        return new Running(
                process, endpoint, List.of(value(lines.readLine()), value(lines.readLine()), value(lines.readLine())));
    }

    private static String value(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private static void begin(Running running) {
        try (var client = Emulated.client(running.endpoint())) {
            var arn = client.createReplicationTask(create -> create.replicationTaskIdentifier("storm")
                            .replicationInstanceArn(running.arns().get(0))
                            .sourceEndpointArn(running.arns().get(1))
                            .targetEndpointArn(running.arns().get(2))
                            .migrationType("full-load-and-cdc")
                            .tableMappings(Mappings.of(Mappings.selection(
                                    1, "include", "{\"schema-name\":\"storm\",\"table-name\":\"%\"}"))))
                    .replicationTask()
                    .replicationTaskArn();
            await().until(() -> status(client, arn).equals("ready"));
            client.startReplicationTask(
                    start -> start.replicationTaskArn(arn).startReplicationTaskType("start-replication"));
            // A load that is killed has failed and is not resumed: the kills are meant for the capture.
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> loaded(client, arn) == TABLES.size()
                            || status(client, arn).equals("failed"));
            assertThat(status(client, arn)).isEqualTo("running");
        }
    }

    private static int loaded(DatabaseMigrationClient client, String arn) {
        var stats = client.describeReplicationTasks(
                        describe -> describe.filters(Emulated.named("replication-task-arn", arn)))
                .replicationTasks()
                .get(0)
                .replicationTaskStats();
        return stats == null ? 0 : stats.tablesLoaded();
    }

    private static String status(DatabaseMigrationClient client, String arn) {
        return client.describeReplicationTasks(
                        describe -> describe.filters(Emulated.named("replication-task-arn", arn)))
                .replicationTasks()
                .get(0)
                .status();
    }
}
