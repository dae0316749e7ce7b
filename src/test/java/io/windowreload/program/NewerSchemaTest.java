package io.windowreload.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.windowreload.TestPostgres;
import io.windowreload.settings.SettingsSource;
import io.windowreload.window.ErrorCode;
import io.windowreload.window.ReloadException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program never puts its own functions in the place of those of a newer one. */
class NewerSchemaTest {
    private final String url = TestPostgres.freshUrl();

    @ParameterizedTest
    @CsvSource({"999, V999__future.sql", ", R__9_future.sql"})
    void what_a_newer_program_has_migrated_is_refused_and_left_alone(String version, String script)
            throws SQLException {
        sql(
                "insert into admin.reload_schema_history (installed_rank, version, description, type, script, checksum,"
                        + " installed_by, execution_time, success) select max(installed_rank) + 1, "
                        + (version == null ? "null" : "'" + version + "'") + ", '" + script.replaceAll(".*__|[.].*", "")
                        + "', 'SQL', '" + script + "', 1, 'newer', 1, true from admin.reload_schema_history",
                "update admin.reload_schema_history set checksum = 5 where script = 'R__5_proof.sql'");

        try (var program = program()) {
            assertThatThrownBy(program::migrate).isInstanceOfSatisfying(ReloadException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.TARGET_UNFIT));
        }
        assertThat(checksum()).isEqualTo("5");
    }

    @Test
    void what_an_older_program_has_migrated_is_brought_up() throws SQLException {
        sql("update admin.reload_schema_history set checksum = 5 where script = 'R__5_proof.sql'");

        try (var program = program()) {
            program.migrate();
        }
        assertThat(checksum()).isNotEqualTo("5");
    }

    private Program program() {
        return Program.open(
                SettingsSource.collect(
                        Path.of("none"),
                        Map.of(
                                "reload.target.jdbc-url",
                                url,
                                "reload.target.user",
                                "postgres",
                                "reload.target.password",
                                "x"),
                        Map.of()),
                Clock.systemUTC());
    }

    private String checksum() throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var row = statement.executeQuery("select checksum from admin.reload_schema_history"
                        + " where script = 'R__5_proof.sql' order by installed_rank desc limit 1")) {
            row.next();
            return row.getString(1);
        }
    }

    private void sql(String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (var text : statements) {
                statement.execute(text);
            }
        }
    }
}
