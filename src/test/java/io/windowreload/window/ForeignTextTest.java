package io.windowreload.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of strangers. */
class ForeignTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u001B[2J", "\u202Etxt", "\u2066a", "\uD800", "\u009B1m", "a\u200Fb", "\rb"})
    void a_reason_that_reads_otherwise_than_it_is_stays_outside(String text) {
        assertThatThrownBy(() -> ForeignText.reason("a" + text + "b"))
                .isInstanceOfSatisfying(ReloadException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
                    assertThat(e.pointer()).isEqualTo("/reason");
                });
    }

    @Test
    void a_reason_may_have_lines_and_any_script_and_has_a_length() {
        assertThat(ForeignText.reason(" zwei\nZeilen\tund דבר 👩‍💻 ")).isEqualTo("zwei\nZeilen\tund דבר 👩‍💻");
        assertThat(ForeignText.reason("  ")).isNull();
        assertThatThrownBy(() -> ForeignText.reason("x".repeat(2_001))).hasMessageContaining("2000 is the most");
        assertThatThrownBy(() -> ForeignText.name("/by", "two\nlines")).hasMessageContaining("U+000A");
        assertThatThrownBy(() -> ForeignText.name("/by", "x".repeat(201))).hasMessageContaining("200 is the most");
    }

    @Test
    void a_terminal_gets_nothing_that_moves_it() {
        assertThat(ForeignText.shown("a\u001B[31mb\nc\u202Ed")).isEqualTo("a\uFFFD[31mb c\uFFFDd");
        assertThat(ForeignText.shown("plain · ✓ 漢字")).isEqualTo("plain · ✓ 漢字");
    }

    @Test
    void what_was_meant_is_guessed_where_it_is_near() {
        var fields = List.of("tables", "month", "reason", "requestedBy");
        assertThat(Nearest.asked("tabels", fields)).isEqualTo("; did you mean 'tables'?");
        assertThat(Nearest.asked("Requestedby", fields)).contains("requestedBy");
        assertThat(Nearest.asked("colour", fields)).isEmpty();
    }
}
