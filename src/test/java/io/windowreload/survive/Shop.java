package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.docs.Manual;
import io.windowreload.local.CloudOptions;
import io.windowreload.local.LocalCloud;
import io.windowreload.local.LocalPostgres;
import io.windowreload.local.dms.DmsEmulator;
import io.windowreload.local.dms.EmulatorOptions;
import io.windowreload.local.dms.cloud.Delays;
import io.windowreload.local.dms.load.JdbcAddress;
import io.windowreload.program.Program;
import io.windowreload.settings.SettingsSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A database of a careful DBA: nobody has a right that was not given, and the program's role has what docs/aws.md gives it. */
final class Shop implements AutoCloseable {
    /** What stands before the program comes: the application's owner, and the role with which DMS writes production. */
    private static final List<String> OWNERS = List.of(
            "revoke all on database shop from public",
            "revoke all on schema public from public",
            "create role app_owner",
            "alter schema production owner to app_owner",
            "alter table production.customers owner to app_owner",
            "alter table production.orders owner to app_owner",
            "create role dms login",
            "grant connect on database shop to dms",
            // Where DMS keeps its control tables.
            "grant usage, create on schema public to dms",
            "grant usage on schema production to dms",
            "grant select, insert, update, delete, truncate on all tables in schema production to dms");

    private final LocalPostgres server;
    private final LocalCloud cloud;
    private final DmsEmulator dms;
    final Rows production;

    /**
     * Makes the database {@code shop} and its roles.
     *
     * @param grants the manual's statements
     */
    Shop(LocalPostgres server, List<String> grants) {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        this.server = server;
        server.createDatabase("shop");
        cloud = LocalCloud.start(
                CloudOptions.of(60, 120).quiet(), new JdbcAddress(server.jdbcUrl("shop"), "postgres", ""));
        production = Rows.production(cloud.target());
        OWNERS.forEach(production::run);
        grants.forEach(production::run);
        dms = DmsEmulator.start(
                EmulatorOptions.of(cloud.source().address(), as("dms")).delays(Delays.all(Duration.ofMillis(20))));
    }

    static List<String> grants() {
        return Manual.grants().stream()
                .map(statement -> statement.replace("password '…'", "password 'odd-password'"))
                .toList();
    }

    private static String grant(String beginning) {
        var found = grants().stream()
                .filter(statement -> statement.contains(beginning))
                .toList();
        assertThat(found).as("docs/aws.md has " + beginning).hasSize(1);
        return found.get(0);
    }

    void take(String beginning) {
        production.run(grant(beginning).replace("grant ", "revoke ").replaceFirst(" to (\\w+)$", " from $1"));
        if (beginning.contains("app_owner")) {
            // Reading and writing is not enough.
            production.run("grant usage on schema production to window_reload");
            production.run("grant all on all tables in schema production to window_reload");
        }
        forgetStaging();
    }

    /** Default privileges are those of tables to come. */
    private void forgetStaging() {
        production.run("drop table staging.customers, staging.orders");
    }

    void give(String beginning) {
        production.run(grant(beginning));
        forgetStaging();
    }

    private JdbcAddress as(String role) {
        return new JdbcAddress("jdbc:postgresql://127.0.0.1:" + server.port() + "/shop", role, "");
    }

    /** A session of DMS, as its task that captures changes has it. */
    Rows capture() {
        return Rows.production(as("dms"));
    }

    DmsEmulator dms() {
        return dms;
    }

    /** The program with the role of docs/aws.md. */
    Program program(Map<String, String> own) {
        var keys = new LinkedHashMap<>(World.settings(cloud, Map.of()));
        keys.put("reload.target.jdbc-url", as("").url());
        keys.put("reload.target.user", "window_reload");
        keys.put("reload.target.password", "odd-password");
        keys.put("reload.dms.endpoint-override", dms.endpoint().toString());
        keys.put("reload.task-log.endpoint-override", dms.endpoint().toString());
        keys.putAll(own);
        return Program.open(SettingsSource.collect(Path.of("none"), keys, Map.of()), Clock.systemUTC());
    }

    @Override
    public void close() {
        dms.close();
        cloud.close();
    }

    /** A database on which the program has never run, and a role that lacks something there. */
    record Empty(LocalPostgres server, Rows postgres) implements AutoCloseable {
        void migrate() {
            var keys = Map.of(
                    "reload.target.jdbc-url", "jdbc:postgresql://127.0.0.1:" + server.port() + "/empty",
                    "reload.target.user", "reload_empty",
                    "reload.target.password", "odd-password");
            try (var program =
                    Program.open(SettingsSource.collect(Path.of("none"), keys, Map.of()), Clock.systemUTC())) {
                program.migrate();
            }
        }

        @Override
        public void close() {
            postgres.run("drop database empty with (force)");
            postgres.run("drop role reload_empty");
        }
    }

    /** All of docs/aws.md but a statement, or a word of one, that concerns the database alone. */
    static Empty empty(LocalPostgres server, String less) {
        server.createDatabase("empty");
        var postgres = Rows.production(new JdbcAddress(server.jdbcUrl("postgres"), "postgres", ""));
        var empty = Rows.production(new JdbcAddress(server.jdbcUrl("empty"), "postgres", ""));
        empty.run("revoke all on database empty from public");
        for (var statement : grants()) {
            var own = statement.replace("window_reload", "reload_empty").replace("shop", "empty");
            if (less.equals("connect")) {
                own = own.replace("connect, ", "");
            }
            if (!own.startsWith(less)
                    && !own.contains("schema staging to")
                    && !own.contains("app_owner")
                    && !own.contains("default privileges")) {
                empty.run(own);
            }
        }
        return new Empty(server, postgres);
    }
}
