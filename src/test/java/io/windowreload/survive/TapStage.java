package io.windowreload.survive;

import static org.awaitility.Awaitility.await;

import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.load.JdbcAddress;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** A small local cloud in this process, and all that is needed to set programs on it whose talk with it can be tapped. */
final class TapStage implements Closeable {
    /** How long anything may take on a busy machine. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    static final String JANUARY = "\"from\":\"2025-01-01T00:00:00\",\"to\":\"2025-02-01T00:00:00\"";

    final Path folder;
    final Path inbox;
    final LocalCloud cloud;
    final Rows production;
    final Rows source;
    final Tap postgres;
    final Tap dms;

    /**
     * Opens the stage.
     *
     * @param folder for the inbox and the logs
     * @param target an empty database
     */
    TapStage(Path folder, JdbcAddress target) {
        this.folder = folder;
        this.inbox = folder.resolve("inbox");
        cloud = LocalCloud.start(CloudOptions.of(120, 360).quiet().delays(Delays.all(Duration.ofMillis(20))), target);
        production = Rows.production(target);
        source = Rows.source(cloud.source().address());
        postgres = new Tap(URI.create(target.url().substring("jdbc:".length())).getPort());
        dms = new Tap(cloud.dms().endpoint().getPort());
    }

    /** Settings of a program on this stage, at a quick pace; {@code own} go before. */
    Map<String, String> settings(Map<String, String> own) {
        var keys = new LinkedHashMap<>(cloud.settings());
        // Each statement travels with its text, so that the tap can read it.
        keys.put(
                "reload.target.jdbc-url",
                "jdbc:postgresql://127.0.0.1:" + postgres.port()
                        + URI.create(cloud.target().url().substring("jdbc:".length()))
                                .getPath()
                        + "?prepareThreshold=0&sslmode=disable&gssEncMode=disable");
        // SecondLookRunTest looks twice.
        keys.put("reload.look.keys", "0");
        keys.put("reload.dms.endpoint-override", "http://127.0.0.1:" + dms.port());
        keys.put("reload.dms.poll-interval", "100ms");
        keys.put("reload.runs.interval", "100ms");
        keys.put("reload.runs.lease", "2s");
        keys.put("reload.runs.retry-for", "1m");
        keys.put("reload.merge.chunk-rows", "5");
        keys.put("reload.requests.directory", inbox.toString());
        keys.put(
                "reload.tables",
                Path.of("config", "tables.json").toAbsolutePath().toString());
        keys.put("reload.http.port", "off");
        keys.put("reload.management.port", "off");
        keys.putAll(own);
        return keys;
    }

    /** Drops a request for January of all tables. */
    void drop(String requestId) {
        drop(requestId, JANUARY);
    }

    /** Drops a request; {@code members} are those of its JSON besides the id. */
    void drop(String requestId, String members) {
        try {
            Files.createDirectories(inbox);
            var draft = Files.writeString(
                    inbox.resolve(requestId + ".tmp"), "{\"requestId\":\"" + requestId + "\"," + members + "}");
            // Old enough to be complete.
            Files.setLastModifiedTime(draft, FileTime.from(Instant.now().minusSeconds(60)));
            Files.move(draft, inbox.resolve(requestId + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the file has its answer; returns the folder of the answer. */
    String answered(String requestId) {
        return await(requestId)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> answer(requestId), found -> !found.isEmpty());
    }

    /** The folder of the answer, empty where there is none yet. */
    String answer(String requestId) {
        for (var end : List.of("done", "failed")) {
            if (Files.exists(inbox.resolve(end).resolve(requestId + ".json"))) {
                return end;
            }
        }
        return "";
    }

    /** The newest run of a request. */
    String run(String requestId) {
        return production
                .texts("select max(run_id) from admin.reload_runs where request_id = '" + requestId + "'")
                .get(0);
    }

    /** The account of a run, one line a table. */
    List<String> account(String run) {
        return production.texts(
                "select format('%s staged %s inserted %s updated %s unchanged %s skipped %s %s', target_table, staged, inserted, updated,"
                        + " unchanged, skipped, merge_state) from admin.reload_run_tables where run_id = " + run
                        + " order by position");
    }

    /** What DMS still knows beside the task that captures changes. */
    List<ReplicationTask> tasks() {
        return Dms.tasks(cloud.dms().endpoint()).stream()
                .filter(task -> !task.replicationTaskArn().equals(cloud.dms().cdcTaskArn()))
                .toList();
    }

    /** How many tasks were ever made. */
    long created() {
        return carriedOut("CreateReplicationTask");
    }

    /** How many calls of an operation were carried out. */
    long carriedOut(String operation) {
        return cloud.dms().calls().stream()
                .filter(call -> call.operation().equals(operation))
                .filter(call -> call.outcome().equals("OK"))
                .count();
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        dms.close();
        cloud.close();
    }
}
