package io.windowreload.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowFormTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final TimeWindow JANUARY = TimeWindow.month(YearMonth.of(2025, 1), BERLIN);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "epoch-seconds",
                "epoch-millis",
                "yyyyMM",
                "yyyyMMdd",
                "yyyyMMddHHmmss",
                "yyyy-MM-dd",
                "yyyy/MM/dd HH:mm",
                "yyyy-MM-ddTHH:mm:ss.SSSSSS"
            })
    void what_sorts_as_time_does_is_a_form(String word) {
        assertThat(WindowForm.of(word).word()).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "epoch",
                "dd.MM.yyyy",
                "yyMMdd",
                "yyyy-dd-MM",
                "yyyyMMddmm",
                "yyyy-M-d",
                "MM/dd/yyyy",
                "yyyyMMdd'"
            })
    void what_does_not_is_refused_and_the_refusal_names_what_is(String word) {
        assertThatThrownBy(() -> WindowForm.of(word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + word + "'")
                .hasMessageContaining("epoch-millis");
    }

    @ParameterizedTest
    @CsvSource({
        "epoch-seconds, 1735682400, 1738368000",
        "epoch-millis, 1735682400000, 1738368000000",
        "yyyyMMdd, 20250101, 20250201",
        "yyyyMM, 202501, 202502",
        "yyyy-MM-ddTHH:mm, 2025-01-01T00:00, 2025-02-01T00:00"
    })
    void the_source_is_asked_in_the_form_of_its_column(String word, String from, String to) {
        var form = WindowForm.of(word);
        var asked = form.asked(JANUARY, WindowType.NUMBER);

        assertThat(form.value(asked.from(), BERLIN)).isEqualTo(from);
        assertThat(form.value(asked.to(), BERLIN)).isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource({
        "yyyyMM, 2025-01-02T00:00, false",
        "yyyyMMdd, 2025-01-02T00:00, true",
        "yyyyMMdd, 2025-01-02T06:00, false",
        "yyyyMMddHH, 2025-01-02T06:00, true",
        "yyyy-MM-dd HH:mm, 2025-01-02T06:00:30, false",
        "yyyy-MM-dd HH:mm:ss, 2025-01-02T06:00:30.5, false",
        "yyyy-MM-dd HH:mm:ss.SSS, 2025-01-02T06:00:30.5, true",
        "epoch-seconds, 2025-01-02T06:00:30.5, true"
    })
    void a_window_begins_and_ends_where_the_form_changes(String word, LocalDateTime from, boolean fits) {
        var window = new TimeWindow(from, LocalDateTime.parse("2025-02-01T00:00"), BERLIN);

        if (fits) {
            WindowForm.of(word).take(window, WindowType.NUMBER, "t.c");
        } else {
            assertThatThrownBy(() -> WindowForm.of(word).take(window, WindowType.NUMBER, "t.c"))
                    .isInstanceOfSatisfying(
                            ReloadException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WINDOW_INVALID))
                    .hasMessageContaining("t.c tells a time as " + word);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "epoch-millis, bigint, NUMBER",
        "epoch-millis, numeric, NUMBER",
        "epoch-millis, character varying,",
        "epoch-millis, timestamp without time zone,",
        "yyyyMMdd, integer, NUMBER",
        "yyyyMMdd, text, TEXT",
        "yyyy-MM-dd, numeric,",
        "yyyy-MM-dd, character, TEXT",
        "yyyyMMdd, double precision,",
        "yyyyMMdd, date,"
    })
    void a_form_fits_numbers_or_texts(String word, String type, WindowType found) {
        assertThat(WindowForm.of(word).type(type).orElse(null)).isEqualTo(found);
    }

    @Test
    void somebody_elses_values_are_compared_as_what_they_are() {
        var millis = WindowForm.of("epoch-millis");
        assertThat(millis.reads("1735682400000")).isTrue();
        assertThat(millis.reads("2025-01-01 00:00:00")).isFalse();
        assertThat(millis.reads(null)).isFalse();
        assertThat(millis.compare("999", "1000")).isNegative();

        var days = WindowForm.of("yyyy-MM-dd");
        assertThat(days.reads("2025-01-01")).isTrue();
        assertThat(days.reads("2025-1-1")).isFalse();
        assertThat(days.compare("2025-01-31", "2025-02-01")).isNegative();

        assertThat(WindowForm.TIME.reads("2025-01-01 00:00:00.5")).isTrue();
        assertThat(WindowForm.TIME.compare("2025-01-01 00:00:00.000", "2025-01-01 00:00:00"))
                .isZero();
    }
}
