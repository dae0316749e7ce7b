package io.windowreload.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {
    private static final String TEXT = "{\"reason\":\"Störung → Ausfall\"}";

    @Test
    void a_mark_at_the_beginning_is_no_part_of_the_text() throws CharacterCodingException {
        assertThat(Utf8.text(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(TEXT);
        assertThat(Utf8.text(TEXT.getBytes(StandardCharsets.UTF_8))).isEqualTo(TEXT);
        assertThat(Utf8.text(new byte[0])).isEmpty();
        assertThat(Utf8.text(new byte[] {'{', '}'})).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({"UTF-16, UTF-16", "UTF-16LE, UTF-16", "UTF-16BE, UTF-16", "UTF-32LE, UTF-32", "UTF-32BE, UTF-32"})
    void another_encoding_is_named_with_its_mark_and_without(String encoding, String name) {
        for (var mark : new String[] {"", "\uFEFF"}) {
            assertThatThrownBy(() -> Utf8.text((mark + TEXT).getBytes(Charset.forName(encoding))))
                    .isInstanceOf(CharacterCodingException.class)
                    .hasMessageContaining(name + ":");
        }
    }

    @Test
    void other_bytes_are_just_not_utf_8() {
        assertThatThrownBy(() -> Utf8.text("Störung".getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(CharacterCodingException.class)
                .hasMessage("it is not UTF-8");
    }
}
