package io.windowreload.survive;

import com.zaxxer.hikari.HikariDataSource;
import io.windowreload.TestPostgres;
import io.windowreload.local.dms.DmsEmulator;
import io.windowreload.local.dms.EmulatorOptions;
import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.survive.StormTable.Place;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The program as a process, DMS, a source and a target that may be killed; in both several sets of a storm's tables. */
final class StormWorld implements Closeable {
    final JdbcAddress source = JdbcAddress.of(TestPostgres.emptyUrl());
    final Rows rows;
    final DmsEmulator dms;
    final ExecutorService threads = Executors.newCachedThreadPool();
    final List<StormCapture> captures = new CopyOnWriteArrayList<>();
    private final Path folder;
    private final Path inbox;
    private final Cluster cluster;
    private final HikariDataSource pool;
    final Weather weather;
    private Instance program;

    /**
     * What all storms of a world have in common.
     *
     * @param role the replication role of CDC's sessions
     * @param keys settings of the program
     */
    record Weather(String role, Map<String, String> keys) {}

    StormWorld(Path folder, int sets, Weather weather) {
        this.folder = folder;
        this.inbox = folder.resolve("inbox");
        this.weather = weather;
        cluster = Cluster.quick(folder);
        pool = new HikariDataSource();
        pool.setJdbcUrl(target().url());
        pool.setUsername(target().user());
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(2_000);
        rows = Rows.production(pool);
        make(sets);
        dms = DmsEmulator.start(EmulatorOptions.of(source, target())
                .delays(Delays.all(Duration.ofMillis(20)))
                .cdcLatency(this::lag));
        program = Instance.serve(folder, settings());
        // In several lanes, small as the tables are.
        rows.run("create or replace function admin.lane_rows() returns integer language sql immutable as 'select 8'");
    }

    JdbcAddress target() {
        return cluster.address();
    }

    private Duration lag() {
        return captures.stream().map(StormCapture::lag).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private void make(int sets) {
        rows.run("create schema production; create schema shadow");
        rows.run(text("apply"));
        var tables = new ArrayList<String>();
        for (var set = 0; set < sets; set++) {
            Rows.production(source).run(text("source").replace("{PREFIX}", "S" + set + "_"));
            for (var place : List.of(Place.production(set), Place.shadow(set))) {
                rows.run(text("target").replace("{schema}", place.schema()).replace("{prefix}", place.prefix()));
            }
            for (var table : StormTable.values()) {
                tables.add("{\"source\":\"%s\",\"target\":\"%s\",\"windowColumn\":\"UPDATED_AT\"}"
                        .formatted(
                                Place.source(set).name(table).replace("\"", ""),
                                Place.production(set).name(table)));
            }
        }
        write(folder.resolve("tables.json"), "{\"tables\":[" + String.join(",\n", tables) + "]}");
    }

    private static String text(String name) {
        try (var file = StormWorld.class.getResourceAsStream("/storm/" + name + ".sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String content) {
        try {
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> settings() {
        var keys = new LinkedHashMap<String, String>();
        keys.put("reload.target.jdbc-url", target().url());
        keys.put("reload.target.user", target().user());
        keys.put("reload.target.password", "");
        keys.put("reload.dms.region", "us-east-1");
        keys.put("reload.dms.endpoint-override", dms.endpoint().toString());
        keys.put("reload.cdc.endpoint-override", dms.endpoint().toString());
        keys.put("reload.task-log.endpoint-override", dms.endpoint().toString());
        keys.put("reload.dms.source-endpoint-arn", dms.sourceEndpointArn());
        keys.put("reload.dms.target-endpoint-arn", dms.targetEndpointArn());
        keys.put("reload.dms.replication-instance-arn", dms.replicationInstanceArn());
        keys.put("reload.dms.cdc-task-arn", dms.cdcTaskArn());
        keys.put("reload.dms.poll-interval", "50ms");
        keys.put("reload.cdc.period", "300ms");
        keys.put("reload.runs.interval", "50ms");
        keys.put("reload.runs.lease", "2s");
        keys.put("reload.runs.parallel", "4");
        keys.put("reload.runs.retry-for", "1m");
        keys.put("reload.look.rounds", "3");
        keys.put("reload.merge.chunk-rows", "6");
        keys.put("reload.merge.parallel", "3");
        keys.put("reload.requests.directory", inbox.toString());
        keys.put("reload.requests.settle-time", "100ms");
        keys.put("reload.tables", folder.resolve("tables.json").toString());
        keys.put("reload.http.port", "off");
        keys.put("reload.management.port", "off");
        keys.putAll(weather.keys());
        return keys;
    }

    /** Drops a request; {@code members} are those of its JSON besides the id. */
    void drop(String requestId, String members) {
        try {
            Files.createDirectories(inbox);
            var draft =
                    write(inbox.resolve(requestId + ".tmp"), "{\"requestId\":\"" + requestId + "\"," + members + "}");
            Files.setLastModifiedTime(draft, FileTime.from(Instant.now().minusSeconds(60)));
            Files.move(draft, inbox.resolve(requestId + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why a file was refused, if it was. */
    String refusal(String requestId) {
        try {
            var error = inbox.resolve("failed").resolve(requestId + ".error.json");
            return Files.exists(error) ? Files.readString(error) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills and starts again. */
    synchronized void kill(KillTest.Victim victim) {
        if (victim != KillTest.Victim.POSTGRES) {
            program.kill();
        }
        if (victim != KillTest.Victim.PROGRAM) {
            cluster.kill();
            cluster.restart();
        }
        if (victim != KillTest.Victim.POSTGRES) {
            program = Instance.serve(folder, settings());
        }
    }

    String log() {
        return program.log();
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        program.close();
        pool.close();
        dms.close();
        cluster.close();
    }
}
