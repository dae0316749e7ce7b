package io.windowreload.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.local.LocalPostgres;
import io.windowreload.local.PostgresOptions;
import io.windowreload.settings.SettingsSource;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to PostgreSQL: the right root certificate lets the program in, and without it nothing is ever sent in plain. */
class TlsTest {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private static LocalPostgres server;
    private static Path root;

    @BeforeAll
    static void open() throws Exception {
        var data = folder.resolve("data");
        server = LocalPostgres.start(PostgresOptions.DEFAULT.data(data));
        root = certify(data);
        set("ssl", "on");
    }

    @AfterAll
    static void close() {
        server.close();
    }

    /** Gives the server a key for {@code localhost}; returns the certificate of who signed it. */
    private static Path certify(Path data) throws Exception {
        var authority = authority("ours");
        keytool(
                authority,
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-signer",
                "authority");
        var store = load(authority);
        write(
                data.resolve("server.crt"),
                "CERTIFICATE",
                store.getCertificate("server").getEncoded(),
                data);
        write(
                data.resolve("server.key"),
                "PRIVATE KEY",
                store.getKey("server", STORE_PASSWORD).getEncoded(),
                data);
        return rootOf(authority);
    }

    private static Path authority(String name) throws Exception {
        var store = folder.resolve(name + ".p12");
        keytool(store, "-alias", "authority", "-dname", "CN=" + name, "-ext", "bc:c");
        return store;
    }

    private static Path rootOf(Path authority) throws Exception {
        var file = authority.resolveSibling(authority.getFileName() + ".pem");
        write(file, "CERTIFICATE", load(authority).getCertificate("authority").getEncoded(), folder);
        return file;
    }

    /** The JDK's own tool, so that the test runs wherever the build does. */
    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(STORE_PASSWORD)));
        command.addAll(List.of(arguments));
        var tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(said).isZero();
    }

    private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), STORE_PASSWORD);
    }

    /** A PEM file that only the owner of the folder may read, as the server wants it. */
    private static void write(Path file, String kind, byte[] content, Path folder) throws IOException {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setOwner(file, Files.getOwner(folder));
    }

    private static void set(String setting, String value) throws SQLException {
        try (var session = DriverManager.getConnection(server.jdbcUrl("postgres"));
                var statement = session.createStatement()) {
            statement.execute("alter system set " + setting + " = " + value);
            statement.execute("select pg_reload_conf()");
        }
    }

    private static Program open(String host, Path root) {
        var keys = Map.of(
                "reload.target.jdbc-url",
                "jdbc:postgresql://" + host + ":" + server.port() + "/postgres?sslmode=verify-full&sslrootcert=" + root,
                "reload.target.user",
                "postgres");
        return Program.open(SettingsSource.collect(Path.of("none"), keys, Map.of()), Clock.systemUTC());
    }

    private static void refused(String host, Path root, String words) {
        assertThatThrownBy(() -> open(host, root).close()).isInstanceOfSatisfying(ReloadException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNAVAILABLE);
            assertThat(e.detail()).contains(words);
        });
    }

    @Test
    void the_right_root_certificate_and_host_let_the_program_in() throws Exception {
        try (var program = open("localhost", root);
                var session = program.target().getConnection();
                var statement = session.createStatement();
                var tls = statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
            assertThat(tls.next()).isTrue();
            assertThat(tls.getBoolean("ssl")).isTrue();
        }
    }

    @Test
    void another_root_certificate_another_host_or_a_server_without_tls_are_refused() throws Exception {
        refused("localhost", rootOf(authority("somebody-else")), "SSL error");
        refused("127.0.0.1", root, "hostname");
        refused("localhost", folder.resolve("missing.pem"), "missing.pem");
        set("ssl", "off");
        try {
            refused("localhost", root, "does not support SSL");
        } finally {
            set("ssl", "on");
        }
    }
}
