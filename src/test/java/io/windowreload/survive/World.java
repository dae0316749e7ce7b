package io.windowreload.survive;

import static org.awaitility.Awaitility.await;

import io.windowreload.TestPostgres;
import io.windowreload.ledger.Run;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.program.Engine;
import io.windowreload.program.Program;
import io.windowreload.settings.SettingsSource;
import io.windowreload.window.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.databasemigration.model.Replication;
import software.amazon.awssdk.services.databasemigration.model.ReplicationTask;

/** A small local cloud and the program on it, in this process, at a pace that suits tests. */
final class World implements AutoCloseable {
    static final String JANUARY = "\"from\":\"2025-01-01T00:00:00\",\"to\":\"2025-02-01T00:00:00\"";

    final LocalCloud cloud;
    final Rows production;
    final Rows source;
    Program program;
    private Engine engine;

    World(Engine.Mode mode, Map<String, String> keys) {
        this(mode, keys, "");
    }

    /** The target endpoint of CDC has that {@code AfterConnectScript}. */
    World(Engine.Mode mode, Map<String, String> keys, String afterConnectScript) {
        this(mode, keys, options -> options.afterConnectScript(afterConnectScript));
    }

    /** The cloud is otherwise. */
    World(Engine.Mode mode, Map<String, String> keys, UnaryOperator<CloudOptions> otherwise) {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        var options = CloudOptions.of(120, 360).quiet().delays(Delays.all(Duration.ofMillis(20)));
        cloud = LocalCloud.start(otherwise.apply(options), new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""));
        production = Rows.production(cloud.target());
        source = Rows.source(cloud.source().address());
        start(mode, keys);
    }

    /** The program starts anew, on the same ledger. */
    void restart(Engine.Mode mode, Map<String, String> keys) {
        stop();
        start(mode, keys);
    }

    private void start(Engine.Mode mode, Map<String, String> keys) {
        var all = settings(cloud, keys);
        if (mode == Engine.Mode.RUNS_ONLY) {
            // Nobody looks at the beans of the routes.
            all.putIfAbsent("camel.main.jmxEnabled", "false");
        }
        program = Program.open(SettingsSource.collect(Path.of("none"), all, Map.of()), Clock.systemUTC());
        program.migrate();
        engine = program.engine(mode).start();
    }

    /** The cloud stays, with nobody on it. */
    void stop() {
        if (engine != null) {
            engine.close();
            program.close();
            engine = null;
        }
    }

    /** The cloud's settings, a quick pace, and what the test wants otherwise. */
    static Map<String, String> settings(LocalCloud cloud, Map<String, String> own) {
        var keys = new LinkedHashMap<>(cloud.settings());
        // SecondLookRunTest looks twice.
        keys.put("reload.look.keys", "0");
        keys.put("reload.dms.poll-interval", "50ms");
        keys.put("reload.dms.ready-timeout", "2s");
        keys.put("reload.dms.load-timeout", "4s");
        keys.put("reload.dms.settle-timeout", "2s");
        // CDC stands still here; CdcBarrierTest waits for it.
        keys.put("reload.cdc.latency", "0s");
        keys.put("reload.runs.interval", "50ms");
        keys.put("reload.runs.retry-for", "3s");
        keys.putAll(own);
        return keys;
    }

    /** Asks for January of all tables and waits for the end. */
    Run reload(String requestId) {
        return ended(ask(requestId, "").id());
    }

    /** Asks for January of all tables; {@code more} are further members, each with a comma before it. */
    Run ask(String requestId, String more) {
        return program.intake().accept(request(requestId, JANUARY + more), "cli");
    }

    Request request(String requestId, String members) {
        var document = "{\"requestId\":\"" + requestId + "\"," + members + "}";
        return program.requests().read(document.getBytes(StandardCharsets.UTF_8));
    }

    Run ended(long run) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> program.ledger().find(run).orElseThrow(), found -> found.state()
                        .ended());
    }

    void strike(List<Fault> faults) {
        cloud.dms().faults().clear();
        faults.forEach(cloud.dms().faults()::add);
    }

    /** What DMS still knows beside the task that captures changes. */
    List<ReplicationTask> tasks() {
        return Dms.tasks(cloud.dms().endpoint()).stream()
                .filter(task -> !task.replicationTaskArn().equals(cloud.dms().cdcTaskArn()))
                .toList();
    }

    /** The serverless replications that DMS still knows beside the one that captures changes. */
    List<Replication> replications() {
        return Dms.replications(cloud.dms().endpoint()).stream()
                .filter(replication ->
                        !replication.replicationConfigArn().equals(cloud.dms().cdcTaskArn()))
                .toList();
    }

    /** Of the serverless replication that captures changes. */
    void awaitReplication(String status) {
        await().until(() -> Dms.replications(cloud.dms().endpoint()).stream()
                .filter(replication ->
                        replication.replicationConfigArn().equals(cloud.dms().cdcTaskArn()))
                .allMatch(replication -> replication.status().equals(status)));
    }

    void stopCdc() {
        Dms.stop(cloud.dms().endpoint(), cloud.dms().cdcTaskArn());
        awaitCdc("stopped");
    }

    /** The CDC task gets other rules. */
    void rules(String mappings) {
        stopCdc();
        Dms.mappings(cloud.dms().endpoint(), cloud.dms().cdcTaskArn(), mappings);
        awaitCdc("stopped");
        resumeCdc();
    }

    void resumeCdc() {
        Dms.resume(cloud.dms().endpoint(), cloud.dms().cdcTaskArn());
        awaitCdc("running");
    }

    void awaitCdc(String status) {
        await().until(() ->
                Dms.status(cloud.dms().endpoint(), cloud.dms().cdcTaskArn()).equals(status));
    }

    /** How many calls of an operation were carried out. */
    long carriedOut(String operation) {
        return cloud.dms().calls().stream()
                .filter(call -> call.operation().equals(operation))
                .filter(call -> call.outcome().equals("OK"))
                .count();
    }

    @Override
    public void close() {
        stop();
        cloud.close();
    }

    /** The command that writes settings and tables from this world's CDC task into a folder, and goes on fast. */
    List<String> init(Path folder) {
        return init(cloud, folder);
    }

    static List<String> init(LocalCloud cloud, Path folder) {
        return List.of(
                "init",
                "--config",
                "none",
                "--directory",
                folder.toString(),
                "--cdc-task",
                cloud.dms().cdcTaskArn(),
                "--target",
                cloud.target().url(),
                "-Dreload.target.user=" + cloud.target().user(),
                "-Dreload.target.password=not-to-be-written",
                "-Dreload.dms.endpoint-override=" + cloud.dms().endpoint(),
                "-Dreload.cdc.endpoint-override=" + cloud.dms().endpoint(),
                "-Dreload.dms.poll-interval=50ms",
                "-Dreload.cdc.period=1s",
                "-Dreload.runs.interval=50ms",
                "-Dreload.look.keys=0",
                "-Dreload.requests.directory=" + folder.resolve("inbox"));
    }
}
