package io.windowreload.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.windowreload.local.LocalPostgres;
import io.windowreload.local.PostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    @Test
    void root_without_namespaces_runs_it_as_another_user() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become somebody else");
        Path data;
        try (var server = SwitchedUserServer.start(Optional.empty(), Map.of("fsync", "off"), 0)) {
            assertThat(single(server.port(), "show fsync")).isEqualTo("off");
            data = Path.of(single(server.port(), "show data_directory"));
            assertThat(Files.getOwner(data).getName()).isIn("nobody", "65534");
        }
        await().untilAsserted(() -> assertThat(data).doesNotExist());
    }

    @Test
    void a_given_folder_keeps_its_rows_and_durable_means_durable(@TempDir Path temporary) throws Exception {
        var options = PostgresOptions.DEFAULT.data(temporary.resolve("data")).crashSafe();
        try (var server = LocalPostgres.start(options)) {
            assertThat(single(server.port(), "show fsync")).isEqualTo("on");
            assertThat(single(server.port(), "show synchronous_commit")).isEqualTo("on");
            single(server.port(), "create table kept as select 1 as one; select 1");
        }
        try (var server = LocalPostgres.start(options)) {
            assertThat(single(server.port(), "select one from kept")).isEqualTo("1");
        }
    }

    @Test
    void sigterm_of_the_jvm_stops_the_server_and_removes_its_data() throws Exception {
        var jvm = java();
        var lines = jvm.inputReader();
        var port = Integer.parseInt(lines.readLine());
        var data = Path.of(lines.readLine());
        assertThat(data).exists();

        jvm.destroy();

        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        await().untilAsserted(() -> assertThat(data).doesNotExist());
        assertThatThrownBy(() -> single(port, "select 1")).isInstanceOf(SQLException.class);
    }

    @Test
    void a_server_whose_jvm_was_killed_does_not_block_its_folder(@TempDir Path temporary) throws Exception {
        var data = temporary.resolve("data");
        var jvm = java(data.toString());
        assertThat(jvm.inputReader().readLine()).isNotNull();
        jvm.destroyForcibly().waitFor();

        try (var server = LocalPostgres.start(PostgresOptions.DEFAULT.data(data))) {
            assertThat(single(server.port(), "select 1")).isEqualTo("1");
        }
    }

    private static Process java(String... arguments) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command =
                new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path"), Started.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String single(int port, String query) throws SQLException {
        try (var connection =
                        DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
                var statement = connection.createStatement()) {
            statement.execute(query);
            while (statement.getUpdateCount() >= 0) {
                statement.getMoreResults();
            }
            var rows = statement.getResultSet();
            rows.next();
            return rows.getString(1);
        }
    }

    /** A program that starts a server, tells its port and data folder, and waits to be ended. */
    static final class Started {
        private Started() {}

        public static void main(String[] arguments) throws Exception {
            var options = arguments.length == 0
                    ? PostgresOptions.DEFAULT
                    : PostgresOptions.DEFAULT.data(Path.of(arguments[0]));
            var server = LocalPostgres.start(options);
            System.out.println(server.port());
            System.out.println(single(server.port(), "show data_directory"));
            Thread.currentThread().join();
        }
    }
}
