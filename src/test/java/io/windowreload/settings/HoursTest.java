package io.windowreload.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hours in which runs work. */
class HoursTest {
    @ParameterizedTest
    @CsvSource({
        "22:00-05:00 Europe/Berlin, 2026-01-10T21:00:00Z, ",
        "22:00-05:00 Europe/Berlin, 2026-01-10T20:59:59Z, 2026-01-10T21:00:00Z",
        "22:00-05:00 Europe/Berlin, 2026-01-10T03:59:59Z, ",
        "22:00-05:00 Europe/Berlin, 2026-01-10T04:00:00Z, 2026-01-10T21:00:00Z",
        "08:00-17:00 UTC, 2026-01-10T17:00:00Z, 2026-01-11T08:00:00Z",
        "08:00-17:00 UTC, 2026-01-10T08:00:00Z, ",
        // Clocks go from 2 to 3 on that day.
        "02:30-05:00 Europe/Berlin, 2026-03-29T00:00:00Z, 2026-03-29T01:30:00Z",
        // In the night in which an hour comes twice the first counts.
        "02:30-05:00 Europe/Berlin, 2026-10-24T23:00:00Z, 2026-10-25T00:30:00Z",
    })
    void they_begin_when_clocks_in_their_zone_say_so(String hours, String now, String begin) {
        assertThat(Hours.parse(hours).orElseThrow().beginAfter(Instant.parse(now)))
                .isEqualTo(java.util.Optional.ofNullable(begin).map(Instant::parse));
    }

    @Test
    void off_is_at_any_hour() {
        assertThat(Hours.parse("off")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"22:00-22:00 UTC", "22-05 UTC", "22:00-05:00", "25:00-05:00 UTC", "22:00-05:00 Nowhere", "on"})
    void what_is_none_is_refused(String text) {
        assertThatThrownBy(() -> Hours.parse(text)).isInstanceOf(RuntimeException.class);
    }
}
