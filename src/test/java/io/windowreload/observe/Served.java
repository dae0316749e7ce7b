package io.windowreload.observe;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.windowreload.TestPostgres;
import io.windowreload.db.Db;
import io.windowreload.db.DbException;
import io.windowreload.db.TestSql;
import io.windowreload.local.LocalCloud;
import io.windowreload.program.Engine;
import io.windowreload.program.Program;
import io.windowreload.settings.SettingsSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;

/** The program as {@code serve} runs it, on free ports: alone with a database, where nobody claims runs and the ledger stays as a test writes it, or on a cloud. */
final class Served implements AutoCloseable {
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final HttpClient client = HttpClient.newHttpClient();
    final Program program;
    final Engine engine;
    final Db db;
    final Path inbox;

    private Served(Program program, Engine engine, Db db, Path inbox) {
        this.program = program;
        this.engine = engine;
        this.db = db;
        this.inbox = inbox;
    }

    static Served start(Path folder, String... keysAndValues) throws IOException {
        var keys = new LinkedHashMap<String, String>();
        // SecondLookRunTest looks twice.
        keys.put("reload.look.keys", "0");
        keys.put("reload.target.jdbc-url", TestPostgres.freshUrl());
        keys.put("reload.target.user", "postgres");
        keys.put("reload.management.source-interval", "1h");
        keys.put("reload.dms.endpoint-override", "http://127.0.0.1:1");
        return open(folder, keys, keysAndValues).route("reload-claim", "stop");
    }

    /** The same on a cloud that is there, where runs are moved on. */
    static Served on(LocalCloud cloud, Path folder, String... keysAndValues) throws IOException {
        var keys = new LinkedHashMap<>(cloud.settings());
        keys.put("reload.dms.poll-interval", "50ms");
        keys.put("reload.runs.interval", "50ms");
        keys.put("reload.management.source-interval", "200ms");
        return open(folder, keys, keysAndValues);
    }

    private static Served open(Path folder, Map<String, String> keys, String... keysAndValues) throws IOException {
        keys.put("reload.requests.directory", folder.resolve("inbox").toString());
        keys.put("reload.http.port", "0");
        keys.put("reload.management.port", "0");
        keys.put("reload.management.ledger-interval", "100ms");
        for (var i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        var program = Program.open(
                SettingsSource.collect(Path.of("config/application.properties"), keys, Map.of()), Clock.systemUTC());
        program.migrate();
        var engine = program.engine(Engine.Mode.EVERYTHING).start();
        var db = new Db(TestPostgres.pool(keys.get("reload.target.jdbc-url")));
        return new Served(program, engine, db, Files.createDirectories(folder.resolve("inbox")));
    }

    /** Operates a route of this JVM's only program as operators do, over JMX. */
    Served route(String id, String operation) {
        try {
            var name = new ObjectName("org.apache.camel:context=window-reload,type=routes,name=\"" + id + "\"");
            ManagementFactory.getPlatformMBeanServer().invoke(name, operation, null, null);
            return this;
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The ledger as it was at first. The program reads it meanwhile, in an order of its own: who loses a deadlock tries again. */
    void forget() {
        await().ignoreExceptionsMatching(
                        thrown -> thrown instanceof DbException failed && "40P01".equals(failed.sqlState()))
                .until(() -> {
                    db.update(
                            TestSql.of(
                                    "truncate admin.reload_runs, admin.reload_operations, admin.reload_pauses restart identity cascade"),
                            Map.of());
                    return true;
                });
    }

    /** Runs a file of statements of the test's resources. */
    Served load(String resource) throws IOException {
        try (var in = Served.class.getResourceAsStream("/" + resource)) {
            db.update(TestSql.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)), Map.of());
        }
        return this;
    }

    URI at(String path) {
        return engine.page().orElseThrow().resolve(path);
    }

    URI observed(String path) {
        return engine.management().orElseThrow().resolve("/observe/" + path);
    }

    HttpResponse<String> get(URI uri, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri).GET(), headers);
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(at(path)).body());
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(at(path)).POST(BodyPublishers.ofString(body));
        return send(request.header("Content-Type", "application/json"), headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws IOException, InterruptedException {
        return client.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        engine.close();
        program.close();
    }
}
