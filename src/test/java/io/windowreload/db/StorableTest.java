package io.windowreload.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorableTest {
    @ParameterizedTest
    @CsvSource({
        "ISO8859_1, Störung → Ausfall “CDC” …, Störung <U+2192> Ausfall <U+201C>CDC<U+201D> <U+2026>",
        "windows-1252, Störung → “CDC” …, Störung <U+2192> “CDC” …",
        "ISO8859_1, 😀, <U+1F600>",
        "ISO8859_2, Łódź é, Łódź é",
        "KOI8-R, Сбой ü, Сбой <U+00FC>",
        "UTF-8, Störung → 😀, Störung → 😀"
    })
    void what_an_encoding_cannot_hold_is_written_as_its_number(String encoding, String text, String stored) {
        assertThat(Storable.in(Charset.forName(encoding), text)).isEqualTo(stored);
    }
}
