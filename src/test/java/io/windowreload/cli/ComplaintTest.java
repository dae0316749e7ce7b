package io.windowreload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says to what it cannot do. */
class ComplaintTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return WindowReload.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({"2025-1, 2025-01", "2025/1, 2025-01", "2025.12, 2025-12"})
    void a_month_that_is_nearly_one_is_answered_with_the_right_one(String given, String meant) {
        assertThat(run("run", "--month=" + given)).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean " + meant + "?");
        assertOneComplaint();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --month=january",
                "run --month=2025-13",
                "run",
                "run --mnth 2025-01",
                "stats",
                "status --limit many",
                "status --state lost",
                "status x",
                "undo",
                "run --from 2025-01 --to 2025-02 --split fortnight",
                "run a.json --month 2025-01",
                "run a.json --reason because"
            })
    void misuse_is_two_lines_without_names_of_classes(String words) {
        assertThat(run(words.split(" "))).isEqualTo(2);
        assertOneComplaint();
    }

    private void assertOneComplaint() {
        assertThat(err.toString().lines()).hasSize(2);
        assertThat(err.toString())
                .doesNotContain("java.", "Exception", "picocli")
                .contains("--help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_settings_file_that_is_not_there_is_told() {
        assertThat(run("status", "--config", "/nowhere/application.propertis")).isEqualTo(2);
        assertThat(err.toString())
                .contains("SETTINGS_INVALID")
                .contains("application.propertis: there is no such file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"run --month=2025-1 --json", "status --json --config /nowhere", "run --json --mnth 2025-01"})
    void with_json_a_complaint_is_one_document(String words) throws Exception {
        var code = run(words.split(" "));
        var document = new ObjectMapper().readTree(out.toString());
        assertThat(document.at("/error/exitCode").asInt()).isEqualTo(code).isEqualTo(2);
        assertThat(document.at("/error/detail").asText()).isNotBlank();
    }
}
