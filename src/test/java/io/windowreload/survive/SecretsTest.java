package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.windowreload.App;
import io.windowreload.SharedClasses;
import io.windowreload.TestPostgres;
import io.windowreload.local.dms.fault.Fault;
import io.windowreload.local.dms.fault.FaultKind;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.settings.SettingsReader;
import io.windowreload.settings.SettingsSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret never leaves its place: not in the log, a reply, the ledger, JMX, the API, metrics or DMS, however a run or a start fails. */
class SecretsTest {
    /** What a password may hold; each is odd somewhere. */
    private static final String PASSWORD = " pa%ss&w=o'r\"d;$1\\{}#zq7 ";

    private static final String IN_URL = "url-zq8-secret";
    private static final String AWS_KEY = "wJalr/zq9+EXAMPLEKEY";
    private static final String USER_SECRET = "users-zq6-file";
    private static final String WEBHOOK = "hook-zq5-token";
    private static final Pattern SECRETS = Pattern.compile(
            Stream.of(PASSWORD.strip(), IN_URL, AWS_KEY, USER_SECRET, WEBHOOK, "zq7", "zq8", "zq9", "zq6", "zq5")
                    .map(Pattern::quote)
                    .reduce((a, b) -> a + "|" + b)
                    .orElseThrow());
    private static final Pattern PAGE = Pattern.compile("page (http://\\S+)/status");
    private static final Pattern HEALTH = Pattern.compile("health (http://\\S+)/health");

    @TempDir
    Path folder;

    private final Map<String, String> environment = Map.of(
            "RELOAD_TARGET_PASSWORD", PASSWORD, "AWS_SECRET_ACCESS_KEY", AWS_KEY, "AWS_ACCESS_KEY_ID", "AKIAODD");

    private static void clean(String where, String text) {
        assertThat(SECRETS.matcher(text).results().map(found -> where + ": …" + around(text, found.start())))
                .isEmpty();
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 80), Math.min(text.length(), at + 40));
    }

    @Test
    void no_secret_is_in_anything_that_a_serving_program_shows() throws Exception {
        var users = Files.writeString(folder.resolve("users"), "mira:" + USER_SECRET + "\n");
        Files.setPosixFilePermissions(users, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
        try (var stage = new TapStage(folder, new JdbcAddress(TestPostgres.migratedUrl(), "postgres", ""))) {
            var keys = stage.settings(Map.of(
                    "reload.http.port", "0",
                    "reload.management.port", "0",
                    "reload.http.users-file", users.toString()));
            keys.remove("reload.target.password");
            var secret = new java.util.HashMap<>(environment);
            // The address may carry a password, too.
            secret.put("RELOAD_TARGET_JDBC_URL", keys.remove("reload.target.jdbc-url") + "&sslpassword=" + IN_URL);
            secret.put("RELOAD_NOTICES_WEBHOOK", "http://127.0.0.1:1/" + WEBHOOK);
            try (var serving = Serving.start(folder, keys, secret)) {
                stage.cloud.dms().faults().add(Fault.of(FaultKind.ACCESS_DENIED).on("CreateReplicationTask"));
                stage.drop("denied");
                assertThat(stage.answered("denied")).isEqualTo("failed");
                stage.cloud.dms().faults().clear();
                stage.cloud.dms().faults().add(Fault.of(FaultKind.FAIL).text("ORA-01555"));
                stage.drop("task-fails");
                assertThat(stage.answered("task-fails")).isEqualTo("failed");
                stage.drop("good");
                assertThat(stage.answered("good")).isEqualTo("done");

                var page = shown(serving, PAGE);
                for (var path : List.of(
                        "/api/status",
                        "/api/runs",
                        "/api/runs/1",
                        "/api/runs/3",
                        "/api/errors",
                        "/status",
                        "/api/none")) {
                    clean(path, get(page + path));
                }
                var management = shown(serving, HEALTH);
                for (var path : List.of("/health", "/health/ready", "/metrics")) {
                    clean(path, get(management + path));
                }
                clean("JMX", serving.attributes());
                clean("ledger", ledger(stage));
                clean("DMS", String.valueOf(Dms.tasks(stage.cloud.dms().endpoint())));
                for (var file : answers(stage.inbox)) {
                    clean(file.toString(), Files.readString(file));
                }
                clean("log", serving.log());
            }
        }
    }

    private static String shown(Serving serving, Pattern address) {
        await().until(() -> address.matcher(serving.log()).find());
        var found = address.matcher(serving.log());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static String get(String address) throws Exception {
        var call = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + USER_SECRET)
                .build();
        var answer = HttpClient.newHttpClient().send(call, BodyHandlers.ofString());
        return answer.body() + answer.headers().map();
    }

    private static String ledger(TapStage stage) {
        var text = new StringBuilder();
        for (var table :
                stage.production.texts("select tablename from pg_tables where schemaname in ('admin', 'staging')")) {
            stage.production
                    .texts("select to_jsonb(t)::text from "
                            + (table.matches("customers|orders") ? "staging." : "admin.") + "\"" + table + "\" t")
                    .forEach(row -> text.append(row).append('\n'));
        }
        assertThat(text).contains("task-fails", "task-plan");
        return text.toString();
    }

    private static List<Path> answers(Path inbox) throws Exception {
        try (var files = Files.walk(inbox)) {
            var found = files.filter(Files::isRegularFile).toList();
            assertThat(found).hasSizeGreaterThan(5);
            return found;
        }
    }

    @Test
    void nor_in_what_a_start_says_that_fails() throws Exception {
        var server = TestPostgres.emptyUrl();
        Rows.production(JdbcAddress.of(server))
                .run("do $$ begin create role nobody_logs_in; exception when duplicate_object then null; end $$");
        for (var url : List.of(
                "jdbc:postgresql://127.0.0.1:1/x?password=" + IN_URL,
                server.replace("user=postgres", "password=" + IN_URL),
                "jdbc:postgres://127.0.0.1:1/x?password=" + IN_URL,
                "jdbc:postgresql://x:" + IN_URL + "@127.0.0.1:1/x")) {
            var said = failing(url);
            assertThat(said).as(url).containsPattern("TARGET_|SETTINGS_");
            clean(url.replace(IN_URL, "…"), said);
        }
    }

    private String failing(String url) throws Exception {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(SharedClasses.asFound());
        command.addAll(
                List.of(App.class.getName(), "status", "--config", "none", "-D", "reload.target.user=nobody_logs_in"));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("RELOAD_TARGET_JDBC_URL", url);
        builder.environment()
                .put(
                        "RELOAD_TABLES",
                        Path.of("config/tables.json").toAbsolutePath().toString());
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isNotZero();
        return said;
    }

    @Test
    void nor_in_the_text_of_the_settings() {
        var settings = SettingsReader.read(SettingsSource.collect(
                Path.of("none"),
                Map.of(
                        "reload.target.password", PASSWORD,
                        "reload.target.jdbc-url", "jdbc:postgresql://h/d?user=x&password=" + IN_URL,
                        "reload.notices.webhook", "https://h/" + WEBHOOK),
                Map.of()));

        assertThat(settings.target().password().value()).isEqualTo(PASSWORD);
        clean("settings", settings.toString());
        assertThat(settings.toString()).contains("jdbc:postgresql://h/d");
    }
}
