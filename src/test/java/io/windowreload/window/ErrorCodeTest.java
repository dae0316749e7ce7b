package io.windowreload.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
    @ParameterizedTest
    @EnumSource
    void the_readme_s_table_says_what_the_program_says(ErrorCode code) throws IOException {
        var row = "| `%s` | %d | %s | %s | %s |"
                .formatted(code, code.exitCode(), code.retryable() ? "yes" : "no", code.title(), code.hint());

        assertThat(Files.readAllLines(Path.of("docs/errors.md"))).contains(row);
    }

    /** Replies, page and command line have both side by side. */
    @ParameterizedTest
    @EnumSource
    void what_is_to_be_sent_again_is_never_called_not_retryable(ErrorCode code) {
        var said = code.hint()
                .matches(
                        "(?i).*(send the request again|reload the window again|a new run goes on|wait until|is tried again).*");

        assertThat(code.sendAgain()).as(code.hint()).isEqualTo(said || code.retryable());
    }
}
